package dev.cairn.worker;

import dev.cairn.api.trial.FailureCause;
import dev.cairn.client.worker.Result;
import dev.cairn.client.worker.Stop;
import dev.cairn.worker.trial.TrialEvent;
import java.util.Map;
import java.util.Optional;

/** What a training process's last words mean for its trial. */
final class Endings {
    /** Exit codes above are 128 plus the number of the signal that killed. */
    private static final int SIGNALS = 128;

    private Endings() {}

    /**
     * What an event means for the trial; empty if it goes on.
     *
     * @param told whether the trial was told to end: what it reached before it heard of that counts nevertheless
     * @param last metrics of the latest epoch
     */
    static Optional<Result> of(TrialEvent event, boolean told, Map<String, Double> last) {
        if (event instanceof TrialEvent.Completed completed) {
            return Optional.of(Result.completed(completed.metrics()));
        }
        if (event instanceof TrialEvent.Failed failed) {
            return Optional.of(Result.failed(failed.cause(), failed.message()));
        }
        if (event instanceof TrialEvent.Died died) {
            return Optional.of(told ? Result.pruned(last) : crashed(died));
        }
        if (event instanceof TrialEvent.Stopped) {
            String untold = "the training process stopped the trial untold";
            return Optional.of(told ? Result.pruned(last) : Result.failed(FailureCause.CRASHED, untold));
        }
        return Optional.empty();
    }

    /** Of a trial that ended for this. */
    static Result early(Stop stop, Map<String, Double> last) {
        return stop == Stop.TOLD ? Result.pruned(last) : Result.preempted();
    }

    /**
     * Ended before it began: it does not fit.
     *
     * @param needsMebibytes more than it may have here
     */
    static Result tooLarge(double predictedMebibytes, int needsMebibytes, int limitMebibytes) {
        return Result.failed(
                        FailureCause.HOST_OOM,
                        "the trial would need about " + Math.round(predictedMebibytes) + " MiB but may have "
                                + limitMebibytes
                                + ": it was not begun; fewer units, layers, steps or windows per batch need less")
                .needing(needsMebibytes);
    }

    private static Result crashed(TrialEvent.Died died) {
        int code = died.exitCode();
        String signal = code > SIGNALS ? " (signal " + (code - SIGNALS) + ")" : "";
        String crash = died.crash() == null ? "" : " after a crash in native code (" + died.crash() + ")";
        String last = "; its last lines are in the log";
        return died.outOfMemory()
                ? Result.failed(
                        FailureCause.HOST_OOM,
                        "the training process was ended, because the machine's memory ran out: exit code " + code
                                + signal + last)
                : Result.failed(
                        FailureCause.CRASHED,
                        "the training process died with exit code " + code + signal + crash + last);
    }
}
