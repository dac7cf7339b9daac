package dev.cairn.search.gp;

import java.util.Arrays;

/**
 * Covariance of the function at two points: Matern-5/2 of everything plus a sum over single dimensions.
 *
 * <pre>
 * D_i   distance in dimension i, see {@link Dimension}
 * w_i   1 / l_i^2
 * r2    sum_i w_i D_i
 * q     sqrt(5 r2)
 * M     (1 + q + q^2/3) exp(-q)                     Rasmussen and Williams 2006, eq. 4.17
 * k     s M + (a/d) sum_i 1 / (1 + w_i D_i)         rational quadratic, alpha = 1: eq. 4.19
 * dk/dD_i = w_i (-5/6 s (1 + q) exp(-q) - (a/d) / (1 + w_i D_i)^2), finite at 0
 * </pre>
 *
 * A sum of kernels of squared Euclidean distances, so K is positive semidefinite (additive part: Duvenaud et al. 2011).
 */
final class Kernel {
    private final double[] weights;
    private final double signal;
    /** a / d. */
    private final double share;

    private final double variance;

    Kernel(KernelParameters parameters) {
        double[] lengths = parameters.lengths();
        weights = new double[lengths.length];
        for (int i = 0; i < lengths.length; i++) {
            weights[i] = 1 / (lengths[i] * lengths[i]);
        }
        signal = parameters.signal();
        share = parameters.additive() / lengths.length;
        variance = signal + parameters.additive();
    }

    /** k(x, x). */
    double variance() {
        return variance;
    }

    /** Covariances of point {@code j} of {@code others} with the first {@code n} of {@code inputs}. */
    void covariances(Inputs inputs, Inputs others, int j, int n, double[] out) {
        var distance = new double[n];
        var r2 = new double[n];
        Arrays.fill(out, 0, n, 0);
        for (int i = 0; i < weights.length; i++) {
            inputs.distances(i, others, j, n, distance);
            accumulate(weights[i], distance, n, r2, out);
        }
        for (int k = 0; k < n; k++) {
            out[k] = signal * matern(r2[k]) + share * out[k];
        }
    }

    private static void accumulate(double weight, double[] distance, int n, double[] r2, double[] sum) {
        for (int k = 0; k < n; k++) {
            double u = weight * distance[k];
            r2[k] += u;
            sum[k] += 1 / (1 + u);
        }
    }

    /** Derivatives of the covariances of the single point {@code x} by its coordinates: shape d x n. */
    double[][] slopes(Inputs inputs, Inputs x) {
        int n = inputs.count();
        int d = weights.length;
        var distance = new double[d][n];
        var common = new double[n];
        for (int i = 0; i < d; i++) {
            inputs.distances(i, x, 0, n, distance[i]);
            for (int k = 0; k < n; k++) {
                common[k] += weights[i] * distance[i][k];
            }
        }
        for (int k = 0; k < n; k++) {
            common[k] = -signal * decay(common[k]);
        }
        var slopes = new double[d][n];
        for (int i = 0; i < d; i++) {
            inputs.slopes(i, x, 0, slopes[i]);
            for (int k = 0; k < n; k++) {
                double v = 1 / (1 + weights[i] * distance[i][k]);
                slopes[i][k] *= weights[i] * (common[k] - share * v * v);
            }
        }
        return slopes;
    }

    static double matern(double r2) {
        double q = Math.sqrt(5 * r2);
        return (1 + q + q * q / 3) * Exponential.ofNegative(-q);
    }

    /** -dM/dr2 = 5/6 (1 + q) exp(-q). */
    static double decay(double r2) {
        double q = Math.sqrt(5 * r2);
        return 5.0 / 6 * (1 + q) * Exponential.ofNegative(-q);
    }
}
