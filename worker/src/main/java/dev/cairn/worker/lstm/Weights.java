package dev.cairn.worker.lstm;

import org.deeplearning4j.nn.conf.distribution.OrthogonalDistribution;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.weights.WeightInit;

/** What weights are before the first update. */
final class Weights {
    private Weights() {}

    static void initialised(BaseLayer.Builder<?> layer, LstmHyperparameters h) {
        switch (h.choice("weightInit")) {
            case "XAVIER" -> layer.weightInit(WeightInit.XAVIER);
            case "XAVIER_UNIFORM" -> layer.weightInit(WeightInit.XAVIER_UNIFORM);
            case "HE" -> layer.weightInit(WeightInit.RELU);
            case "LECUN" -> layer.weightInit(WeightInit.LECUN_NORMAL);
            case "ORTHOGONAL" -> layer.weightInit(new OrthogonalDistribution(1.0));
            default -> throw new IllegalArgumentException("no weights for " + h.choice("weightInit"));
        }
    }
}
