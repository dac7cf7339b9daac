package dev.cairn.benchmarks.lstm;

import dev.cairn.worker.lstm.cell.CellKind;
import dev.cairn.worker.lstm.cell.CellLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.nd4j.linalg.activations.Activation;

/** The cells that are timed, and who has them. */
public enum TimedCell {
    LSTM(4, true, true),
    GRU(3, false, true),
    LAYER_NORM_LSTM(4, false, false),
    PEEPHOLE_LSTM(4, true, false),
    SIMPLE(1, true, true);

    private final int gates;
    private final boolean isStock;
    private final boolean isPyTorchs;

    TimedCell(int gates, boolean isStock, boolean isPyTorchs) {
        this.gates = gates;
        this.isStock = isStock;
        this.isPyTorchs = isPyTorchs;
    }

    int gates() {
        return gates;
    }

    /** Whether DL4J has it. */
    public boolean isStock() {
        return isStock;
    }

    /** Whether PyTorch has it as a layer. */
    public boolean isPyTorchs() {
        return isPyTorchs;
    }

    // The one with peepholes is deprecated for want of a cuDNN version, which nothing here uses.
    @SuppressWarnings("deprecation")
    Layer layer(int inputs, int units) {
        return switch (this) {
            case LSTM ->
                new LSTM.Builder()
                        .nIn(inputs)
                        .nOut(units)
                        .activation(Activation.TANH)
                        .build();
            case PEEPHOLE_LSTM ->
                new org.deeplearning4j.nn.conf.layers.GravesLSTM.Builder()
                        .nIn(inputs)
                        .nOut(units)
                        .activation(Activation.TANH)
                        .build();
            case SIMPLE ->
                new SimpleRnn.Builder()
                        .nIn(inputs)
                        .nOut(units)
                        .activation(Activation.TANH)
                        .build();
            case GRU, LAYER_NORM_LSTM ->
                new CellLayer.Builder(CellKind.valueOf(name()))
                        .nIn(inputs)
                        .nOut(units)
                        .build();
        };
    }
}
