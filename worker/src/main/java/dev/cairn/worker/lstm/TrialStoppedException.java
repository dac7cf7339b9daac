package dev.cairn.worker.lstm;

/** Thrown by a {@link TrialListener} to end a training early. */
public final class TrialStoppedException extends Exception {
    public TrialStoppedException() {
        super("the training was told to stop");
    }
}
