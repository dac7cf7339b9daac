package dev.cairn.search.gp;

import java.util.Arrays;
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
    /** Fewer are solved for one by one: loops over them would be too short. */
    private static final int LEAST_COLUMNS = 24;
    /** So many that, at n = 1,000, they fit a second-level cache of 2 MiB. */
    private static final int MOST_COLUMNS = 128;

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
        return condition(kinds, points, y, new double[y.length], parameters);
    }

    /**
     * Conditions on observations some of which are known to be noisier.
     *
     * @param variances shape n: known variance of an observation beside the estimated noise, in units of squared score
     */
    public static Optional<GaussianProcess> condition(
            Dimension[] kinds, double[][] points, double[] y, double[] variances, KernelParameters parameters) {
        Inputs inputs = Inputs.of(kinds, points);
        var kernel = new Kernel(parameters);
        int n = points.length;
        var work = new Kernel.Work(n);
        double jitter = 0;
        for (int attempt = 0; attempt <= MOST_JITTERS; attempt++) {
            var upper = new double[n][n];
            for (int j = 0; j < n; j++) {
                kernel.covariances(inputs, inputs, j, j + 1, n, upper[j], work);
                upper[j][j] = kernel.variance() + parameters.noise() + jitter + variances[j];
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
     * The process after also seeing its own mean at some points: the mean is unchanged, the variance shrinks (kriging
     * believer, Ginsbourger et al. 2010). For points whose results are pending. All at once is faster than one by one and
     * gives the same bits.
     */
    public GaussianProcess believing(double[]... points) {
        Inputs wider = inputs.with(points);
        Inputs added = Inputs.of(kinds, points);
        int n = inputs.count();
        var work = new Kernel.Work(wider.count());
        var across = new double[points.length][];
        for (int j = 0; j < points.length; j++) {
            across[j] = new double[n + j];
            kernel.covariances(wider, added, j, 0, n + j, across[j], work);
        }
        factor.forward(across);
        Cholesky grown = factor;
        for (double[] row : across) {
            grown.forwardFrom(n, row);
            double remainder = kernel.variance() + noise - Cholesky.dot(row, row, row.length);
            grown = grown.with(row, Math.max(remainder, noise));
        }
        return new GaussianProcess(kinds, wider, kernel, noise, grown, alpha);
    }

    private double[] covariances(Inputs point) {
        int n = inputs.count();
        var k = new double[n];
        kernel.covariances(inputs, point, 0, 0, n, k, new Kernel.Work(n));
        return k;
    }

    private double meanOf(double[] covariances) {
        return Cholesky.dot(covariances, alpha, alpha.length);
    }

    private double deviation(double[] whitened) {
        return deviation(Cholesky.dot(whitened, whitened, whitened.length));
    }

    private double deviation(double explained) {
        return Math.sqrt(Math.max(kernel.variance() - explained, LEAST_VARIANCE));
    }

    /** The posterior mean alone, which takes no solve. */
    public double mean(double[] point) {
        return meanOf(covariances(Inputs.of(kinds, new double[][] {point})));
    }

    /** The means of many points. */
    public double[] means(double[][] points) {
        Inputs candidates = Inputs.of(kinds, points);
        int m = points.length;
        var work = new Kernel.Work(m);
        var k = new double[m];
        var means = new double[m];
        for (int j = 0; j < alpha.length; j++) {
            kernel.covariances(candidates, inputs, j, 0, m, k, work);
            for (int i = 0; i < m; i++) {
                means[i] += alpha[j] * k[i];
            }
        }
        return means;
    }

    public Posterior at(double[] point) {
        return at(new double[][] {point})[0];
    }

    /** Many points at once; an order of magnitude faster than one by one. */
    public Posterior[] at(double[][] points) {
        var posteriors = new Posterior[points.length];
        if (points.length < LEAST_COLUMNS) {
            byRows(points, posteriors);
        }
        for (int start = 0; points.length >= LEAST_COLUMNS && start < points.length; start += MOST_COLUMNS) {
            int end = Math.min(start + MOST_COLUMNS, points.length);
            byColumns(Arrays.copyOfRange(points, start, end), posteriors, start);
        }
        return posteriors;
    }

    /** Few points: each is a row as long as there are observations. */
    private void byRows(double[][] points, Posterior[] posteriors) {
        var rows = new double[points.length][];
        var means = new double[points.length];
        for (int i = 0; i < points.length; i++) {
            rows[i] = covariances(Inputs.of(kinds, new double[][] {points[i]}));
            means[i] = meanOf(rows[i]);
        }
        factor.forward(rows);
        for (int i = 0; i < points.length; i++) {
            posteriors[i] = new Posterior(means[i], deviation(rows[i]));
        }
    }

    /** Many points: each observation is a row as long as there are points. */
    private void byColumns(double[][] points, Posterior[] posteriors, int start) {
        Inputs candidates = Inputs.of(kinds, points);
        int m = points.length;
        int n = inputs.count();
        var work = new Kernel.Work(m);
        var v = new double[n][m];
        for (int j = 0; j < n; j++) {
            kernel.covariances(candidates, inputs, j, 0, m, v[j], work);
        }
        var means = new double[m];
        for (int j = 0; j < alpha.length; j++) {
            for (int i = 0; i < m; i++) {
                means[i] += alpha[j] * v[j][i];
            }
        }
        factor.forwardColumns(v);
        var explained = new double[m];
        for (double[] row : v) {
            for (int i = 0; i < m; i++) {
                explained[i] += row[i] * row[i];
            }
        }
        for (int i = 0; i < m; i++) {
            posteriors[start + i] = new Posterior(means[i], deviation(explained[i]));
        }
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
        double mean = meanOf(k);
        factor.forward(k);
        double deviation = deviation(k);
        factor.backward(k);
        double[][] slopes = kernel.slopes(inputs, x);
        for (int i = 0; i < slopes.length; i++) {
            byMean[i] = Cholesky.dot(slopes[i], alpha, alpha.length);
            byDeviation[i] = -Cholesky.dot(slopes[i], k, k.length) / deviation;
        }
        return new Posterior(mean, deviation);
    }
}
