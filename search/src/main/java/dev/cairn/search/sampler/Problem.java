package dev.cairn.search.sampler;

import dev.cairn.search.Rules;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.space.SearchSpace;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is searched and for what.
 *
 * @param objectives at least one; the first leads where a sampler knows only one
 * @param constraints limits on other metrics
 * @param fixed values that every suggestion has, by parameter: of a parameter not to be searched, or of a context that is given
 *     (the device, the data's size), which may differ from ask to ask. The history may have others
 */
public record Problem(
        SearchSpace space,
        List<Objective> objectives,
        List<OutcomeConstraint> constraints,
        SortedMap<String, Object> fixed) {
    /**
     * @throws dev.cairn.search.InvalidValueException if a fixed value is not one of its parameter's, or another fixed value
     *     makes its parameter inactive, or two objectives or two constraints name one metric
     */
    public Problem {
        objectives = List.copyOf(objectives);
        constraints = List.copyOf(constraints);
        var canonical = new TreeMap<String, Object>();
        Map<String, Object> given = fixed;
        var rules = new Rules();
        given.forEach((name, value) -> space.parameter(name)
                .ifPresentOrElse(
                        parameter ->
                                rules.nested("/fixed/" + name, () -> canonical.put(name, parameter.canonical(value))),
                        () -> rules.check(false, "/fixed/" + name, () -> "'" + name + "' is not in the search space")));
        checkActive(rules, space, canonical);
        rules.check(!objectives.isEmpty(), "/objectives", () -> "objectives must not be empty");
        checkDistinct(
                rules, "/objectives", objectives.stream().map(Objective::metric).toList());
        checkDistinct(
                rules,
                "/constraints",
                constraints.stream().map(OutcomeConstraint::metric).toList());
        rules.hold();
        fixed = Collections.unmodifiableSortedMap(canonical);
    }

    private static void checkActive(Rules rules, SearchSpace space, Map<String, Object> given) {
        Map<String, String> inactive = space.inactive(given);
        given.keySet().stream().filter(inactive::containsKey).forEach(name -> {
            String parent = inactive.get(name);
            List<Object> wanted = space.parameter(name).orElseThrow().when().get(parent);
            String reason = inactive.containsKey(parent)
                    ? parent + " is not active either"
                    : "it needs " + parent + " to be one of " + wanted + " but that is given as " + given.get(parent);
            rules.check(false, "/fixed/" + name, () -> name + " is given but not active: " + reason);
        });
    }

    private static void checkDistinct(Rules rules, String pointer, List<String> metrics) {
        for (int i = 0; i < metrics.size(); i++) {
            String metric = metrics.get(i);
            rules.check(
                    metrics.indexOf(metric) == i,
                    pointer + "/" + i + "/metric",
                    () -> "metric '" + metric + "' appears twice");
        }
    }

    public Problem(SearchSpace space, List<Objective> objectives) {
        this(space, objectives, List.of(), Collections.emptySortedMap());
    }

    /** The same problem with these values given. */
    public Problem given(Map<String, ?> values) {
        return new Problem(space, objectives, constraints, new TreeMap<>(values));
    }
}
