package dev.cairn.client.worker;

import dev.cairn.api.trial.FailureCause;

/** A trial cannot be trained to its end, and why is known. Its message is one sentence for people. */
public final class TrialException extends Exception {
    private final FailureCause failureCause;

    private TrialException(FailureCause failureCause, String message) {
        super(message);
        this.failureCause = failureCause;
    }

    /** The loss or a metric became infinite or not a number: the search keeps away from there. */
    public static TrialException diverged(String message) {
        return new TrialException(FailureCause.DIVERGED, message);
    }

    /** These hyperparameters make no sense together: the search keeps away from there. */
    public static TrialException invalidConfig(String message) {
        return new TrialException(FailureCause.INVALID_CONFIG, message);
    }

    /** The data are not what they should be, whatever the hyperparameters. */
    public static TrialException dataError(String message) {
        return new TrialException(FailureCause.DATA_ERROR, message);
    }

    /** The machine's memory was too small: the trial goes to where more is, if such a worker is there. */
    public static TrialException outOfMemory(String message) {
        return new TrialException(FailureCause.HOST_OOM, message);
    }

    /** The accelerator's memory was too small: likewise. */
    public static TrialException outOfDeviceMemory(String message) {
        return new TrialException(FailureCause.DEVICE_OOM, message);
    }

    /** It took too long, or went on without progress. */
    public static TrialException timeout(String message) {
        return new TrialException(FailureCause.TIMEOUT, message);
    }

    public FailureCause failureCause() {
        return failureCause;
    }
}
