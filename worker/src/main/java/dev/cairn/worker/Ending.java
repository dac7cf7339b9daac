package dev.cairn.worker;

import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.TrialState;
import dev.cairn.worker.trial.TrialEvent;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a trial ended here; an outcome before it is made ready to send.
 *
 * @param message one sentence for people
 * @param needsMebibytes with an exhausted memory, if it is known how much the trial needs
 */
record Ending(
        Result result,
        @Nullable FailureCause cause,
        Map<String, Double> metrics,
        @Nullable String message,
        @Nullable Integer needsMebibytes) {
    private static final int LONGEST_MESSAGE = 2000;
    /** Exit codes above are 128 plus the number of the signal that killed. */
    private static final int SIGNALS = 128;

    Ending {
        metrics = Map.copyOf(metrics);
        message = message == null ? null : storable(message);
    }

    Ending(Result result, @Nullable FailureCause cause, Map<String, Double> metrics, @Nullable String message) {
        this(result, cause, metrics, message, null);
    }

    private static String storable(String message) {
        // Postgres stores no NUL.
        String text = message.replace('\0', ' ');
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
    }

    /**
     * What an event means for the trial; empty if it goes on.
     *
     * @param told whether the trial was told to end: what it reached before it heard of that counts nevertheless
     * @param last metrics of the latest epoch
     */
    static Optional<Ending> of(TrialEvent event, boolean told, Map<String, Double> last) {
        if (event instanceof TrialEvent.Completed completed) {
            return Optional.of(completed(completed.metrics()));
        }
        if (event instanceof TrialEvent.Failed failed) {
            return Optional.of(failed(failed.cause(), failed.message()));
        }
        if (event instanceof TrialEvent.Died died) {
            return Optional.of(told ? asTold(last) : crashed(died));
        }
        if (event instanceof TrialEvent.Stopped) {
            String untold = "the training process stopped the trial untold";
            return Optional.of(told ? asTold(last) : failed(FailureCause.CRASHED, untold));
        }
        return Optional.empty();
    }

    static Ending completed(Map<String, Double> metrics) {
        return new Ending(Result.COMPLETED, null, metrics, null);
    }

    static Ending asTold(Map<String, Double> metrics) {
        return new Ending(Result.PRUNED, null, metrics, "ended early, as told");
    }

    static Ending preempted() {
        return new Ending(Result.PREEMPTED, null, Map.of(), "the worker was told to stop");
    }

    static Ending failed(FailureCause cause, String message) {
        Result result = cause.trial() == TrialState.INFEASIBLE ? Result.INFEASIBLE : Result.FAILED;
        return new Ending(result, cause, Map.of(), message);
    }

    /**
     * Ended before it began: it does not fit.
     *
     * @param needsMebibytes more than it may have here
     */
    static Ending tooLarge(double predictedMebibytes, int needsMebibytes, int limitMebibytes) {
        return new Ending(
                Result.INFEASIBLE,
                FailureCause.HOST_OOM,
                Map.of(),
                "the trial would need about " + Math.round(predictedMebibytes) + " MiB but may have " + limitMebibytes
                        + ": it was not begun; fewer units, layers, steps or windows per batch need less",
                needsMebibytes);
    }

    static Ending crashed(TrialEvent.Died died) {
        int code = died.exitCode();
        String signal = code > SIGNALS ? " (signal " + (code - SIGNALS) + ")" : "";
        String crash = died.crash() == null ? "" : " after a crash in native code (" + died.crash() + ")";
        String last = "; its last lines are in the log";
        return died.outOfMemory()
                ? failed(
                        FailureCause.HOST_OOM,
                        "the training process was ended, because the machine's memory ran out: exit code " + code
                                + signal + last)
                : failed(
                        FailureCause.CRASHED,
                        "the training process died with exit code " + code + signal + crash + last);
    }

    @Override
    public String toString() {
        return result + (cause == null ? "" : " " + cause) + (message == null ? "" : ": " + message);
    }
}
