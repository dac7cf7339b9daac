package dev.cairn.cli.asktell;

import dev.cairn.api.NearestWord;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.TrialState;
import dev.cairn.search.Rules;
import dev.cairn.search.objective.Curve;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.sampler.Observation;
import dev.cairn.search.sampler.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a trial ended: completed unless it says otherwise.
 *
 * @param id of what was asked; or {@code parameters}
 * @param parameters the point, for a trial that was not asked
 * @param metrics by name: of a completed trial those of every objective and constraint, and any others
 * @param variances known variance of each objective's value, by its metric
 * @param failed why it failed; a configuration's own fault teaches the search, bad luck does not
 * @param pruned the step at which it was stopped because others were better there
 * @param curve the first objective's metric by step
 * @param seconds what it cost
 */
record Tell(
        @Nullable Long id,
        @Nullable Map<String, Object> parameters,
        @Nullable Map<String, Double> metrics,
        @Nullable Map<String, Double> variances,
        @Nullable FailureCause failed,
        @Nullable Long pruned,
        @Nullable Map<Long, Double> curve,
        @Nullable Double seconds) {

    Tell {
        metrics = metrics == null ? Map.of() : metrics;
        variances = variances == null ? Map.of() : variances;
        curve = curve == null ? Map.of() : curve;
        var rules = new Rules();
        rules.check(
                (id == null) != (parameters == null), "", () -> "either id or parameters is required, and not both");
        metrics.forEach((name, value) -> rules.check(
                Double.isFinite(value),
                "/metrics/" + name,
                () -> name + " must be finite but was " + value + "; tell \"failed\": \"DIVERGED\" instead"));
        variances.forEach((name, value) -> rules.check(
                value >= 0 && value < Double.POSITIVE_INFINITY,
                "/variances/" + name,
                () -> name + " must be finite and not negative but was " + value));
        curve.forEach((step, value) ->
                rules.check(step >= 0, "/curve/" + step, () -> "a step must not be negative but was " + step));
        Long stopped = pruned;
        rules.check(
                stopped == null || stopped >= 0, "/pruned", () -> "pruned must be a step from 0 but was " + stopped);
        Double cost = seconds;
        rules.check(
                cost == null || cost >= 0 && cost < Double.POSITIVE_INFINITY,
                "/seconds",
                () -> "seconds must be finite and not negative but was " + cost);
        rules.check(failed == null || pruned == null, "/pruned", () -> "a trial that failed was not pruned");
        rules.check(
                failed == null || metrics.isEmpty(),
                "/metrics",
                () -> "a trial that failed has no metrics, perhaps a curve");
        rules.check(
                variances.isEmpty() || failed == null && pruned == null,
                "/variances",
                () -> "variances go with a completed trial only");
        rules.hold();
    }

    /**
     * What it teaches; empty where it teaches nothing.
     *
     * @throws dev.cairn.search.InvalidValueException if a metric that the problem needs is missing
     */
    Optional<Observation.Result> result(Problem problem) {
        if (failed != null) {
            return failed.trial() == TrialState.INFEASIBLE
                    ? Optional.of(new Observation.Infeasible())
                    : Optional.empty();
        }
        return Optional.of(pruned == null ? completed(problem) : pruned(problem, pruned));
    }

    /** Values that are not finite stand for no measurement. */
    Curve reported() {
        return Curve.of(curve);
    }

    private Observation.Completed completed(Problem problem) {
        List<String> objectives =
                problem.objectives().stream().map(Objective::metric).toList();
        List<String> constraints =
                problem.constraints().stream().map(OutcomeConstraint::metric).toList();
        var rules = new Rules();
        Stream.concat(objectives.stream(), constraints.stream())
                .distinct()
                .forEach(name -> require(rules, "metrics", metrics, name));
        if (!variances.isEmpty()) {
            objectives.forEach(name -> require(rules, "variances", variances, name));
            variances
                    .keySet()
                    .forEach(name -> rules.check(
                            objectives.contains(name),
                            "/variances/" + name,
                            () -> "'" + name + "' is not an objective" + NearestWord.hint(name, objectives)));
        }
        rules.hold();
        return new Observation.Completed(
                values(metrics, objectives),
                values(metrics, constraints),
                variances.isEmpty() ? List.of() : values(variances, objectives));
    }

    private static void require(Rules rules, String field, Map<String, Double> values, String name) {
        rules.check(
                values.containsKey(name),
                "/" + field + "/" + name,
                () -> name + " is required" + NearestWord.hint(name, values.keySet()));
    }

    private static List<Double> values(Map<String, Double> values, List<String> names) {
        var chosen = new ArrayList<Double>();
        names.forEach(name -> chosen.add(values.get(name)));
        return chosen;
    }

    /** The last value is the metric, or else the curve's last until then. */
    private Observation.Pruned pruned(Problem problem, long step) {
        String metric = problem.objectives().get(0).metric();
        NavigableMap<Long, Double> until = reported().values().headMap(step, true);
        Double value = metrics.get(metric);
        if (value == null && !until.isEmpty()) {
            value = until.lastEntry().getValue();
        }
        boolean isThere = value != null;
        var rules = new Rules();
        rules.check(
                isThere,
                "/metrics/" + metric,
                () -> "with pruned, " + metric + " or a curve that begins by step " + step + " is required");
        rules.hold();
        return new Observation.Pruned(step, value);
    }
}
