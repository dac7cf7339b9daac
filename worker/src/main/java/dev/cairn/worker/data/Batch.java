package dev.cairn.worker.data;

import org.jspecify.annotations.Nullable;

/**
 * Some examples as a network takes them. All arrays are flat, last index fastest.
 *
 * <pre>
 * N    examples
 * F    numbers at each time step
 * L    time steps of the longest example
 * </pre>
 *
 * @param inputs [N][F][L]; tokens are whole numbers with F = 1
 * @param mask [N][L], 1 where an example has a step and 0 where it is over; absent if all are equally long
 * @param outputs [N][outputs], what the network should answer
 * @param weights [N], how much each example counts in the loss, 1 on average over all examples; absent if all count the same
 */
public record Batch(
        int count, int length, float[] inputs, float @Nullable [] mask, float[] outputs, float @Nullable [] weights) {

    /** The same examples, all of which count the same. */
    public Batch unweighted() {
        return new Batch(count, length, inputs, mask, outputs, null);
    }
}
