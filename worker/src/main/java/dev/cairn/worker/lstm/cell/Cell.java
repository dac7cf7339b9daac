package dev.cairn.worker.lstm.cell;

import java.util.List;

/**
 * What happens within one time step, element by element. A block holds n numbers: one for each unit and example, examples
 * next to each other. Blocks are arrays of their own: HotSpot does not vectorise loops over several parts of one array.
 */
interface Cell {
    /** The blocks of pre-activations: columns of the weights per unit. */
    List<Part> parts();

    /** Blocks that the way back needs of a step. At least as many as those of pre-activations. */
    int kept();

    /**
     * Before a pass.
     *
     * @param own what of the layer's parameters is in no product
     */
    default void begin(Shape shape, float[] own) {}

    /** Errors of the own parameters, summed over the steps gone back since {@link #begin}. */
    default float[] ownErrors() {
        return new float[0];
    }

    /**
     * One step.
     *
     * @param step in: pre-activations; out: what {@link #backward} needs
     * @param carry in: what the step before handed on beside its output; out: the same for the next
     * @param hidden out: the step's output
     */
    void forward(float[][] step, float[] carry, float[] hidden, int n);

    /**
     * The step's derivatives. "Error of x" is the derivative of the loss with respect to x.
     *
     * @param step what {@link #forward} kept
     * @param hiddenError error of the step's output, from everything that came after
     * @param carryError in: error of the carry that the step handed on; out: of the one it was given
     * @param gateErrors out: errors of the pre-activations
     */
    void backward(float[][] step, float[] hiddenError, float[] carryError, float[][] gateErrors, int n);
}
