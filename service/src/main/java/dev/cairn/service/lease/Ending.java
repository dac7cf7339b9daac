package dev.cairn.service.lease;

import dev.cairn.api.lease.Outcome;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an outcome means for attempt and trial, before retries and a person's cancellation are looked at.
 *
 * @param values one per objective, when a search trial completed
 * @param outcomes one per outcome constraint, then
 */
record Ending(
        AttemptState attempt,
        TrialState trial,
        @Nullable FailureCause cause,
        @Nullable List<Double> values,
        @Nullable List<Double> outcomes) {

    /**
     * Judges what the worker says: a completed search trial needs the metric of every objective and outcome constraint, and one
     * that is not finite means that training diverged.
     *
     * @throws InvalidValueException if such a metric is missing
     */
    static Ending of(Outcome outcome, StudySpec spec, Purpose purpose) {
        return switch (outcome.result()) {
            case COMPLETED ->
                purpose == Purpose.CONFIRM
                        ? new Ending(AttemptState.SUCCEEDED, TrialState.COMPLETED, null, null, null)
                        : completed(outcome.metrics(), spec);
            case PRUNED -> new Ending(AttemptState.SUCCEEDED, TrialState.PRUNED, null, null, null);
            case PREEMPTED -> new Ending(AttemptState.PREEMPTED, TrialState.QUEUED, FailureCause.PREEMPTED, null, null);
            case INFEASIBLE, FAILED -> failed(Objects.requireNonNull(outcome.cause()));
        };
    }

    private static Ending failed(FailureCause cause) {
        return new Ending(cause.attempt(), cause.trial(), cause, null, null);
    }

    private static Ending completed(Map<String, Double> metrics, StudySpec spec) {
        List<String> objectives =
                spec.objectives().stream().map(Objective::metric).toList();
        List<String> constraints =
                spec.constraints().stream().map(OutcomeConstraint::metric).toList();
        var rules = new Rules();
        Stream.concat(objectives.stream(), constraints.stream())
                .distinct()
                .forEach(metric -> rules.check(
                        metrics.containsKey(metric),
                        "/metrics/" + metric,
                        () -> "the " + (objectives.contains(metric) ? "objective's" : "constraint's") + " metric '"
                                + metric + "' is required with COMPLETED"));
        rules.hold();
        List<Double> values = objectives.stream().map(metrics::get).toList();
        List<Double> outcomes = constraints.stream().map(metrics::get).toList();
        return Stream.concat(values.stream(), outcomes.stream()).allMatch(Double::isFinite)
                ? new Ending(AttemptState.SUCCEEDED, TrialState.COMPLETED, null, values, outcomes)
                : failed(FailureCause.DIVERGED);
    }
}
