package dev.cairn.search.space;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a study and the constraints between them. A parent must be declared before the parameters that depend on
 * it, which rules out circles and gives samplers an order in which activity is always known.
 *
 * <p>Constraints that no point satisfies are refused where that is soon found out: in a finite space of some thousand points, or
 * if the ranges of its parameters leave one of them no chance to hold. Otherwise samplers find nothing to suggest. Reading a space takes milliseconds, whatever its constraints.
 *
 * @param constraints what every point keeps to, at most {@value #LONGEST} characters in all; none when absent
 */
public record SearchSpace(
        List<Parameter> parameters, @Nullable List<Constraint> constraints) {
    private static final int MOST_PARAMETERS = 200;
    private static final int MOST_CONSTRAINTS = 100;
    private static final int LONGEST = 10_000;
    /** See {@link Walk}: milliseconds. */
    private static final int MOST_WORK = 200_000;

    public SearchSpace {
        var rules = new Rules();
        List<Constraint> given = constraints == null ? List.of() : constraints;
        if (rules.present(parameters, "parameters")) {
            check(rules, parameters);
            checkConstraints(rules, given, parameters);
        }
        rules.hold();
        parameters = List.copyOf(parameters);
        constraints = List.copyOf(given);
    }

    public SearchSpace(List<Parameter> parameters) {
        this(parameters, List.of());
    }

    private static void check(Rules rules, List<Parameter> parameters) {
        rules.check(!parameters.isEmpty(), "/parameters", () -> "parameters must not be empty");
        rules.check(
                parameters.size() <= MOST_PARAMETERS,
                "/parameters",
                () -> "parameters may be at most " + MOST_PARAMETERS + " but were " + parameters.size());
        var before = new TreeMap<String, Parameter>();
        var names = new HashSet<String>();
        Set<String> all = new TreeSet<>(named(parameters).keySet());
        // One that is missing may be the one that another names.
        boolean areAllThere = parameters.stream().allMatch(Objects::nonNull);
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            String pointer = "/parameters/" + i;
            if (!rules.check(parameter != null, pointer, () -> "a parameter must not be null")) {
                continue;
            }
            rules.check(
                    names.add(parameter.name()),
                    pointer + "/name",
                    () -> "name '" + parameter.name() + "' appears twice");
            parameter.when().forEach((parent, values) -> {
                String at = pointer + "/when/" + parent;
                Parameter found = before.get(parent);
                rules.check(
                        found != null || !areAllThere && !all.contains(parent),
                        at,
                        () -> "when names '" + parent + "', which is not a parameter declared before '"
                                + parameter.name() + "'");
                if (found != null) {
                    rules.check(
                            !(found instanceof Parameter.Real),
                            at,
                            () -> "when needs a parent with listed or whole values");
                    for (int j = 0; j < values.size(); j++) {
                        Object value = values.get(j);
                        rules.nested(at + "/" + j, () -> found.canonical(value));
                    }
                }
            });
            before.putIfAbsent(parameter.name(), parameter);
        }
    }

    private static void checkConstraints(Rules rules, List<Constraint> constraints, List<Parameter> parameters) {
        rules.check(
                constraints.size() <= MOST_CONSTRAINTS,
                "/constraints",
                () -> "constraints may be at most " + MOST_CONSTRAINTS + " but were " + constraints.size());
        int length = constraints.stream()
                .filter(Objects::nonNull)
                .mapToInt(c -> c.text().length())
                .sum();
        rules.check(
                length <= LONGEST,
                "/constraints",
                () -> "constraints may have at most " + LONGEST + " characters in all but had " + length);
        Map<String, Parameter> byName = named(parameters);
        boolean areAllThere = parameters.stream().allMatch(Objects::nonNull);
        for (int i = 0; i < constraints.size(); i++) {
            Constraint constraint = constraints.get(i);
            String pointer = "/constraints/" + i;
            if (rules.check(constraint != null, pointer, () -> "a constraint must not be null")) {
                constraint.check(rules, pointer, byName, areAllThere);
            }
        }
        if (!constraints.isEmpty() && rules.violations().isEmpty()) {
            List<Walk.Every> axes = parameters.stream().map(Walk.Every::new).toList();
            Walk.End end = new Walk(parameters, constraints, axes, MOST_WORK).each(path -> false);
            rules.check(end != Walk.End.DONE, "/constraints", () -> "no point of the space satisfies " + constraints);
        }
    }

    private static Map<String, Parameter> named(List<Parameter> parameters) {
        var byName = new LinkedHashMap<String, Parameter>();
        parameters.stream().filter(Objects::nonNull).forEach(p -> byName.put(p.name(), p));
        return byName;
    }

    public Optional<Parameter> parameter(String name) {
        return parameters.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /** Whether a parameter exists, given the values of those declared before it. An inactive parent makes it inactive. */
    public static boolean isActive(Parameter parameter, Map<String, Object> values) {
        return parameter.when().isEmpty()
                || parameter.when().entrySet().stream()
                        .allMatch(condition -> values.containsKey(condition.getKey()) && isMet(condition, values));
    }

    private static boolean isMet(Map.Entry<String, List<Object>> condition, Map<String, ?> values) {
        return condition.getValue().contains(Scalars.of(values.get(condition.getKey())));
    }

    /**
     * The parameters that are inactive whatever the values not known yet will be, each with a parent's name for whose sake: its
     * known value is another, or it is inactive itself.
     *
     * @param known some parameters' values
     */
    public Map<String, String> inactive(Map<String, ?> known) {
        var inactive = new TreeMap<String, String>();
        for (Parameter parameter : parameters) {
            parameter.when().entrySet().stream()
                    .filter(condition -> inactive.containsKey(condition.getKey())
                            || known.containsKey(condition.getKey()) && !isMet(condition, known))
                    .findFirst()
                    .ifPresent(condition -> inactive.put(parameter.name(), condition.getKey()));
        }
        return inactive;
    }

    /** Whether canonical values, as samplers make them, keep to every constraint. Nothing else is checked. */
    public boolean admits(Map<String, ?> values) {
        for (Constraint constraint : constraints) {
            if (!constraint.holds(values)) {
                return false;
            }
        }
        return true;
    }

    /** How far canonical values are from being admitted, for a search that descends: 0 where they are. */
    public double breach(Map<String, ?> values) {
        double sum = 0;
        for (Constraint constraint : constraints) {
            sum += constraint.breach(values);
        }
        return sum;
    }

    /**
     * The point with these values.
     *
     * @throws InvalidValueException if a value is missing, unknown, out of range or given for an inactive parameter, or the
     *     values break a constraint
     */
    public Point point(Map<String, ?> values) {
        var rules = new Rules();
        SortedMap<String, Object> canonical = new TreeMap<>();
        for (Parameter parameter : parameters) {
            String at = "/" + parameter.name();
            boolean active = isActive(parameter, canonical);
            boolean given = values.containsKey(parameter.name());
            rules.check(active || !given, at, () -> parameter.name() + " is not active here");
            if (active && rules.check(given, at, () -> parameter.name() + " is required")) {
                rules.nested(
                        at, () -> canonical.put(parameter.name(), parameter.canonical(values.get(parameter.name()))));
            }
        }
        for (String name : values.keySet()) {
            rules.check(parameter(name).isPresent(), "/" + name, () -> "'" + name + "' is not in the search space");
        }
        if (rules.violations().isEmpty()) {
            constraints.forEach(c -> rules.check(c.holds(canonical), "", () -> c.refusal(canonical)));
        }
        rules.hold();
        return new Point(canonical);
    }
}
