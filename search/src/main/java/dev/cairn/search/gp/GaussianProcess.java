package dev.cairn.search.gp;

import java.util.Optional;

/**
 * A Gaussian process conditioned on observations: the function's posterior, larger is better.
 *
 * <pre>
 * X      n x d  observed points, coordinates as {@link Dimension} tells, NaN where inactive
 * y      n      standardised scores
 * alpha  n      K^-1 y
 * mean   k'alpha;  variance  k(x,x) - k'K^-1 k      Rasmussen and Williams 2006, eq. 2.25 and 2.26; without the noise
 * </pre>
 */
public final class GaussianProcess {
    private static final int MOST_JITTERS = 8;
    private static final double LEAST_VARIANCE = 1e-12;

    private final Dimension[] kinds;
    private final Inputs inputs;
    private final Kernel kernel;
    private final double noise;
    private final Cholesky factor;
    /** Points appended by {@link #believing} have weight 0 and no entry. */
    private final double[] alpha;

    private GaussianProcess(
            Dimension[] kinds, Inputs inputs, Kernel kernel, double noise, Cholesky factor, double[] alpha) {
        this.kinds = kinds;
        this.inputs = inputs;
        this.kernel = kernel;
        this.noise = noise;
        this.factor = factor;
        this.alpha = alpha;
    }

    /** Mean and standard deviation of the function at one point. */
    public record Posterior(double mean, double deviation) {}

    /**
     * Conditions on observations; empty if K cannot be factorised even with jitter, which takes numbers that are not finite.
     */
    public static Optional<GaussianProcess> condition(
            Dimension[] kinds, double[][] points, double[] y, KernelParameters parameters) {
        Inputs inputs = Inputs.of(kinds, points);
        var kernel = new Kernel(parameters);
        int n = points.length;
        double jitter = 0;
        for (int attempt = 0; attempt <= MOST_JITTERS; attempt++) {
            var upper = new double[n][n];
            var column = new double[n];
            for (int j = 0; j < n; j++) {
                kernel.covariances(inputs, inputs, j, j, column);
                for (int k = 0; k < j; k++) {
                    upper[k][j] = column[k];
                }
                upper[j][j] = kernel.variance() + parameters.noise() + jitter;
            }
            Cholesky factor = Cholesky.of(upper);
            if (factor != null) {
                double[] alpha = y.clone();
                factor.forward(alpha);
                factor.backward(alpha);
                return Optional.of(
                        new GaussianProcess(kinds, inputs, kernel, parameters.noise() + jitter, factor, alpha));
            }
            jitter = attempt == 0 ? 1e-8 * kernel.variance() : 10 * jitter;
        }
        return Optional.empty();
    }

    /**
     * The process after also seeing its own mean at {@code point}: the mean is unchanged, the variance shrinks (kriging
     * believer, Ginsbourger et al. 2010). For points whose results are pending.
     */
    public GaussianProcess believing(double[] point) {
        double[] across = covariances(Inputs.of(kinds, new double[][] {point}));
        factor.forward(across);
        double remainder = kernel.variance() + noise - Cholesky.dot(across, across, across.length);
        return new GaussianProcess(
                kinds, inputs.with(point), kernel, noise, factor.with(across, Math.max(remainder, noise)), alpha);
    }

    private double[] covariances(Inputs point) {
        var k = new double[inputs.count()];
        kernel.covariances(inputs, point, 0, k.length, k);
        return k;
    }

    public Posterior at(double[] point) {
        double[] k = covariances(Inputs.of(kinds, new double[][] {point}));
        double mean = Cholesky.dot(k, alpha, alpha.length);
        factor.forward(k);
        return new Posterior(mean, deviation(Cholesky.dot(k, k, k.length)));
    }

    private double deviation(double explained) {
        return Math.sqrt(Math.max(kernel.variance() - explained, LEAST_VARIANCE));
    }

    /** Many points at once; an order of magnitude faster than one by one. */
    public Posterior[] at(double[][] points) {
        Inputs candidates = Inputs.of(kinds, points);
        int m = points.length;
        int n = inputs.count();
        var v = new double[n][m];
        var means = new double[m];
        for (int j = 0; j < n; j++) {
            kernel.covariances(candidates, inputs, j, m, v[j]);
            if (j < alpha.length) {
                for (int i = 0; i < m; i++) {
                    means[i] += alpha[j] * v[j][i];
                }
            }
        }
        factor.forward(v);
        var explained = new double[m];
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                explained[i] += v[j][i] * v[j][i];
            }
        }
        var posteriors = new Posterior[m];
        for (int i = 0; i < m; i++) {
            posteriors[i] = new Posterior(means[i], deviation(explained[i]));
        }
        return posteriors;
    }

    /**
     * The posterior with its gradient by the point's coordinates, which is 0 for categories and inactive coordinates.
     *
     * @param byMean shape d, filled
     * @param byDeviation shape d, filled
     */
    public Posterior at(double[] point, double[] byMean, double[] byDeviation) {
        Inputs x = Inputs.of(kinds, new double[][] {point});
        double[] k = covariances(x);
        double mean = Cholesky.dot(k, alpha, alpha.length);
        factor.forward(k);
        double deviation = deviation(Cholesky.dot(k, k, k.length));
        factor.backward(k);
        double[][] slopes = kernel.slopes(inputs, x);
        for (int i = 0; i < slopes.length; i++) {
            byMean[i] = Cholesky.dot(slopes[i], alpha, alpha.length);
            byDeviation[i] = -Cholesky.dot(slopes[i], k, k.length) / deviation;
        }
        return new Posterior(mean, deviation);
    }
}
