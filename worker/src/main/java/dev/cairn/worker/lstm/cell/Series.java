package dev.cairn.worker.lstm.cell;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array [examples, values, steps], read step by step: examples next to each other, then values. DL4J's own activations
 * are in that order; users' data, where the steps of a value are next to each other, and views are rearranged on the heap
 * (ND4J's {@code dup} takes ten times as long).
 */
final class Series implements StepErrors {
    /** Steps that are rearranged together: what is written stays in a processor's first cache until its lines are full. */
    private static final int AT_ONCE = 8;

    private final Floats memory;
    private final int distance;
    private final int length;
    private final int steps;

    Series(INDArray array) {
        steps = (int) array.size(2);
        length = (int) (array.size(0) * array.size(1));
        boolean isReady = (array.stride(0) == 1 || array.size(0) == 1)
                && (array.stride(1) == array.size(0) || array.size(1) == 1);
        memory = isReady ? Floats.of(array) : Floats.on(rearranged(array));
        distance = isReady ? array.stride(2) : length;
    }

    /** Steps one after the other, from the beginning of some memory. */
    Series(Floats memory, int length, int steps) {
        this.memory = memory;
        this.distance = length;
        this.length = length;
        this.steps = steps;
    }

    private static float[] rearranged(INDArray array) {
        Floats memory = Floats.of(array);
        float[] given = new float[memory.length()];
        memory.get(0, given, given.length);
        int examples = (int) array.size(0);
        int values = (int) array.size(1);
        int steps = (int) array.size(2);
        // Asking for a stride takes longer than moving a number.
        int apart = array.stride(2);
        int valuesApart = array.stride(1);
        int examplesApart = array.stride(0);
        float[] arranged = new float[examples * values * steps];
        for (int value = 0; value < values; value++) {
            for (int step = 0; step < steps; step += AT_ONCE) {
                int end = Math.min(steps, step + AT_ONCE);
                for (int example = 0; example < examples; example++) {
                    int from = value * valuesApart + example * examplesApart;
                    int to = value * examples + example;
                    rearrange(given, from, apart, arranged, to, examples * values, step, end);
                }
            }
        }
        return arranged;
    }

    private static void rearrange(
            float[] given, int from, int apart, float[] arranged, int to, int length, int step, int end) {
        for (int i = step; i < end; i++) {
            arranged[to + i * length] = given[from + i * apart];
        }
    }

    @Override
    public boolean get(int step, float[] target) {
        memory.get(step * distance, target, length);
        return true;
    }

    /** Writes a matrix column by column. */
    static void columnwise(INDArray matrix, float[] target) {
        Floats memory = Floats.of(matrix);
        float[] given = new float[memory.length()];
        memory.get(0, given, given.length);
        int rows = (int) matrix.size(0);
        int columns = (int) matrix.size(1);
        int rowsApart = matrix.stride(0);
        int columnsApart = matrix.stride(1);
        int next = 0;
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                target[next++] = given[row * rowsApart + column * columnsApart];
            }
        }
    }

    /** Writes all steps; they begin so far apart. */
    void copyTo(Floats target, int apart) {
        for (int step = 0; step < steps; step++) {
            target.put(step * apart, memory, step * distance, length);
        }
    }
}
