package dev.cairn.worker.lstm;

import dev.cairn.api.trial.Measurement;

/** Hears of a training's progress, on the training's thread. */
public interface TrialListener {
    /** After every update of the weights and every batch of forecasts: the training is alive. */
    void progressed() throws TrialStoppedException;

    /** At the end of each epoch. */
    void measured(Measurement measurement);
}
