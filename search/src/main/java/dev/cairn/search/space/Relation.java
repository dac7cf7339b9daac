package dev.cairn.search.space;

import java.util.Optional;
import java.util.stream.Stream;

/** How two numbers compare. */
enum Relation {
    AT_MOST("<="),
    BELOW("<"),
    AT_LEAST(">="),
    ABOVE(">"),
    EQUAL("=="),
    DIFFERENT("!=");

    /** Numbers closer than this share of the larger are equal, so that 0.1 + 0.2 is 0.3. Whole numbers up to 1e12 stay apart. */
    private static final double TOLERANCE = 1e-12;

    private final String symbol;

    Relation(String symbol) {
        this.symbol = symbol;
    }

    String symbol() {
        return symbol;
    }

    static Optional<Relation> of(String symbol) {
        return Stream.of(values()).filter(r -> r.symbol.equals(symbol)).findFirst();
    }

    Relation negated() {
        return switch (this) {
            case AT_MOST -> ABOVE;
            case BELOW -> AT_LEAST;
            case AT_LEAST -> BELOW;
            case ABOVE -> AT_MOST;
            case EQUAL -> DIFFERENT;
            case DIFFERENT -> EQUAL;
        };
    }

    /** No relation holds with a number that is not finite. */
    boolean holds(double left, double right) {
        if (!Double.isFinite(left) || !Double.isFinite(right)) {
            return false;
        }
        boolean equal = Math.abs(left - right) <= TOLERANCE * Math.max(Math.abs(left), Math.abs(right));
        return switch (this) {
            case AT_MOST -> equal || left < right;
            case BELOW -> !equal && left < right;
            case AT_LEAST -> equal || left > right;
            case ABOVE -> !equal && left > right;
            case EQUAL -> equal;
            case DIFFERENT -> !equal;
        };
    }
}
