package dev.cairn.search.sampler;

import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.space.SearchSpace;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
    /** For a judgement on a space whose own objectives are wrong. */
    private static final List<Objective> SOME_OBJECTIVES = List.of(new Objective("some", null));

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
        checkMetrics(rules, objectives, constraints);
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

    private static void checkMetrics(Rules rules, List<Objective> objectives, List<OutcomeConstraint> constraints) {
        rules.check(!objectives.isEmpty(), "/objectives", () -> "objectives must not be empty");
        checkDistinct(
                rules, "/objectives", objectives.stream().map(Objective::metric).toList());
        checkDistinct(
                rules,
                "/constraints",
                constraints.stream().map(OutcomeConstraint::metric).toList());
    }

    /**
     * Everything that is wrong with what is searched and how. Where a part is missing, perhaps because it could not be read, the
     * others are judged all the same. Pointers are those of {@link Sampler#objections}.
     */
    public static List<Violation> objections(
            @Nullable SearchSpace space,
            @Nullable List<Objective> objectives,
            List<OutcomeConstraint> constraints,
            Sampler sampler) {
        var rules = new Rules();
        rules.present(space, "space");
        if (rules.present(objectives, "objectives")) {
            checkMetrics(rules, objectives, constraints);
        }
        if (space != null) {
            boolean areSound = rules.violations().isEmpty();
            Problem problem = areSound
                    ? new Problem(space, objectives, constraints, Collections.emptySortedMap())
                    : new Problem(space, SOME_OBJECTIVES);
            sampler.objections(problem).forEach(v -> rules.check(false, v.pointer(), v::message));
        }
        return rules.violations();
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

    /** How many points there are; empty if they are a continuum, more than a million, or too much work to count. */
    public OptionalLong size() {
        return Cells.of(this).size();
    }

    /** The same problem with these values given. */
    public Problem given(Map<String, ?> values) {
        return new Problem(space, objectives, constraints, new TreeMap<>(values));
    }
}
