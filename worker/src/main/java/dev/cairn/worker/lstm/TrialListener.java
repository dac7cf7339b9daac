package dev.cairn.worker.lstm;

import dev.cairn.api.trial.Measurement;
import java.nio.file.Path;

/** Hears of a training's progress, on the training's thread. */
public interface TrialListener {
    /**
     * Before anything large is built.
     *
     * @param bytes that the training will take at its peak, beyond what an idle process holds
     * @param epochSeconds that an epoch will take on a common machine
     */
    void expects(long bytes, double epochSeconds);

    /** After every update of the weights and every batch of forecasts: the training is alive. */
    void progressed() throws TrialStoppedException;

    /** At the end of each epoch. */
    void measured(Measurement measurement);

    /**
     * A checkpoint was saved; its epoch was measured before. The file is the listener's to delete.
     *
     * @param due whether the order asked for it; others are for the case that the worker must stop
     */
    void checkpointed(long step, Path file, boolean due);

    /** A line for the trial's log. */
    void noted(String line);
}
