package dev.cairn.worker.lstm.cell;

import java.util.function.Supplier;

/**
 * The cells of {@link CellLayer}, and how many parameters each has: columns of W and R per unit, then numbers of b and g per unit.
 */
public enum CellKind {
    /** As DL4J's layer of this name, whose parameters it shares; for recurrent drop-out, which that one lacks. */
    LSTM(LstmCell::new, 4, 4, 0),
    /** W, R: reset, update, candidate; b: the same, and the candidate's that is added to h' R before the reset. */
    GRU(GruCell::new, 3, 4, 0),
    /** W, R: as LSTM; b and g: see {@link LayerNormCell}. */
    LAYER_NORM_LSTM(LayerNormCell::new, 4, 5, 9);

    private final Supplier<Cell> cell;
    private final int columns;
    private final int biases;
    private final int gains;

    CellKind(Supplier<Cell> cell, int columns, int biases, int gains) {
        this.cell = cell;
        this.columns = columns;
        this.biases = biases;
        this.gains = gains;
    }

    Cell cell() {
        return cell.get();
    }

    int columns() {
        return columns;
    }

    int biases() {
        return biases;
    }

    int gains() {
        return gains;
    }

    boolean hasForgetGate() {
        return this != GRU;
    }

    /** Whether masked steps leave output and state at zero. DL4J's networks tell LSTM layers of no mask: this one is like them. */
    boolean heedsMasks() {
        return this != LSTM;
    }
}
