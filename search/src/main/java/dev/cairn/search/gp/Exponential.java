package dev.cairn.search.gp;

/**
 * exp of non-positive numbers in plain arithmetic: the same bits on every Java 17 or later (JEP 306), which {@link Math#exp}
 * does not promise, and many times as fast as {@link StrictMath#exp}. Relative error below 4e-16.
 *
 * <p>{@code x = k ln 2 + r} with {@code |r| <= ln(2)/2} (Cody and Waite), Taylor's series of degree 13 for {@code e^r}. In short
 * loops over an array, all of which HotSpot vectorises but the last.
 */
final class Exponential {
    private static final double LOG2E = 1.4426950408889634;
    /** ln 2 in two parts; the high one has 33 bits, so that k times it is exact. */
    private static final double LN2_HIGH = 6.93147180369123816490e-01;

    private static final double LN2_LOW = 1.90821492927058770002e-10;
    /** Below this the result would be subnormal; it is 0 instead. */
    private static final double SMALLEST = -708;
    /** Adding and subtracting it rounds to a whole number. */
    private static final double ROUND = 0x1.8p52;

    private final double[] r;
    private final double[] p;

    /** For arrays of at most {@code size} numbers; not for several threads. */
    Exponential(int size) {
        r = new double[size];
        p = new double[size];
    }

    /** out[i] = exp(-x[i]) for i from {@code from} to {@code to}; {@code x} is not negative. */
    void ofNegative(double[] x, int from, int to, double[] out) {
        reduce(x, from, to, out);
        high(from, to);
        low(from, to);
        for (int i = from; i < to; i++) {
            double power = Double.longBitsToDouble((long) (out[i] + 1023) << 52);
            out[i] = -x[i] < SMALLEST ? 0 : p[i] * power;
        }
    }

    /** Leaves k in {@code out}. */
    private void reduce(double[] x, int from, int to, double[] out) {
        for (int i = from; i < to; i++) {
            double k = (ROUND - x[i] * LOG2E) - ROUND;
            out[i] = k;
            r[i] = (-x[i] - k * LN2_HIGH) - k * LN2_LOW;
        }
    }

    /** The terms of degree 13 to 7. */
    private void high(int from, int to) {
        for (int i = from; i < to; i++) {
            double t = r[i];
            double s = 1.0 / 6227020800.0;
            s = s * t + 1.0 / 479001600.0;
            s = s * t + 1.0 / 39916800.0;
            s = s * t + 1.0 / 3628800.0;
            s = s * t + 1.0 / 362880.0;
            s = s * t + 1.0 / 40320.0;
            p[i] = s * t + 1.0 / 5040.0;
        }
    }

    private void low(int from, int to) {
        for (int i = from; i < to; i++) {
            double t = r[i];
            double s = p[i];
            s = s * t + 1.0 / 720.0;
            s = s * t + 1.0 / 120.0;
            s = s * t + 1.0 / 24.0;
            s = s * t + 1.0 / 6.0;
            s = s * t + 0.5;
            s = s * t + 1.0;
            p[i] = s * t + 1.0;
        }
    }
}
