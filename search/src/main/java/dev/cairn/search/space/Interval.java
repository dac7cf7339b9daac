package dev.cairn.search.space;

import java.util.stream.DoubleStream;

/**
 * Bounds of what an expression may come to, infinities included; whether it may also be no number at all is left open.
 *
 * <p>Rounding keeps order, so that the double computed from two ends bounds every double computed between them. StrictMath's
 * functions keep order too, but for the last place, which is why their bounds are put a little further out.
 */
record Interval(double low, double high) {
    static final Interval EVERYTHING = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    private static final double SLACK = 1e-12;

    static Interval of(double... values) {
        return DoubleStream.of(values).anyMatch(Double::isNaN)
                ? EVERYTHING
                : new Interval(
                        DoubleStream.of(values).min().getAsDouble(),
                        DoubleStream.of(values).max().getAsDouble());
    }

    boolean isPoint() {
        return low == high;
    }

    private boolean hasZero() {
        return low <= 0 && high >= 0;
    }

    Interval combined(char symbol, Interval other) {
        return switch (symbol) {
            case '+' -> of(low + other.low, high + other.high);
            case '-' -> of(low - other.high, high - other.low);
            case '*' -> of(low * other.low, low * other.high, high * other.low, high * other.high);
            case '/' ->
                other.hasZero()
                        ? EVERYTHING
                        : of(low / other.low, low / other.high, high / other.low, high / other.high);
            default -> remainder(other);
        };
    }

    /** It has the sign of the left side and is no larger than either. */
    private Interval remainder(Interval other) {
        double most = Math.min(largest(), other.largest());
        return new Interval(low < 0 ? -most : 0, high > 0 ? most : 0);
    }

    private double largest() {
        return Math.max(Math.abs(low), Math.abs(high));
    }

    Interval applied(Function function, Interval second) {
        return switch (function) {
            case MIN -> new Interval(Math.min(low, second.low), Math.min(high, second.high));
            case MAX -> new Interval(Math.max(low, second.low), Math.max(high, second.high));
            case ABS -> of(hasZero() ? 0 : Math.abs(low), Math.abs(low), Math.abs(high));
            case EXP -> of(function.of(low, 0), function.of(high, 0)).widened();
            // Below 0 there is no number.
            case SQRT -> of(Math.sqrt(Math.max(0, low)), Math.sqrt(high));
            case LOG, LOG2, LOG10 ->
                of(function.of(Math.max(0, low), 0) - SLACK, function.of(high, 0) + SLACK)
                        .widened();
            case POW -> power(second).widened();
        };
    }

    private Interval power(Interval exponent) {
        double power = exponent.low;
        boolean isWhole = exponent.isPoint() && power >= 1 && power == Math.rint(power);
        if (low > 0) {
            return of(
                    StrictMath.pow(low, exponent.low),
                    StrictMath.pow(low, exponent.high),
                    StrictMath.pow(high, exponent.low),
                    StrictMath.pow(high, exponent.high));
        }
        if (isWhole) {
            double one = StrictMath.pow(low, power);
            double other = StrictMath.pow(high, power);
            return hasZero() ? of(one, other, 0) : of(one, other);
        }
        return EVERYTHING;
    }

    private Interval widened() {
        return of(low - SLACK * Math.abs(low), high + SLACK * Math.abs(high));
    }

    /** Whether a number from here may stand so to a number from there. */
    boolean mayBe(Relation relation, Interval other) {
        return switch (relation) {
            case AT_MOST, BELOW -> mayHold(relation, low, other.high);
            case AT_LEAST, ABOVE -> mayHold(relation, high, other.low);
            case EQUAL -> mayBe(Relation.AT_MOST, other) && mayBe(Relation.AT_LEAST, other);
            case DIFFERENT -> !isPoint() || !other.isPoint() || mayHold(relation, low, other.low);
        };
    }

    private static boolean mayHold(Relation relation, double left, double right) {
        return !Double.isFinite(left) || !Double.isFinite(right) || relation.holds(left, right);
    }
}
