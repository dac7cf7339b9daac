package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Batch;

/** The loss of answers that were not trained on, by the same formula as in training and without any penalty. */
interface JudgingLoss {
    /** The sum over a batch's examples. */
    double sum(float[][] answers, Batch batch);
}
