package dev.cairn.search.gp;

import java.util.Arrays;

/**
 * What a fit chooses; everything is positive.
 *
 * @param lengths l, shape d: the distance over which the function changes, by dimension
 * @param signal s: variance of the part that depends on all dimensions together
 * @param additive a: variance of the sum over single dimensions
 * @param noise variance of an observation about the function
 */
public record KernelParameters(double[] lengths, double signal, double additive, double noise) {
    static final double LEAST_NOISE = 1e-6;

    public KernelParameters {
        lengths = lengths.clone();
    }

    @Override
    public double[] lengths() {
        return lengths.clone();
    }

    /** sum_i D_i / l_i^2 of each point from {@code centre}: near is small. */
    public double[] distances(Dimension[] kinds, double[][] points, double[] centre) {
        Inputs inputs = Inputs.of(kinds, points);
        Inputs one = Inputs.of(kinds, new double[][] {centre});
        var sum = new double[points.length];
        var distance = new double[points.length];
        for (int i = 0; i < lengths.length; i++) {
            inputs.distances(i, one, 0, 0, points.length, distance);
            for (int j = 0; j < sum.length; j++) {
                sum[j] += distance[j] / (lengths[i] * lengths[i]);
            }
        }
        return sum;
    }

    int dimensions() {
        return lengths.length;
    }

    /** Where a fit starts that knows nothing. */
    public static KernelParameters cold(int dimensions) {
        var lengths = new double[dimensions];
        Arrays.fill(lengths, 1);
        return new KernelParameters(lengths, 1, 0.3, 0.02);
    }

    /** Logarithms in the order lengths, signal, additive, noise: shape d + 3. */
    double[] logarithms() {
        int d = lengths.length;
        double[] theta = Arrays.copyOf(lengths, d + 3);
        theta[d] = signal;
        theta[d + 1] = additive;
        theta[d + 2] = noise;
        for (int i = 0; i < theta.length; i++) {
            theta[i] = StrictMath.log(theta[i]);
        }
        return theta;
    }

    static KernelParameters ofLogarithms(double[] theta) {
        int d = theta.length - 3;
        var values = new double[theta.length];
        for (int i = 0; i < theta.length; i++) {
            values[i] = StrictMath.exp(theta[i]);
        }
        return new KernelParameters(Arrays.copyOf(values, d), values[d], values[d + 1], values[d + 2]);
    }

    static double[] lowerBounds(int d) {
        return bounds(d, 0.02, 1e-4, StrictMath.exp(-7), LEAST_NOISE);
    }

    static double[] upperBounds(int d) {
        return bounds(d, 400, 1e3, StrictMath.exp(4), 4);
    }

    private static double[] bounds(int d, double length, double signal, double additive, double noise) {
        var lengths = new double[d];
        Arrays.fill(lengths, length);
        return new KernelParameters(lengths, signal, additive, noise).logarithms();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KernelParameters that && Arrays.equals(logarithms(), that.logarithms());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(logarithms());
    }
}
