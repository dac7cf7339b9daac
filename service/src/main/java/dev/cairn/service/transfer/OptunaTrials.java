package dev.cairn.service.transfer;

import dev.cairn.api.study.StudySpec;
import dev.cairn.api.transfer.ExportLine;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.TrialState;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import dev.cairn.search.objective.Objective;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Optuna's trials as ours. Its words: params are the point, values the objectives', intermediate values the first one's curve. */
record OptunaTrials(StudySpec spec) {
    private static final String WORKER = "optuna";

    /**
     * One of Optuna's trials.
     *
     * @param number counts from 0
     * @param attributes numbers that the user attached; they become metrics
     */
    record Frozen(
            long number,
            String state,
            Map<String, Object> params,
            List<Double> values,
            SortedMap<Long, Double> intermediate,
            Map<String, Double> attributes,
            @Nullable Instant start,
            @Nullable Instant complete) {}

    ExportLine.OfTrial trial(Frozen frozen) {
        TrialState state = state(frozen.state());
        SortedMap<Long, Double> finite = new TreeMap<>(frozen.intermediate());
        finite.values().removeIf(value -> !Double.isFinite(value));
        boolean stopped = state == TrialState.PRUNED && !finite.isEmpty();
        AttemptState attempt = state == TrialState.FAILED ? AttemptState.FAILED : AttemptState.SUCCEEDED;
        FailureCause cause = state == TrialState.FAILED ? FailureCause.CRASHED : null;
        return new ExportLine.OfTrial(
                frozen.number() + 1,
                null,
                null,
                state,
                cause,
                frozen.params(),
                null,
                null,
                null,
                metrics(frozen, state),
                null,
                stopped ? finite.lastKey() : null,
                stopped ? finite.get(finite.lastKey()) : null,
                state.isFinal()
                        ? List.of(new ExportLine.OfAttempt(
                                1,
                                attempt,
                                cause,
                                null,
                                WORKER,
                                null,
                                null,
                                frozen.start(),
                                frozen.complete(),
                                null,
                                null,
                                null))
                        : null,
                frozen.start(),
                frozen.complete());
    }

    /** The curve of a trial, in pieces. */
    List<ExportLine> curve(Frozen frozen) {
        String metric = spec.objectives().get(0).metric();
        List<Measurement> points = frozen.intermediate().entrySet().stream()
                .map(point -> new Measurement(point.getKey(), Map.of(metric, point.getValue())))
                .toList();
        var pieces = new ArrayList<ExportLine>();
        for (int from = 0; from < points.size(); from += ExportLine.MOST_MEASUREMENTS) {
            int to = Math.min(points.size(), from + ExportLine.MOST_MEASUREMENTS);
            pieces.add(new ExportLine.OfCurve(frozen.number() + 1, 1, points.subList(from, to)));
        }
        return pieces;
    }

    private @Nullable Map<String, Double> metrics(Frozen frozen, TrialState state) {
        if (state != TrialState.COMPLETED) {
            return frozen.attributes().isEmpty() ? null : frozen.attributes();
        }
        List<Objective> objectives = spec.objectives();
        var rules = new Rules();
        rules.check(
                frozen.values().size() == objectives.size(),
                "/values",
                () -> "a complete trial needs one value per objective, " + objectives.size() + ", but had "
                        + frozen.values().size());
        rules.hold();
        var metrics = new TreeMap<>(frozen.attributes());
        for (int i = 0; i < objectives.size(); i++) {
            metrics.put(objectives.get(i).metric(), frozen.values().get(i));
        }
        return metrics;
    }

    private static TrialState state(String name) {
        return switch (name) {
            case "COMPLETE" -> TrialState.COMPLETED;
            case "PRUNED" -> TrialState.PRUNED;
            case "FAIL" -> TrialState.FAILED;
            case "RUNNING" -> TrialState.RUNNING;
            case "WAITING" -> TrialState.QUEUED;
            default ->
                throw new InvalidValueException(List.of(new Violation(
                        "/state",
                        "state must be one of [COMPLETE, PRUNED, FAIL, RUNNING, WAITING] but was '" + name + "'")));
        };
    }
}
