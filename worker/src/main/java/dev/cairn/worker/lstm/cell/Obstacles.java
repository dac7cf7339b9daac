package dev.cairn.worker.lstm.cell;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** What keeps our code from computing a layer. */
final class Obstacles {
    private Obstacles() {}

    /** Whether arrays lie where our code reads them; those of a graphics processor do not. */
    static boolean areArraysInMemory() {
        return Nd4j.getBackend().getClass().getSimpleName().equals("CpuBackend");
    }

    static Stream<String> to(BaseRecurrentLayer<?> layer) {
        var configuration = layer.conf().getLayer();
        if (!(configuration instanceof AbstractLSTM || configuration instanceof SimpleRnn)) {
            return Stream.of("there is no fast code for it");
        }
        var recurrent = (org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer) configuration;
        DataType type = layer.getParam(CellParameters.INPUT).dataType();
        return Stream.of(
                        areArraysInMemory() ? "" : "its arrays are not in main memory",
                        type == DataType.FLOAT ? "" : "it computes in " + type,
                        recurrent.getActivationFn() instanceof ActivationTanH
                                ? ""
                                : "its activation is " + recurrent.getActivationFn(),
                        configuration instanceof AbstractLSTM lstm
                                        && !(lstm.getGateActivationFn() instanceof ActivationSigmoid)
                                ? "its gates' activation is " + lstm.getGateActivationFn()
                                : "",
                        configuration instanceof SimpleRnn simple && simple.hasLayerNorm()
                                ? "it normalises its layer"
                                : "")
                .filter(reason -> !reason.isEmpty());
    }
}
