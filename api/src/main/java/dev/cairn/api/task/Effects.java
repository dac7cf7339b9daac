package dev.cairn.api.task;

import dev.cairn.search.Violation;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds hyperparameters that a study sets or searches where they have no effect. A searched one without effect costs trials: they
 * differ in it and in nothing that it does.
 */
record Effects(Hyperparameters known, SearchSpace space, Map<String, Object> fixed) {

    List<Violation> objections() {
        var violations = new ArrayList<Violation>();
        for (int i = 0; i < space.parameters().size(); i++) {
            Parameter searched = space.parameters().get(i);
            String pointer = "/space/parameters/" + i;
            known.named(searched.name())
                    .ifPresent(h -> h.when()
                            .forEach((other, values) -> objection(searched, other, values)
                                    .ifPresent(words -> violations.add(new Violation(pointer, words)))));
        }
        fixed.forEach((name, value) -> known.named(name)
                .ifPresent(h -> h.when().forEach((other, values) -> {
                    if (possible(other).stream().noneMatch(v -> isAmong(v, values))) {
                        violations.add(new Violation(
                                "/task/hyperparameters/" + name,
                                effect(name, other, values) + ", which is " + words(possible(other)) + " here"));
                    }
                })));
        return violations;
    }

    private Optional<String> objection(Parameter searched, String other, List<Object> values) {
        Optional<Parameter> parent = space.parameter(other);
        List<Object> asked = searched.when().get(other);
        boolean holds = asked != null
                ? asked.stream().allMatch(v -> isAmong(v, values))
                : possible(other).stream().allMatch(v -> isAmong(v, values));
        if (holds) {
            return Optional.empty();
        }
        String effect = effect(searched.name(), other, values);
        if (parent.isEmpty()) {
            return Optional.of(effect + ", which is " + words(possible(other)) + " here: set task.hyperparameters."
                    + other + " to such a value, or search " + other + " and add \"when\": " + json(other, values));
        }
        List<Object> both =
                possible(other).stream().filter(v -> isAmong(v, values)).toList();
        return Optional.of(
                both.isEmpty()
                        ? effect + ", which the space never has: add such a value to " + other
                        : effect + ": add \"when\": " + json(other, both));
    }

    /** What another hyperparameter can be in this study. */
    List<Object> possible(String name) {
        Optional<Parameter> searched = space.parameter(name);
        if (searched.isEmpty()) {
            Object value = known.complete(fixed, Map.of()).get(name);
            return value == null ? List.of() : List.of(value);
        }
        var values = new ArrayList<Object>();
        // Only choices and small counts have others that depend on them.
        for (long i = 0; i < Math.min(searched.get().size().orElse(0), 100); i++) {
            values.add(searched.get().valueAt(i));
        }
        return values;
    }

    private static String effect(String name, String other, List<Object> values) {
        return name + " has an effect only with " + other + " " + words(values);
    }

    private static boolean isAmong(Object value, List<Object> values) {
        return values.stream()
                .anyMatch(v -> v instanceof Number a && value instanceof Number b
                        ? a.doubleValue() == b.doubleValue()
                        : v.equals(value));
    }

    private static String words(List<Object> values) {
        return String.join(" or ", values.stream().map(String::valueOf).toList());
    }

    private static String json(String other, List<Object> values) {
        List<String> listed = values.stream()
                .map(v -> v instanceof Number ? String.valueOf(v) : "\"" + v + "\"")
                .toList();
        return "{\"" + other + "\": [" + String.join(", ", listed) + "]}";
    }
}
