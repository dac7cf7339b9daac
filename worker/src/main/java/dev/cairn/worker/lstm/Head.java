package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Shape;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossL1;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** The layers behind the recurrent ones. */
record Head(LstmHyperparameters h, Shape shape, boolean training) {

    DenseLayer dense(int in, boolean first) {
        var dense = new DenseLayer.Builder();
        Weights.initialised(dense, h);
        DenseLayer layer = dense.nIn(in)
                .nOut(h.whole("denseUnits"))
                .activation(Activation.valueOf(h.choice("denseActivation")))
                .build();
        if (training) {
            layer.setIDropout(NoisyDrop.of(first ? h.real("gaussianNoise") : 0, h.real("dropRate")));
        }
        return layer;
    }

    OutputLayer output(int in) {
        boolean classes = shape.answer() == Shape.Answer.CLASSES;
        OutputLayer.Builder output = new OutputLayer.Builder(training ? new WeightedLoss(loss()) : loss())
                .activation(classes ? Activation.SOFTMAX : Activation.IDENTITY)
                .nIn(in)
                .nOut(shape.outputs());
        Weights.initialised(output, h);
        OutputLayer layer = output.build();
        if (training) {
            boolean first = h.whole("denseLayers") == 0;
            layer.setIDropout(NoisyDrop.of(first ? h.real("gaussianNoise") : 0, h.real("dropRate")));
        }
        return layer;
    }

    private ILossFunction loss() {
        if (shape.answer() == Shape.Answer.CLASSES) {
            return new LossMCXENT();
        }
        if (!training) {
            return new LossMSE();
        }
        return switch (h.choice("loss")) {
            case "SQUARED" -> new LossMSE();
            // DL4J's mean absolute error divides its total by the outputs, but not what it says of each example.
            case "ABSOLUTE" -> new LossL1(Nd4j.valueArrayOf(new long[] {1, shape.outputs()}, 1.0 / shape.outputs()));
            case "HUBER" -> new HuberLoss();
            case "QUANTILE" -> new QuantileLoss(shape.quantiles());
            default -> throw new IllegalArgumentException("no loss for " + h.choice("loss"));
        };
    }
}
