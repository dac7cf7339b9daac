package dev.cairn.api.trial;

import dev.cairn.search.space.Point;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trial as people see it.
 *
 * @param number counts from 1 within its study
 * @param stopReason why the pruner told it to stop, for people
 * @param repeats the search trial whose point it repeats, of a trial with that purpose
 * @param excluded whether a person has taken it out: it teaches nothing and is never the best
 * @param values one per objective, when it completed
 * @param metrics the final metrics reported with its outcome
 * @param model SHA-256 of its saved model, if there is one
 * @param attempts its executions, the latest last; only in the view of a single trial
 */
public record TrialView(
        long id,
        long study,
        long number,
        Purpose purpose,
        Origin origin,
        TrialState state,
        @Nullable FailureCause cause,
        @Nullable String stopReason,
        Point point,
        long seed,
        @Nullable Long repeats,
        boolean excluded,
        @Nullable List<Double> values,
        @Nullable Map<String, Double> metrics,
        @Nullable String model,
        int attempt,
        @Nullable List<AttemptView> attempts,
        Instant createdAt,
        @Nullable Instant endedAt) {}
