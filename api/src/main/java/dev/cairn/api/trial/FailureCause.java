package dev.cairn.api.trial;

/** Why an attempt did not succeed: what it does to the attempt and the trial, and what a sampler learns. */
public enum FailureCause {
    /** The worker vanished: its lease ran out. */
    WORKER_LOST(AttemptState.LOST, TrialState.FAILED),
    /** The worker gave the trial back because it must stop. */
    PREEMPTED(AttemptState.PREEMPTED, TrialState.QUEUED),
    /** The loss or a metric became infinite or not a number. */
    DIVERGED(AttemptState.FAILED, TrialState.INFEASIBLE),
    /** The hyperparameters cannot be built into a network. */
    INVALID_CONFIG(AttemptState.FAILED, TrialState.INFEASIBLE),
    /** The accelerator's memory was too small, or would be. */
    DEVICE_OOM(AttemptState.FAILED, TrialState.INFEASIBLE),
    /** The machine's memory, or the trial's share of it, was too small, or would be. */
    HOST_OOM(AttemptState.FAILED, TrialState.INFEASIBLE),
    /** The data set is not what the task says. */
    DATA_ERROR(AttemptState.FAILED, TrialState.FAILED),
    /** No progress within the time limit. */
    TIMEOUT(AttemptState.FAILED, TrialState.FAILED),
    /** The training process died without saying why. */
    CRASHED(AttemptState.FAILED, TrialState.FAILED);

    private final AttemptState attempt;
    private final TrialState trial;

    FailureCause(AttemptState attempt, TrialState trial) {
        this.attempt = attempt;
        this.trial = trial;
    }

    public AttemptState attempt() {
        return attempt;
    }

    /** The trial's state once no retry is left. */
    public TrialState trial() {
        return trial;
    }
}
