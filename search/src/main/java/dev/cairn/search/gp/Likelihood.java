package dev.cairn.search.gp;

import java.util.Comparator;
import java.util.List;

/**
 * The negative logarithm of likelihood times prior of the kernel's parameters, with its gradient by their logarithms.
 *
 * <pre>
 * y      n          standardised observations
 * t      n          known variance of each observation beside the estimated noise
 * D      n x d x n  distances: row, dimension, column above row
 * theta  d + 3      logarithms of lengths, signal, additive weight, noise
 * loss   1/2 y'K^-1 y + 1/2 log|K| + n/2 log 2 pi - log prior      Rasmussen and Williams 2006, eq. 5.8
 * dloss  1/2 tr((K^-1 - alpha alpha') dK), alpha = K^-1 y          eq. 5.9
 * </pre>
 *
 * Log priors, up to a constant: {@link LengthPrior} for each length, Gamma(2, 1) for the signal, Gamma(1.1, rate 30) for the
 * noise, 0.3 log a - a for the additive weight. A matrix that cannot be factorised has an infinite loss. Not for several
 * threads: it reuses its arrays.
 */
final class Likelihood implements Lbfgs.Function {
    private static final double LOG_2PI = 1.8378770664093453;

    private final int n;
    private final int d;
    private final double[] y;
    private final double[] variances;
    private final LengthPrior lengthPrior;
    private final double[][][] distances;
    private final Kernel.Work work;
    /** M, (1 + q) exp(-q) and the sum of the v_i of each pair, see {@link Kernel}: shape n x n, columns above the row. */
    private final double[][] matern;

    private final double[][] decay;
    private final double[][] sum;

    Likelihood(Inputs inputs, double[] y, double[] variances, LengthPrior lengthPrior) {
        this.n = inputs.count();
        this.d = inputs.dimensions();
        this.y = y;
        this.variances = variances;
        this.lengthPrior = lengthPrior;
        work = new Kernel.Work(n);
        matern = new double[n][n];
        decay = new double[n][n];
        sum = new double[n][n];
        distances = new double[n][d][n];
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < d; i++) {
                inputs.distances(i, inputs, j, j + 1, n, distances[j][i]);
            }
        }
    }

    @Override
    public double evaluate(double[] theta, double[] gradient) {
        KernelParameters parameters = KernelParameters.ofLogarithms(theta);
        Cholesky factor = Cholesky.of(covariance(parameters));
        if (factor == null) {
            return Double.POSITIVE_INFINITY;
        }
        double[] alpha = y.clone();
        factor.forward(alpha);
        double loss = 0.5 * Cholesky.dot(alpha, alpha, n) + 0.5 * factor.logDeterminant() + 0.5 * n * LOG_2PI;
        factor.backward(alpha);
        differentiate(parameters, factor.inverse(), alpha, gradient);
        return loss + prior(parameters, gradient);
    }

    /** The upper triangle of K; leaves M, its decay and the sums behind. */
    private double[][] covariance(KernelParameters parameters) {
        var kernel = new Kernel(parameters);
        var upper = new double[n][n];
        for (int j = 0; j < n; j++) {
            kernel.covariances(distances[j], j + 1, n, upper[j], work);
            work.keep(j + 1, n, matern[j], decay[j], sum[j]);
            upper[j][j] = kernel.variance() + parameters.noise() + variances[j];
        }
        return upper;
    }

    /**
     * Row by row, summed down the columns, so that HotSpot vectorises.
     *
     * @param g K^-1, its upper triangle; becomes K^-1 - alpha alpha'
     */
    private void differentiate(KernelParameters parameters, double[][] g, double[] alpha, double[] gradient) {
        double[] lengths = parameters.lengths();
        double share = parameters.additive() / d;
        var byLength = new double[d][n];
        var bySignal = new double[n];
        var byAdditive = new double[n];
        double trace = 0;
        for (int j = 0; j < n; j++) {
            trace += g[j][j] - alpha[j] * alpha[j];
            subtractOuter(g[j], alpha[j], alpha, j + 1, n);
            addProducts(g[j], matern[j], sum[j], bySignal, byAdditive, j + 1, n);
            multiply(decay[j], 5.0 / 6 * parameters.signal(), g[j], j + 1, n);
            for (int i = 0; i < d; i++) {
                double w = 1 / (lengths[i] * lengths[i]);
                addSlopes(distances[j][i], w, decay[j], share, g[j], byLength[i], j + 1, n);
            }
        }
        for (int i = 0; i < d; i++) {
            gradient[i] = 2 / (lengths[i] * lengths[i]) * total(byLength[i]);
        }
        gradient[d] = parameters.signal() * (total(bySignal) + 0.5 * trace);
        gradient[d + 1] = share * total(byAdditive) + 0.5 * parameters.additive() * trace;
        gradient[d + 2] = 0.5 * parameters.noise() * trace;
    }

    private static void subtractOuter(double[] g, double factor, double[] alpha, int from, int to) {
        for (int i = from; i < to; i++) {
            g[i] -= factor * alpha[i];
        }
    }

    private static void addProducts(
            double[] g, double[] matern, double[] sum, double[] bySignal, double[] byAdditive, int from, int to) {
        for (int i = from; i < to; i++) {
            bySignal[i] += g[i] * matern[i];
        }
        for (int i = from; i < to; i++) {
            byAdditive[i] += g[i] * sum[i];
        }
    }

    private static void multiply(double[] decay, double factor, double[] g, int from, int to) {
        for (int i = from; i < to; i++) {
            decay[i] = factor * decay[i] * g[i];
        }
    }

    /** D (G s decay + G (a/d) v^2) of each pair. */
    private static void addSlopes(
            double[] distance, double w, double[] decay, double share, double[] g, double[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            double v = 1 / (1 + w * distance[i]);
            out[i] += distance[i] * (decay[i] + share * g[i] * (v * v));
        }
    }

    private static double total(double[] values) {
        double total = 0;
        for (double value : values) {
            total += value;
        }
        return total;
    }

    /** Adds the prior's gradient and returns its loss. */
    private double prior(KernelParameters parameters, double[] gradient) {
        double[] lengths = parameters.lengths();
        double loss = 0;
        for (int i = 0; i < d; i++) {
            loss += lengthPrior.loss(lengths[i], d);
            gradient[i] += lengthPrior.slope(lengths[i], d);
        }
        double signal = parameters.signal();
        double additive = parameters.additive();
        double noise = parameters.noise();
        gradient[d] += signal - 1;
        gradient[d + 1] += additive - 0.3;
        gradient[d + 2] += 30 * noise - 0.1;
        return loss
                + (signal - StrictMath.log(signal))
                + (additive - 0.3 * StrictMath.log(additive))
                + (30 * noise - 0.1 * StrictMath.log(noise));
    }

    /** The most probable parameters that are reached from any of the starts, the first of equals, and their loss. */
    Fit fit(List<KernelParameters> starts, int iterations) {
        return starts.stream()
                .map(start -> fit(start, iterations))
                .min(Comparator.comparingDouble(Fit::loss))
                .orElseThrow();
    }

    private Fit fit(KernelParameters start, int iterations) {
        if (start.dimensions() != d) {
            throw new IllegalArgumentException(
                    "start must have %d lengths but had %d".formatted(d, start.dimensions()));
        }
        Lbfgs.Minimum minimum = Lbfgs.minimise(
                this,
                start.logarithms(),
                KernelParameters.lowerBounds(d),
                KernelParameters.upperBounds(d),
                iterations,
                1e-3,
                2);
        return new Fit(KernelParameters.ofLogarithms(minimum.place()), minimum.value());
    }

    /** Parameters and the negative log posterior at them. */
    record Fit(KernelParameters parameters, double loss) {}
}
