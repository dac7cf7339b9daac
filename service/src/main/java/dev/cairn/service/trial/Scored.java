package dev.cairn.service.trial;

import dev.cairn.api.study.StudySpec;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a completed trial's metrics mean to its study.
 *
 * @param values one per objective
 * @param outcomes one per outcome constraint
 * @param score the first objective's: larger is better
 */
public record Scored(List<Double> values, List<Double> outcomes, double score) {
    /**
     * @throws InvalidValueException if the metric of an objective or outcome constraint is missing or not finite, with pointers
     *     below {@code /metrics}
     */
    public static Scored of(StudySpec spec, Map<String, Double> metrics) {
        List<String> objectives =
                spec.objectives().stream().map(Objective::metric).toList();
        List<String> constraints =
                spec.constraints().stream().map(OutcomeConstraint::metric).toList();
        var rules = new Rules();
        Stream.concat(objectives.stream(), constraints.stream()).distinct().forEach(metric -> {
            Double value = metrics.get(metric);
            rules.check(
                    value != null && Double.isFinite(value),
                    "/metrics/" + metric,
                    () -> "'" + metric + "' must be a finite number"
                            + (value == null ? " but is missing" : " but was " + value));
        });
        rules.hold();
        List<Double> values = objectives.stream().map(metrics::get).toList();
        return new Scored(
                values,
                constraints.stream().map(metrics::get).toList(),
                spec.objectives().get(0).score(values.get(0)));
    }
}
