package dev.cairn.worker.data;

import java.util.Arrays;

/** What remains of an example that is too long. */
public enum Kept {
    LATEST,
    EARLIEST;

    /**
     * Cuts an example.
     *
     * @param steps [step][feature], flat
     * @param most steps that may remain
     */
    float[] of(float[] steps, int features, int most) {
        int length = most * features;
        if (steps.length <= length) {
            return steps;
        }
        int from = this == EARLIEST ? 0 : steps.length - length;
        return Arrays.copyOfRange(steps, from, from + length);
    }
}
