package dev.cairn.worker.data;

/** Examples of one part of the data, numbered from 0. They are put together when asked for: windows overlap. */
public interface Examples {
    int count();

    /** The examples {@code order[from..to)}, in that order. */
    Batch batch(int[] order, int from, int to);

    /** Steps of the longest example. */
    default int longest() {
        return batch(new int[] {0}, 0, 1).length();
    }
}
