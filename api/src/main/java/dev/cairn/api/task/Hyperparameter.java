package dev.cairn.api.task;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing about a network or its training that can be set.
 *
 * @param low smallest admissible number, inclusive; absent for choices
 * @param high largest admissible number, inclusive
 * @param choices admissible words; empty for numbers
 * @param standard the value where a study neither searches nor sets it
 * @param unit what is counted; empty for pure numbers
 * @param description one sentence, with a word of advice
 */
public record Hyperparameter(
        String name,
        Kind kind,
        @Nullable Double low,
        @Nullable Double high,
        List<String> choices,
        Object standard,
        String unit,
        String description) {

    public enum Kind {
        REAL,
        INTEGER,
        CHOICE
    }

    static Hyperparameter real(String name, double low, double high, double standard, String unit, String description) {
        return new Hyperparameter(name, Kind.REAL, low, high, List.of(), standard, unit, description);
    }

    static Hyperparameter integer(String name, long low, long high, long standard, String unit, String description) {
        return new Hyperparameter(
                name, Kind.INTEGER, (double) low, (double) high, List.of(), standard, unit, description);
    }

    static Hyperparameter choice(String name, List<String> choices, String description) {
        return new Hyperparameter(name, Kind.CHOICE, null, null, choices, choices.get(0), "", description);
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
