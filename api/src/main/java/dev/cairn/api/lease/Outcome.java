package dev.cairn.api.lease;

import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.TrialState;
import dev.cairn.search.Rules;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended, sent once; an equal repetition gets the same answer.
 *
 * @param cause required with INFEASIBLE and FAILED, absent otherwise
 * @param metrics final metrics; with COMPLETED every objective's metric must be among them
 * @param measurements the last points of the curve
 * @param blobs uploaded bytes to attach, by kind, as SHA-256 in lower-case hex
 * @param message one sentence for people
 * @param checkpoint only with PREEMPTED: what the next attempt goes on from
 * @param needsMebibytes only with DEVICE_OOM and HOST_OOM: of the memory that was too small, the least that a worker must offer for
 *     the trial to be worth another attempt; when absent, anything more than was offered
 */
public record Outcome(
        Result result,
        @Nullable FailureCause cause,
        @Nullable Map<String, Double> metrics,
        @Nullable List<Measurement> measurements,
        @Nullable Map<BlobKind, String> blobs,
        @Nullable String message,
        @Nullable String log,
        @Nullable Checkpoint checkpoint,
        @Nullable Integer needsMebibytes) {

    public enum Result {
        COMPLETED,
        PRUNED,
        INFEASIBLE,
        FAILED,
        PREEMPTED
    }

    public enum BlobKind {
        MODEL
    }

    /**
     * The answer.
     *
     * @param state the trial's state now; QUEUED when it will be tried again
     */
    public record Answer(long trial, TrialState state) {}

    public Outcome {
        metrics = metrics == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(metrics));
        measurements = measurements == null ? List.of() : List.copyOf(measurements);
        blobs = blobs == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(blobs));
        var rules = new Rules();
        if (rules.present(result, "result")) {
            checkCause(rules, result, cause);
        }
        blobs.forEach((kind, sha256) -> rules.check(
                sha256.matches("[0-9a-f]{64}"),
                "/blobs/" + kind,
                () -> "a blob is named by 64 lower-case hex digits but was '" + sha256 + "'"));
        rules.check(
                log == null || log.length() <= Report.LONGEST_LOG,
                "/log",
                () -> "log may be at most " + Report.LONGEST_LOG + " characters");
        rules.check(
                checkpoint == null || result == Result.PREEMPTED,
                "/checkpoint",
                () -> "only PREEMPTED has a checkpoint, for only it is surely followed by another attempt");
        rules.check(
                needsMebibytes == null || cause == FailureCause.DEVICE_OOM || cause == FailureCause.HOST_OOM,
                "/needsMebibytes",
                () -> "only DEVICE_OOM and HOST_OOM tell what memory is needed");
        rules.check(
                needsMebibytes == null || needsMebibytes > 0,
                "/needsMebibytes",
                () -> "needsMebibytes must be positive but was " + needsMebibytes);
        rules.hold();
    }

    public Outcome(
            Result result,
            @Nullable FailureCause cause,
            @Nullable Map<String, Double> metrics,
            @Nullable List<Measurement> measurements,
            @Nullable Map<BlobKind, String> blobs,
            @Nullable String message,
            @Nullable String log) {
        this(result, cause, metrics, measurements, blobs, message, log, null, null);
    }

    public Outcome(
            Result result,
            @Nullable FailureCause cause,
            @Nullable Map<String, Double> metrics,
            @Nullable List<Measurement> measurements,
            @Nullable Map<BlobKind, String> blobs,
            @Nullable String message,
            @Nullable String log,
            @Nullable Checkpoint checkpoint) {
        this(result, cause, metrics, measurements, blobs, message, log, checkpoint, null);
    }

    private static void checkCause(Rules rules, Result result, @Nullable FailureCause cause) {
        switch (result) {
            case INFEASIBLE ->
                rules.check(
                        cause != null && cause.trial() == TrialState.INFEASIBLE,
                        "/cause",
                        () -> "INFEASIBLE needs a cause of DIVERGED, INVALID_CONFIG, DEVICE_OOM or HOST_OOM but had "
                                + cause);
            case FAILED ->
                rules.check(
                        cause != null && cause.trial() == TrialState.FAILED && cause != FailureCause.WORKER_LOST,
                        "/cause",
                        () -> "FAILED needs a cause of DATA_ERROR, TIMEOUT or CRASHED but had " + cause);
            default -> rules.check(cause == null, "/cause", () -> result + " has no cause but had " + cause);
        }
    }
}
