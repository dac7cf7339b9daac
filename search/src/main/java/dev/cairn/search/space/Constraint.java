package dev.cairn.search.space;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A condition between parameters, such as {@code layers * units <= 1024 or optimizer == 'SGD'}. On the wire it is its text.
 *
 * <ul>
 *   <li>Numbers: parameters' names, {@code + - * / % ^}, {@code min max abs log log2 log10 exp sqrt pow}, parentheses.
 *       A name means a number if its parameter is REAL or INTEGER, or lists only numbers.
 *   <li>Comparisons: {@code <= < >= > == !=}. Numbers that differ by less than 1e-12 of the larger are equal. A comparison with
 *       a number that is not finite, such as a quotient by 0, does not hold, nor does its opposite.
 *   <li>Other values: {@code optimizer == 'SGD'}, {@code nesterov != true}, {@code optimizer in ['ADAM', 'SGD']}, and two
 *       parameters by {@code ==} and {@code !=}.
 *   <li>{@code not}, {@code and}, {@code or}, binding in this order. These, {@code in}, {@code true} and {@code false} are
 *       reserved: a parameter so named cannot be constrained.
 * </ul>
 *
 * It restricts only points that have all the parameters it names: where one is inactive, it holds. At most 1,000 characters and
 * 50 levels deep. Equal by text.
 */
public final class Constraint {
    private static final int LONGEST = 1000;

    private final String text;
    private final Expression.Condition condition;
    private final String[] names;

    /** @throws InvalidValueException with the column and what was expected there */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Constraint(String text) {
        if (text.length() > LONGEST) {
            throw new InvalidValueException(List.of(new Violation(
                    "", "a constraint may have at most " + LONGEST + " characters but had " + text.length())));
        }
        this.text = text;
        this.condition = ConstraintParser.parse(text);
        this.names = named(condition);
    }

    private static String[] named(Expression.Condition condition) {
        var names = new TreeSet<String>();
        condition.uses(new Expression.Uses() {
            @Override
            public void number(String name) {
                names.add(name);
            }

            @Override
            public void value(String name, Object value) {
                names.add(name);
            }

            @Override
            public void either(String name, String other) {
                names.add(name);
                names.add(other);
            }
        });
        return names.toArray(String[]::new);
    }

    @JsonValue
    public String text() {
        return text;
    }

    /** The parameters it names, in the order of names. */
    public List<String> names() {
        return List.of(names);
    }

    /** Whether canonical values keep to it. */
    public boolean holds(Map<String, ?> values) {
        return !applies(values) || condition.holds(values);
    }

    /** How much work it is to evaluate: about as many lookups of a value. */
    int size() {
        return names.length + condition.size();
    }

    /** 0 where it holds, otherwise above 0 and the more, the further the values are from it: something to descend on. */
    double breach(Map<String, ?> values) {
        return applies(values) ? condition.breach(values) : 0;
    }

    private boolean applies(Map<String, ?> values) {
        for (String name : names) {
            if (!values.containsKey(name)) {
                return false;
            }
        }
        return true;
    }

    /** What it says when it is broken, with the values that break it. */
    String refusal(Map<String, ?> values) {
        var given = new ArrayList<String>();
        for (String name : names) {
            given.add(name + " = " + values.get(name));
        }
        return text + " does not hold" + (given.isEmpty() ? "" : ": " + String.join(", ", given));
    }

    /**
     * Notes what in it does not fit the parameters, and whether their ranges leave it no chance to hold.
     *
     * @param areAll whether there are no parameters but these, so that another name is a mistake
     */
    void check(Rules rules, String pointer, Map<String, Parameter> parameters, boolean areAll) {
        var said = new TreeSet<String>();
        for (String name : names) {
            rules.check(
                    !areAll || parameters.containsKey(name),
                    pointer,
                    () -> "'" + name + "' is not a parameter; there are " + parameters.keySet());
        }
        condition.uses(new Fit(parameters, said::add));
        said.forEach(message -> rules.check(false, pointer, () -> message));
        if (said.isEmpty()) {
            Map<String, Interval> bounds = bounds(parameters);
            rules.check(canHold(parameters, bounds), pointer, () -> neverHolds(bounds));
        }
    }

    private Map<String, Interval> bounds(Map<String, Parameter> parameters) {
        var bounds = new TreeMap<String, Interval>();
        for (String name : names) {
            Parameters.bounds(parameters.get(name)).ifPresent(interval -> bounds.put(name, interval));
        }
        return bounds;
    }

    /** Where one of its parameters may be inactive, it may hold for that. */
    private boolean canHold(Map<String, Parameter> parameters, Map<String, Interval> bounds) {
        for (String name : names) {
            Parameter parameter = parameters.get(name);
            if (parameter == null || !parameter.when().isEmpty()) {
                return true;
            }
        }
        return condition.mayHold(bounds);
    }

    private String neverHolds(Map<String, Interval> bounds) {
        String ranges = bounds.entrySet().stream()
                .map(e -> e.getKey() + " from " + e.getValue().low() + " to "
                        + e.getValue().high())
                .collect(Collectors.joining(" and "));
        return text + " never holds" + (ranges.isEmpty() ? "" : " with " + ranges) + ": no point would be left";
    }

    /** Compares what is asked of parameters with what they are. */
    private record Fit(Map<String, Parameter> parameters, Consumer<String> complaints) implements Expression.Uses {
        @Override
        public void number(String name) {
            if (!isNumeric(name)) {
                complaints.accept("'" + name
                        + "' is not a number: compare it by == or != with a value in quotes, true or false, or by in");
            }
        }

        @Override
        public void value(String name, Object value) {
            Parameter parameter = parameters.get(name);
            if (parameter == null) {
                return;
            }
            try {
                parameter.canonical(value);
            } catch (InvalidValueException e) {
                e.violations().forEach(violation -> complaints.accept(violation.message()));
            }
        }

        @Override
        public void either(String name, String other) {
            if (parameters.containsKey(name) && parameters.containsKey(other) && isNumeric(name) != isNumeric(other)) {
                number(name);
                number(other);
            }
        }

        private boolean isNumeric(String name) {
            Parameter parameter = parameters.get(name);
            return parameter == null || Parameters.bounds(parameter).isPresent();
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Constraint constraint && constraint.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
