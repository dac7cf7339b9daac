package dev.cairn.worker.lstm.cell;

/** Sizes of one pass: examples, inputs and units of the layer, time steps. */
record Shape(int batch, int inputs, int units, int steps) {
    /** Columns of the stacked input [x, 1, h]. */
    int stacked() {
        return inputs + 1 + units;
    }

    /** Numbers in a block: one per example and unit. */
    int block() {
        return batch * units;
    }

    /** Numbers in a step's stacked input. */
    int stack() {
        return batch * stacked();
    }

    /** Where in a step's stacked input h begins. */
    int hidden() {
        return batch * (inputs + 1);
    }
}
