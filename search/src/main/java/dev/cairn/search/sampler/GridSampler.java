package dev.cairn.search.sampler;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Scalars;
import dev.cairn.search.space.SearchSpace;
import dev.cairn.search.space.Walk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Visits every cell of a grid once. In a conditional space only cells that exist are counted.
 *
 * @param points how many values a continuous range, or a whole-number range without a step that has more, is thinned to:
 *     evenly spaced on the parameter's own scale, both ends included, the middle alone if it is 1. Absent: every whole number,
 *     and no continuous ranges
 * @param order SHUFFLED when absent
 * @param values the values of some parameters, in the order in which they are visited, instead of those that their ranges and
 *     {@code points} give
 */
public record GridSampler(
        @Nullable Integer points,
        @Nullable Order order,
        @Nullable Map<String, List<Object>> values) implements Sampler {
    public static final GridSampler DEFAULT = new GridSampler(null, null);

    private static final String ORIGIN = "GRID";
    private static final int MOST_POINTS = 10_000;

    /** In which order the cells are visited. */
    public enum Order {
        /** By the study's seed, so that a search cut short has seen all of the space a little. */
        SHUFFLED,
        /** The first parameter slowest. */
        LEXICOGRAPHIC
    }

    public GridSampler {
        order = order == null ? Order.SHUFFLED : order;
        Integer given = points;
        var rules = new Rules();
        rules.check(
                given == null || given >= 1 && given <= MOST_POINTS,
                "/points",
                () -> "points must be from 1 to " + MOST_POINTS + " but was " + given);
        var scalars = new TreeMap<String, List<Object>>();
        if (values != null) {
            values.forEach((name, listed) -> scalars.put(name, Scalars.distinct(rules, pointer(name), listed)));
        }
        values = Collections.unmodifiableMap(scalars);
        rules.hold();
    }

    public GridSampler(@Nullable Integer points, @Nullable Order order) {
        this(points, order, null);
    }

    private static String pointer(String name) {
        return "/values/" + name.replace("~", "~0").replace("/", "~1");
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Violation> objections(Problem problem) {
        var objections = new ArrayList<>(listedObjections(problem.space()));
        List<Parameter> parameters = problem.space().parameters();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            if (points == null
                    && parameter.size().isEmpty()
                    && !values.containsKey(parameter.name())
                    && !problem.fixed().containsKey(parameter.name())) {
                objections.add(
                        new Violation(
                                "/space/parameters/" + i,
                                "parameter '" + parameter.name()
                                        + "' is continuous: give it a step, or give the grid its points per range or its values"));
            }
        }
        if (objections.isEmpty()) {
            Cells cells = cells(problem);
            if (cells.size().isEmpty()) {
                String reason = cells.isGivenUp()
                        ? "the grid's cells are too much work to count under the constraints: "
                        : "the grid has more than " + Cells.MOST + " cells: ";
                objections.add(
                        new Violation("/sampler", reason + "give it fewer points per range, or search another way"));
            }
        }
        return List.copyOf(objections);
    }

    private List<Violation> listedObjections(SearchSpace space) {
        var rules = new Rules();
        values.forEach((name, listed) -> {
            String at = "/sampler" + pointer(name);
            Optional<Parameter> parameter = space.parameter(name);
            rules.check(parameter.isPresent(), at, () -> "'" + name + "' is not in the search space");
            for (int i = 0; i < listed.size(); i++) {
                Object value = listed.get(i);
                String pointer = at + "/" + i;
                parameter.ifPresent(p -> rules.nested(pointer, () -> p.canonical(value)));
            }
        });
        return rules.violations();
    }

    /** How many cells the grid has; empty if it has an objection to the problem. */
    public OptionalLong size(Problem problem) {
        if (!listedObjections(problem.space()).isEmpty()) {
            return OptionalLong.empty();
        }
        return cells(problem).size();
    }

    @Override
    public String whyNoMore(Problem problem) {
        return "every point of the grid was tried";
    }

    private Cells cells(Problem problem) {
        return Cells.of(problem, this::axis);
    }

    private Walk.Axis axis(Parameter parameter) {
        List<Object> listed = values.get(parameter.name());
        if (listed != null) {
            return new Walk.Some(
                    listed.stream().map(parameter::canonical).distinct().toList());
        }
        Integer most = points;
        boolean isThinned = most != null
                && (parameter instanceof Parameter.Real real && real.step() == null
                        || parameter instanceof Parameter.Int whole
                                && whole.step() == null
                                && whole.size().getAsLong() > most);
        return isThinned ? new Walk.Some(spread(parameter, most)) : new Walk.Every(parameter);
    }

    private static List<Object> spread(Parameter parameter, int points) {
        double first = parameter instanceof Parameter.Int whole ? whole.toUnit(whole.low()) : 0;
        var values = new LinkedHashSet<Object>();
        for (int i = 0; i < points; i++) {
            double share = points == 1 ? 0.5 : i / (points - 1.0);
            double last = parameter instanceof Parameter.Int whole ? whole.toUnit(whole.high()) : 1;
            values.add(parameter.fromUnit(first + share * (last - first)));
        }
        return List.copyOf(values);
    }

    /** @throws InvalidValueException with the objections, if there are any */
    @Override
    public List<Suggestion> suggest(Problem problem, History history, int count, long seed, long number) {
        List<Violation> objections = objections(problem);
        if (!objections.isEmpty()) {
            throw new InvalidValueException(objections);
        }
        Cells cells = cells(problem);
        long size = cells.size().getAsLong();
        var shuffled = new Permutation(size, seed);
        Visited visited = Visited.of(history);
        var suggestions = new ArrayList<Suggestion>();
        for (int i = 0; i < count; i++) {
            Draws.unvisited(cells, size, number + i, order == Order.SHUFFLED ? shuffled::at : place -> place, visited)
                    .ifPresent(point -> {
                        visited.add(point);
                        suggestions.add(new Suggestion(point, ORIGIN, null));
                    });
        }
        return suggestions;
    }
}
