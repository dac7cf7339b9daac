package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Batch;

/** The loss of answers that were not trained on, by the same formula as in training and without any penalty. */
interface JudgingLoss {
    /** The sum over a batch's examples. */
    double sum(float[][] answers, Batch batch);

    /**
     * Loss of an epoch beyond which training is hopeless. Of numbers it is in deviations of the target, and the forecast of the mean
     * has 1.
     *
     * @param outputs numbers that an example is answered with
     */
    default double hopeless(int outputs) {
        return 1e6;
    }
}
