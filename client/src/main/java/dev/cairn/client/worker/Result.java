package dev.cairn.client.worker;

import dev.cairn.api.lease.Outcome;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.TrialState;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a training.
 *
 * @param unlessTold whether a trial that was told to stop, and heard of it, ended for that and not by being complete
 * @param cause with INFEASIBLE and FAILED
 * @param metrics final ones, by name
 * @param message one sentence for people
 * @param needsMebibytes with an exhausted memory, if it is known how much the trial needs
 * @param model a file to keep with a completed trial
 */
public record Result(
        Outcome.Result result,
        boolean unlessTold,
        @Nullable FailureCause cause,
        Map<String, Double> metrics,
        @Nullable String message,
        @Nullable Integer needsMebibytes,
        @Nullable Path model) {
    private static final int LONGEST_MESSAGE = 2000;

    public Result {
        metrics = Map.copyOf(metrics);
        message = message == null ? null : storable(message);
    }

    private static String storable(String message) {
        // Postgres stores no NUL.
        String text = message.replace('\0', ' ');
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
    }

    /**
     * The usual end, with every objective's metric. If {@link TrialContext#shouldStop()} has answered yes, the training is taken
     * to have stopped for that: the trial is pruned, cancelled or given back, whichever was meant.
     */
    public static Result of(Map<String, Double> metrics) {
        return new Result(Outcome.Result.COMPLETED, true, null, metrics, null, null, null);
    }

    /** The usual end of a trial with one metric. */
    public static Result of(String metric, double value) {
        return of(Map.of(metric, value));
    }

    /** Trained to its end, whatever it was told meanwhile: that counts. */
    public static Result completed(Map<String, Double> metrics) {
        return new Result(Outcome.Result.COMPLETED, false, null, metrics, null, null, null);
    }

    /** Ended early, as the service said. */
    public static Result pruned(Map<String, Double> metrics) {
        return new Result(Outcome.Result.PRUNED, false, null, metrics, "ended early, as told", null, null);
    }

    /** Given back: it goes on elsewhere, from its last checkpoint. */
    public static Result preempted() {
        return new Result(Outcome.Result.PREEMPTED, false, null, Map.of(), "the worker was told to stop", null, null);
    }

    /** Ended by what the cause says; with {@code DIVERGED} and its like the search keeps away from there. */
    public static Result failed(FailureCause cause, String message) {
        Outcome.Result result =
                cause.trial() == TrialState.INFEASIBLE ? Outcome.Result.INFEASIBLE : Outcome.Result.FAILED;
        return new Result(result, false, cause, Map.of(), message, null, null);
    }

    /** The same with a file that is kept with the trial, if it is completed. */
    public Result withModel(Path file) {
        return new Result(result, unlessTold, cause, metrics, message, needsMebibytes, file);
    }

    /** The same with other metrics. */
    public Result withMetrics(Map<String, Double> others) {
        return new Result(result, unlessTold, cause, others, message, needsMebibytes, model);
    }

    /** The same, of an exhausted memory, with what a worker must offer for another try to make sense. */
    public Result needing(int mebibytes) {
        return new Result(result, unlessTold, cause, metrics, message, mebibytes, model);
    }

    @Override
    public String toString() {
        return result + (cause == null ? "" : " " + cause) + (message == null ? "" : ": " + message);
    }
}
