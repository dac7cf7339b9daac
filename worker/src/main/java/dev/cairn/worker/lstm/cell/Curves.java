package dev.cairn.worker.lstm.cell;

/**
 * Hyperbolic tangent and logistic function over arrays, in arithmetic that HotSpot vectorises ({@code Math.tanh} is thirty
 * times slower). The tangent is the quotient of an odd polynomial of degree 13 and an even one of degree 6 that Eigen uses
 * ({@code Eigen/src/Core/MathFunctionsImpl.h}, {@code generic_fast_tanh_float}), at most 4e-7 off; beyond {@value #LIMIT} it
 * is 1 to rounding. NaN stays NaN. {@code Math.fma} is exactly specified: every machine computes the same bits.
 */
final class Curves {
    private static final float LIMIT = 7.90531110763549805f;
    private static final float TANH_SHARE = 1 / (LIMIT * LIMIT);
    private static final float SIGMOID_SHARE = TANH_SHARE / 4;
    private static final int FEW = 64;

    private Curves() {}

    static float tanh(float value) {
        return tanhWithin(Math.max(-LIMIT, Math.min(LIMIT, value)));
    }

    /** 1 / (1 + e^-x) = (1 + tanh(x / 2)) / 2. */
    static float sigmoid(float value) {
        return sigmoidWithin(Math.max(-2 * LIMIT, Math.min(2 * LIMIT, value)));
    }

    private static float tanhWithin(float x) {
        float s = x * x;
        float p = -2.76076847742355e-16f;
        p = Math.fma(p, s, 2.00018790482477e-13f);
        p = Math.fma(p, s, -8.60467152213735e-11f);
        p = Math.fma(p, s, 5.12229709037114e-08f);
        p = Math.fma(p, s, 1.48572235717979e-05f);
        p = Math.fma(p, s, 6.37261928875436e-04f);
        p = Math.fma(p, s, 4.89352455891786e-03f);
        float q = 1.19825839466702e-06f;
        q = Math.fma(q, s, 1.18534705686654e-04f);
        q = Math.fma(q, s, 2.26843463243900e-03f);
        q = Math.fma(q, s, 4.89352518554385e-03f);
        return x * p / q;
    }

    /** The same of half of x, with powers of two, which change no bit, in the coefficients. */
    private static float sigmoidWithin(float x) {
        float s = x * x;
        float p = -2.76076847742355e-16f * 0x1p-14f;
        p = Math.fma(p, s, 2.00018790482477e-13f * 0x1p-12f);
        p = Math.fma(p, s, -8.60467152213735e-11f * 0x1p-10f);
        p = Math.fma(p, s, 5.12229709037114e-08f * 0x1p-8f);
        p = Math.fma(p, s, 1.48572235717979e-05f * 0x1p-6f);
        p = Math.fma(p, s, 6.37261928875436e-04f * 0x1p-4f);
        p = Math.fma(p, s, 4.89352455891786e-03f * 0x1p-2f);
        float q = 1.19825839466702e-06f * 0x1p-6f;
        q = Math.fma(q, s, 1.18534705686654e-04f * 0x1p-4f);
        q = Math.fma(q, s, 2.26843463243900e-03f * 0x1p-2f);
        q = Math.fma(q, s, 4.89352518554385e-03f);
        return 0.5f + x * p / q;
    }

    static void tanh(float[] values, int n) {
        tanh(values, 0, n);
    }

    static void tanh(float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            values[i] = tanh(values[i]);
        }
    }

    static void sigmoid(float[] values, int n) {
        sigmoid(values, 0, n);
    }

    private static void sigmoid(float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            values[i] = sigmoid(values[i]);
        }
    }

    /**
     * Of a tangent's and three sigmoids' arguments at once. Java's minimum and maximum take as long as all the rest, as they
     * mind NaN and the sign of zero: they are left out where no argument is out of bounds, as almost always. The results are the same.
     *
     * @param scratch two arrays, written over
     */
    static void gates(float[] tanh, float[] one, float[] two, float[] three, float[][] scratch, int from, int to) {
        if (areWithin(tanh, one, two, three, scratch[0], scratch[1], from, to)) {
            tanhWithin(tanh, from, to);
            sigmoidWithin(one, from, to);
            sigmoidWithin(two, from, to);
            sigmoidWithin(three, from, to);
        } else {
            tanh(tanh, from, to);
            sigmoid(one, from, to);
            sigmoid(two, from, to);
            sigmoid(three, from, to);
        }
    }

    private static void tanhWithin(float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            values[i] = tanhWithin(values[i]);
        }
    }

    private static void sigmoidWithin(float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            values[i] = sigmoidWithin(values[i]);
        }
    }

    /**
     * Whether surely no argument is out of bounds: the eighth powers of the squares, as shares of the limits', sum up to less than a half. Not so
     * with NaN.
     */
    private static boolean areWithin(
            float[] tanh, float[] one, float[] two, float[] three, float[] powers, float[] upper, int from, int to) {
        powers(tanh, one, two, three, powers, from, to);
        // The upper half is added to the lower one: HotSpot vectorises no sum of one array.
        int count = to - from;
        for (int half = count / 2; count > FEW; half = count / 2) {
            System.arraycopy(powers, from + count - half, upper, from, half);
            add(upper, powers, from, half);
            count -= half;
        }
        float sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += powers[i];
        }
        return sum < 0.5f;
    }

    private static void powers(
            float[] tanh, float[] one, float[] two, float[] three, float[] powers, int from, int to) {
        for (int i = from; i < to; i++) {
            float sigmoids = one[i] * one[i] + (two[i] * two[i] + three[i] * three[i]);
            float share = TANH_SHARE * (tanh[i] * tanh[i]) + SIGMOID_SHARE * sigmoids;
            share *= share;
            share *= share;
            powers[i] = share * share;
        }
    }

    private static void add(float[] summand, float[] sum, int from, int length) {
        for (int i = from; i < from + length; i++) {
            sum[i] += summand[i];
        }
    }
}
