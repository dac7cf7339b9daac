package dev.cairn.search.space;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The parameters of a study. A parent must be declared before the parameters that depend on it, which rules out circles and
 * gives samplers an order in which activity is always known.
 */
public record SearchSpace(List<Parameter> parameters) {
    private static final int MOST_PARAMETERS = 200;

    public SearchSpace {
        var rules = new Rules();
        if (rules.present(parameters, "parameters")) {
            check(rules, parameters);
        }
        rules.hold();
        parameters = List.copyOf(parameters);
    }

    private static void check(Rules rules, List<Parameter> parameters) {
        rules.check(!parameters.isEmpty(), "/parameters", () -> "parameters must not be empty");
        rules.check(
                parameters.size() <= MOST_PARAMETERS,
                "/parameters",
                () -> "parameters may be at most " + MOST_PARAMETERS + " but were " + parameters.size());
        var before = new TreeMap<String, Parameter>();
        var names = new HashSet<String>();
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
                if (rules.check(
                        found != null,
                        at,
                        () -> "when names '" + parent + "', which is not a parameter declared before '"
                                + parameter.name() + "'")) {
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

    public Optional<Parameter> parameter(String name) {
        return parameters.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /** Whether a parameter exists, given the values of those declared before it. An inactive parent makes it inactive. */
    public static boolean isActive(Parameter parameter, Map<String, Object> values) {
        return parameter.when().isEmpty()
                || parameter.when().entrySet().stream()
                        .allMatch(condition -> values.containsKey(condition.getKey())
                                && condition.getValue().contains(Parameters.scalar(values.get(condition.getKey()))));
    }

    /**
     * The point with these values.
     *
     * @throws InvalidValueException if a value is missing, unknown, out of range or given for an inactive parameter
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
        rules.hold();
        return new Point(canonical);
    }

    /** The names of continuous parameters, which no grid can visit. */
    public List<String> continuous() {
        var names = new ArrayList<String>();
        for (Parameter parameter : parameters) {
            if (parameter.size().isEmpty()) {
                names.add(parameter.name());
            }
        }
        return names;
    }
}
