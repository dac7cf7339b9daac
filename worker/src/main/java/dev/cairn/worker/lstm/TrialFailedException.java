package dev.cairn.worker.lstm;

import dev.cairn.api.trial.FailureCause;

/** A trial that cannot succeed, and why. */
public final class TrialFailedException extends Exception {
    private final FailureCause cause;

    TrialFailedException(FailureCause cause, String message, Throwable reason) {
        super(message, reason);
        this.cause = cause;
    }

    TrialFailedException(FailureCause cause, String message) {
        super(message);
        this.cause = cause;
    }

    public FailureCause failure() {
        return cause;
    }
}
