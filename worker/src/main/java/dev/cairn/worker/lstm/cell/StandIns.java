package dev.cairn.worker.lstm.cell;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Layers of ours in the place of DL4J's that have no plug-in point, and back: with the same configuration, and the same views of
 * the network's parameters and gradients.
 */
final class StandIns {
    private StandIns() {}

    /** The layer itself, if it is what is wanted or there is no other. */
    static BaseRecurrentLayer<?> of(BaseRecurrentLayer<?> layer, boolean fast) {
        if (layer.conf().getLayer() instanceof CellLayer || fast == layer instanceof FusedLayer) {
            return layer;
        }
        BaseRecurrentLayer<?> other = fast ? ours(layer.conf()) : stock(layer.conf());
        if (other == null) {
            return layer;
        }
        other.setListeners(layer.getListeners());
        other.setIndex(layer.getIndex());
        other.setIterationCount(layer.getIterationCount());
        other.setEpochCount(layer.getEpochCount());
        other.setParamsViewArray(layer.params());
        other.setParamTable(layer.paramTable());
        if (layer.getGradientsViewArray() != null) {
            other.setBackpropGradientsViewArray(layer.getGradientsViewArray());
        }
        return other;
    }

    /** The cell that computes what a recurrent layer is configured to be. */
    static Cell cell(org.deeplearning4j.nn.conf.layers.Layer configuration) {
        if (configuration instanceof CellLayer own) {
            return own.getCell().cell();
        }
        if (configuration instanceof LSTM) {
            return new LstmCell();
        }
        if (isPeephole(configuration)) {
            return new PeepholeCell();
        }
        if (configuration instanceof SimpleRnn) {
            return new SimpleCell();
        }
        throw new IllegalArgumentException("there is no fast code for " + configuration);
    }

    private static @Nullable BaseRecurrentLayer<?> ours(NeuralNetConfiguration configuration) {
        boolean heedsMasks = configuration.getLayer() instanceof SimpleRnn;
        return heedsMasks || isPeephole(configuration.getLayer())
                ? new FusedLayer(configuration, DataType.FLOAT, cell(configuration.getLayer()), 0, heedsMasks)
                : null;
    }

    @SuppressWarnings("deprecation")
    private static @Nullable BaseRecurrentLayer<?> stock(NeuralNetConfiguration configuration) {
        if (isPeephole(configuration.getLayer())) {
            return new org.deeplearning4j.nn.layers.recurrent.GravesLSTM(configuration, DataType.FLOAT);
        }
        return configuration.getLayer() instanceof SimpleRnn
                ? new org.deeplearning4j.nn.layers.recurrent.SimpleRnn(configuration, DataType.FLOAT)
                : null;
    }

    // Deprecated for want of a cuDNN version, which nothing here uses.
    @SuppressWarnings("deprecation")
    private static boolean isPeephole(org.deeplearning4j.nn.conf.layers.Layer configuration) {
        return configuration instanceof org.deeplearning4j.nn.conf.layers.GravesLSTM;
    }
}
