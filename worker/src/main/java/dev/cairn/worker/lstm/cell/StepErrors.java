package dev.cairn.worker.lstm.cell;

/** Errors of a recurrent layer's output, step by step. */
interface StepErrors {
    /**
     * Writes those of a step, examples next to each other.
     *
     * @return false if all are zero; nothing is written then
     */
    boolean get(int step, float[] target);
}
