package dev.cairn.worker.lstm.cell;

/**
 * Hyperbolic tangent and logistic function over arrays, in arithmetic that HotSpot vectorises ({@code Math.tanh} is thirty
 * times slower). The tangent is the quotient of an odd polynomial of degree 13 and an even one of degree 6 that Eigen uses
 * ({@code Eigen/src/Core/MathFunctionsImpl.h}, {@code generic_fast_tanh_float}), at most 4e-7 off; beyond {@value #LIMIT} it
 * is 1 to rounding. NaN stays NaN. {@code Math.fma} is exactly specified: every machine computes the same bits.
 */
final class Curves {
    private static final float LIMIT = 7.90531110763549805f;

    private Curves() {}

    static float tanh(float value) {
        float x = Math.max(-LIMIT, Math.min(LIMIT, value));
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

    /** 1 / (1 + e^-x) = (1 + tanh(x / 2)) / 2. */
    static float sigmoid(float value) {
        return 0.5f + 0.5f * tanh(0.5f * value);
    }

    static void tanh(float[] values, int n) {
        for (int i = 0; i < n; i++) {
            values[i] = tanh(values[i]);
        }
    }

    static void sigmoid(float[] values, int n) {
        for (int i = 0; i < n; i++) {
            values[i] = sigmoid(values[i]);
        }
    }
}
