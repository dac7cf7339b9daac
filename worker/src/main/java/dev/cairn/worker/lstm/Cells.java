package dev.cairn.worker.lstm;

import dev.cairn.worker.lstm.cell.CellKind;
import dev.cairn.worker.lstm.cell.CellLayer;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.nd4j.linalg.activations.Activation;

/** The recurrent layer for each kind of cell. */
record Cells(LstmHyperparameters h, boolean training) {

    boolean bothDirections() {
        return h.is("direction", "BOTH");
    }

    Layer layer(int in, int units, boolean first) {
        Layer cell = cell(in, units);
        if (training) {
            // The input has noise of its own, see Augmentation.
            cell.setIDropout(
                    NoisyDrop.of(first ? 0 : h.real("gaussianNoise"), first ? inputDropRate() : h.real("dropRate")));
        }
        return bothDirections() ? new Bidirectional(Bidirectional.Mode.CONCAT, cell) : cell;
    }

    /** Of numbers as they come, or of what stands for tokens. */
    private double inputDropRate() {
        return h.realOrNone("inputDropRate") + h.realOrNone("embeddingDropRate");
    }

    // The one with peepholes is deprecated for want of a cuDNN version, which nothing here uses.
    @SuppressWarnings("deprecation")
    private Layer cell(int in, int units) {
        return switch (h.choice("cell")) {
            case "LSTM" ->
                dropsWithin()
                        ? own(CellKind.LSTM, in, units)
                        : gated(new LSTM.Builder(), in, units).build();
            case "GRU", "LAYER_NORM_LSTM" -> own(CellKind.valueOf(h.choice("cell")), in, units);
            case "PEEPHOLE_LSTM" ->
                gated(new org.deeplearning4j.nn.conf.layers.GravesLSTM.Builder(), in, units)
                        .build();
            case "SIMPLE" -> plain(new SimpleRnn.Builder(), in, units).build();
            default -> throw new IllegalArgumentException("no layer for cell " + h.choice("cell"));
        };
    }

    /** DL4J's LSTM cannot do that: ours takes its place until the network is saved. */
    private boolean dropsWithin() {
        return training && h.real("recurrentDropRate") > 0;
    }

    private CellLayer own(CellKind cell, int in, int units) {
        return plain(new CellLayer.Builder(cell), in, units)
                .forgetGateBias(cell == CellKind.GRU ? 0 : h.real("forgetGateBias"))
                .recurrentDropRate(training ? h.real("recurrentDropRate") : 0)
                .build();
    }

    private <B extends AbstractLSTM.Builder<B>> B gated(B builder, int in, int units) {
        return plain(builder, in, units)
                .gateActivationFunction(Activation.valueOf(h.choice("gateActivation")))
                .forgetGateBiasInit(h.real("forgetGateBias"));
    }

    private <B extends BaseRecurrentLayer.Builder<B>> B plain(B builder, int in, int units) {
        Weights.initialised(builder, h);
        return builder.nIn(in).nOut(units).activation(Activation.valueOf(h.choice("activation")));
    }
}
