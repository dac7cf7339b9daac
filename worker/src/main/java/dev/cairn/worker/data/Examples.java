package dev.cairn.worker.data;

import java.util.function.Function;

/** Examples of one part of the data, numbered from 0. They are put together when asked for: windows overlap. */
public interface Examples {
    int count();

    /** The examples {@code order[from..to)}, in that order. */
    Batch batch(int[] order, int from, int to);

    /**
     * All that a network answers to the examples {@code order[from..to)}: [example][answer]. It is asked as often as that takes.
     *
     * @param network from a batch to [example][output]
     */
    default float[][] answered(int[] order, int from, int to, Function<Batch, float[][]> network) {
        return network.apply(batch(order, from, to));
    }

    /** How often that asks it. */
    default int passes() {
        return 1;
    }

    /** Steps of the longest example. */
    default int longest() {
        return batch(new int[] {0}, 0, 1).length();
    }
}
