package dev.cairn.search.sampler;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** A study begins where its owner believes the best to be: at the defaults that parameters declare. */
final class Defaults {
    private static final String ORIGIN = "DEFAULT";

    private Defaults() {}

    /**
     * The point of the declared defaults, and of the middle of the range where none is declared, as suggestion number 0. Empty for
     * any other number, if no parameter declares a default, if the point breaks a constraint or if it was visited.
     */
    static Optional<Suggestion> suggestion(Problem problem, Visited visited, long number) {
        SearchSpace space = problem.space();
        if (number != 0 || space.parameters().stream().map(Parameter::standard).allMatch(Objects::isNull)) {
            return Optional.empty();
        }
        Map<String, Object> values = new TreeMap<>();
        for (Parameter parameter : space.parameters()) {
            if (SearchSpace.isActive(parameter, values)) {
                values.put(parameter.name(), value(problem, parameter));
            }
        }
        return Optional.of(values)
                .filter(space::admits)
                .map(space::point)
                .filter(point -> !visited.contains(point))
                .map(point -> new Suggestion(
                        point, ORIGIN, null, "the declared defaults, and the middle where none is declared"));
    }

    private static Object value(Problem problem, Parameter parameter) {
        Object fixed = problem.fixed().get(parameter.name());
        Object known = fixed == null ? parameter.standard() : fixed;
        return known == null ? parameter.fromUnit(0.5) : known;
    }
}
