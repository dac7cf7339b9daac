package dev.cairn.search.gp;

import java.util.Arrays;

/**
 * Covariance of the function at two points: Matern-5/2 of everything plus a sum over single dimensions.
 *
 * <pre>
 * D_i   distance in dimension i, see {@link Dimension}
 * w_i   1 / l_i^2
 * u_i   w_i D_i
 * r2    sum_i u_i
 * q     sqrt(5 r2)
 * M     (1 + q + q^2/3) exp(-q)                     Rasmussen and Williams 2006, eq. 4.17
 * v_i   1 / (1 + u_i)                               rational quadratic, alpha = 1: eq. 4.19
 * k     s M + (a/d) sum_i v_i
 * dk/dD_i = w_i (-5/6 s (1 + q) exp(-q) - (a/d) v_i^2), finite at 0
 * </pre>
 *
 * A sum of kernels of squared Euclidean distances, so K is positive semidefinite (additive part: Duvenaud et al. 2011).
 *
 * <p>Computed for a row of pairs at a time, in loops short enough for HotSpot to vectorise. Divisions are what costs: two
 * dimensions share one.
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

    /** Arrays for rows of at most n pairs; not for several threads. */
    static final class Work {
        private final double[][] distances;
        private final Exponential exponential;
        final double[] r2;
        /** sum_i v_i. */
        final double[] sum;

        final double[] q;
        /** exp(-q). */
        final double[] e;

        Work(int n) {
            distances = new double[2][n];
            exponential = new Exponential(n);
            r2 = new double[n];
            sum = new double[n];
            q = new double[n];
            e = new double[n];
        }

        /** Copies M, (1 + q) exp(-q) and the sum, for a gradient. */
        void keep(int from, int to, double[] matern, double[] decay, double[] sums) {
            for (int k = from; k < to; k++) {
                decay[k] = (1 + q[k]) * e[k];
            }
            for (int k = from; k < to; k++) {
                matern[k] = decay[k] + q[k] * q[k] * (1.0 / 3) * e[k];
            }
            System.arraycopy(sum, from, sums, from, to - from);
        }
    }

    /** k(x, x). */
    double variance() {
        return variance;
    }

    /** Covariances of point {@code j} of {@code others} with points {@code from} to {@code to} of {@code inputs}. */
    void covariances(Inputs inputs, Inputs others, int j, int from, int to, double[] out, Work work) {
        start(from, to, work);
        for (int i = 0; i < weights.length; i += 2) {
            inputs.distances(i, others, j, from, to, work.distances[0]);
            if (i + 1 < weights.length) {
                inputs.distances(i + 1, others, j, from, to, work.distances[1]);
            }
            add(i, work.distances[0], work.distances[1], from, to, work);
        }
        finish(from, to, out, work);
    }

    /** Covariances from given distances, shape d x n; leaves r2, sum, q and e behind. */
    void covariances(double[][] distances, int from, int to, double[] out, Work work) {
        start(from, to, work);
        for (int i = 0; i < weights.length; i += 2) {
            add(i, distances[i], distances[Math.min(i + 1, weights.length - 1)], from, to, work);
        }
        finish(from, to, out, work);
    }

    private static void start(int from, int to, Work work) {
        Arrays.fill(work.r2, from, to, 0);
        Arrays.fill(work.sum, from, to, 0);
    }

    /** Dimension {@code i} and the next, if there is one. */
    private void add(int i, double[] first, double[] second, int from, int to, Work work) {
        if (i + 1 < weights.length) {
            add(weights[i], first, weights[i + 1], second, from, to, work.r2, work.sum);
        } else {
            add(weights[i], first, from, to, work.r2, work.sum);
        }
    }

    private static void add(double weight, double[] distance, int from, int to, double[] r2, double[] sum) {
        for (int k = from; k < to; k++) {
            double u = weight * distance[k];
            r2[k] += u;
            sum[k] += 1 / (1 + u);
        }
    }

    /** 1/(1 + u) + 1/(1 + v) = (2 + u + v) / (1 + u + v + u v). */
    private static void add(
            double weight,
            double[] distance,
            double otherWeight,
            double[] otherDistance,
            int from,
            int to,
            double[] r2,
            double[] sum) {
        for (int k = from; k < to; k++) {
            double u = weight * distance[k];
            double v = otherWeight * otherDistance[k];
            double both = u + v;
            r2[k] += both;
            sum[k] += (2 + both) / ((1 + both) + u * v);
        }
    }

    private void finish(int from, int to, double[] out, Work work) {
        decay(from, to, work);
        double[] q = work.q;
        double[] e = work.e;
        double[] sum = work.sum;
        for (int k = from; k < to; k++) {
            out[k] = signal * ((1 + q[k] + q[k] * q[k] * (1.0 / 3)) * e[k]) + share * sum[k];
        }
    }

    /** q and exp(-q) from r2. */
    private static void decay(int from, int to, Work work) {
        double[] q = work.q;
        double[] r2 = work.r2;
        for (int k = from; k < to; k++) {
            q[k] = Math.sqrt(5 * r2[k]);
        }
        work.exponential.ofNegative(q, from, to, work.e);
    }

    /** Derivatives of the covariances of the single point {@code x} by its coordinates: shape d x n. */
    double[][] slopes(Inputs inputs, Inputs x) {
        int n = inputs.count();
        int d = weights.length;
        var work = new Work(n);
        var distance = new double[d][n];
        for (int i = 0; i < d; i++) {
            inputs.distances(i, x, 0, 0, n, distance[i]);
            add(weights[i], distance[i], 0, n, work.r2, work.sum);
        }
        decay(0, n, work);
        var common = new double[n];
        for (int k = 0; k < n; k++) {
            common[k] = -5.0 / 6 * signal * ((1 + work.q[k]) * work.e[k]);
        }
        var slopes = new double[d][n];
        for (int i = 0; i < d; i++) {
            inputs.slopes(i, x, 0, slopes[i]);
            multiply(slopes[i], weights[i], distance[i], common, share, n);
        }
        return slopes;
    }

    private static void multiply(
            double[] slopes, double weight, double[] distance, double[] common, double share, int n) {
        for (int k = 0; k < n; k++) {
            double v = 1 / (1 + weight * distance[k]);
            slopes[k] *= weight * (common[k] - share * v * v);
        }
    }
}
