package dev.cairn.api.task;

import dev.cairn.search.space.Scale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing about a network or its training that can be set.
 *
 * @param low smallest admissible number, inclusive; absent for choices
 * @param high largest admissible number, inclusive
 * @param choices admissible words; empty for numbers
 * @param standard the value where a study neither searches nor sets it
 * @param exceptions other standard values, each under one value of another hyperparameter
 * @param sensible the part of the admissible range that is worth searching; absent for choices
 * @param unit what is counted; empty for pure numbers
 * @param when it has an effect only where each named hyperparameter has one of the listed values; empty: always
 * @param advice one line
 */
public record Hyperparameter(
        String name,
        Group group,
        Kind kind,
        @Nullable Double low,
        @Nullable Double high,
        List<String> choices,
        Object standard,
        List<OtherStandard> exceptions,
        @Nullable Range sensible,
        String unit,
        Map<String, List<Object>> when,
        String advice) {

    public enum Kind {
        REAL,
        INTEGER,
        CHOICE
    }

    /** What belongs together on a page. */
    public enum Group {
        DATA,
        OPTIMISER,
        LEARNING_RATE,
        BATCHES,
        NETWORK,
        REGULARISATION,
        AUGMENTATION,
        TRAINING
    }

    /** A standard value that holds where another hyperparameter has a certain value. */
    public record OtherStandard(String of, Object value, Object standard) {}

    /** The part of a range worth searching, and how to divide it. */
    public record Range(double low, double high, Scale scale) {}

    public Hyperparameter {
        choices = List.copyOf(choices);
        exceptions = List.copyOf(exceptions);
        when = new LinkedHashMap<>(when);
    }

    static Hyperparameter real(String name, double low, double high, double standard) {
        return new Hyperparameter(
                name,
                Group.TRAINING,
                Kind.REAL,
                low,
                high,
                List.of(),
                standard,
                List.of(),
                new Range(low, high, Scale.LINEAR),
                "",
                Map.of(),
                "");
    }

    static Hyperparameter integer(String name, long low, long high, long standard) {
        return new Hyperparameter(
                name,
                Group.TRAINING,
                Kind.INTEGER,
                (double) low,
                (double) high,
                List.of(),
                standard,
                List.of(),
                new Range(low, high, Scale.LINEAR),
                "",
                Map.of(),
                "");
    }

    /** The first is the standard one. */
    static Hyperparameter choice(String name, String... choices) {
        return new Hyperparameter(
                name,
                Group.TRAINING,
                Kind.CHOICE,
                null,
                null,
                List.of(choices),
                choices[0],
                List.of(),
                null,
                "",
                Map.of(),
                "");
    }

    Hyperparameter in(Group of) {
        return new Hyperparameter(
                name, of, kind, low, high, choices, standard, exceptions, sensible, unit, when, advice);
    }

    Hyperparameter but(String of, Object value, Object other) {
        var more = new ArrayList<>(exceptions);
        more.add(new OtherStandard(of, value, other));
        return new Hyperparameter(name, group, kind, low, high, choices, standard, more, sensible, unit, when, advice);
    }

    Hyperparameter sensibly(double from, double to, Scale scale) {
        return new Hyperparameter(
                name,
                group,
                kind,
                low,
                high,
                choices,
                standard,
                exceptions,
                new Range(from, to, scale),
                unit,
                when,
                advice);
    }

    Hyperparameter of(String counted) {
        return new Hyperparameter(
                name, group, kind, low, high, choices, standard, exceptions, sensible, counted, when, advice);
    }

    Hyperparameter onlyWith(String other, Object... values) {
        var more = new LinkedHashMap<>(when);
        more.put(other, List.of(values));
        return new Hyperparameter(
                name, group, kind, low, high, choices, standard, exceptions, sensible, unit, more, advice);
    }

    Hyperparameter advising(String line) {
        return new Hyperparameter(
                name, group, kind, low, high, choices, standard, exceptions, sensible, unit, when, line);
    }

    /** The standard value beside the values of others. */
    Object standardBeside(Map<String, ?> others) {
        return exceptions.stream()
                .filter(e -> e.value().equals(others.get(e.of())))
                .map(OtherStandard::standard)
                .findFirst()
                .orElse(standard);
    }

    /** Whether the value can be used, in the type it would have in a point. */
    public boolean admits(@Nullable Object value) {
        return switch (kind) {
            case CHOICE -> value instanceof String word && choices.contains(word);
            case REAL -> value instanceof Number n && within(n.doubleValue());
            case INTEGER ->
                value instanceof Number n && n.doubleValue() == Math.rint(n.doubleValue()) && within(n.doubleValue());
        };
    }

    private boolean within(double number) {
        return low != null && high != null && number >= low && number <= high;
    }

    /** What is allowed, as words for a message. */
    public String allowed() {
        return switch (kind) {
            case CHOICE -> "one of " + choices;
            case REAL -> "a number in [" + low + ", " + high + "]";
            case INTEGER -> String.format(Locale.ROOT, "a whole number in [%.0f, %.0f]", low, high);
        };
    }
}
