package dev.cairn.worker.lstm.cell;

/** Which rows of a step's stacked input [x, 1, h] some columns of the weights multiply. Such rows lie next to each other. */
enum Reach {
    ALL(true, true, true),
    INPUT(true, false, false),
    INPUT_AND_BIAS(true, true, false),
    BIAS_AND_STATE(false, true, true),
    STATE(false, false, true);

    private final boolean input;
    private final boolean bias;
    private final boolean state;

    Reach(boolean input, boolean bias, boolean state) {
        this.input = input;
        this.bias = bias;
        this.state = state;
    }

    boolean input() {
        return input;
    }

    boolean bias() {
        return bias;
    }

    boolean state() {
        return state;
    }

    /** The first row. */
    int from(Shape shape) {
        return input ? 0 : bias ? shape.inputs() : shape.inputs() + 1;
    }

    int rows(Shape shape) {
        return (input ? shape.inputs() : 0) + (bias ? 1 : 0) + (state ? shape.units() : 0);
    }
}
