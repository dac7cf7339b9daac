package dev.cairn.api.lease;

import dev.cairn.api.task.Task;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.Point;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right to run one trial, until the time runs out or another attempt takes over.
 *
 * @param attempt the attempt's id, for reports and the outcome
 * @param attemptNumber counts from 1 within the trial; the fence
 * @param token goes into the header {@value #TOKEN_HEADER} of each report and of the outcome
 * @param seed the trial's own seed, kept by retries
 * @param resumeFrom the latest checkpoint of an earlier attempt. The curve up to its step stands already; a worker that starts
 *     afresh all the same tells nothing new until it is past it
 * @param refit how to fit, of a confirmation; absent of any other purpose
 * @param timeLeft until the lease runs out unless it is renewed by a report
 */
public record Lease(
        long attempt,
        int attemptNumber,
        String token,
        long study,
        String studyName,
        long trial,
        long trialNumber,
        Purpose purpose,
        Point point,
        long seed,
        @Nullable Task task,
        List<Objective> objectives,
        @Nullable Checkpoint resumeFrom,
        @Nullable Refit refit,
        Duration timeLeft) {
    public static final String TOKEN_HEADER = "Cairn-Lease";
}
