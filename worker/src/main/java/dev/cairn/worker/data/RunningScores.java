package dev.cairn.worker.data;

import java.util.Map;

/** Judges answers as a training gives them, batch after batch. */
public interface RunningScores {
    /**
     * Some examples that are trained on.
     *
     * @param order numbers of examples; those of {@code [from, to)} are meant
     * @param truths [example][output], flat: what the network should have answered, as {@link Batch#outputs}, after augmentation
     * @param answers the same of what it did answer
     */
    void add(int[] order, int from, int to, float[] truths, float[] answers);

    /** Values by metric, in the data's own units. What is not defined or not finite is left out. */
    Map<String, Double> metrics();
}
