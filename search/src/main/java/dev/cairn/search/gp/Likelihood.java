package dev.cairn.search.gp;

/**
 * The negative logarithm of likelihood times prior of the kernel's parameters, with its gradient by their logarithms.
 *
 * <pre>
 * y      n          standardised observations
 * D_i    n(n-1)/2   distances of the pairs (row, column below row) in dimension i
 * theta  d + 3      logarithms of lengths, signal, additive weight, noise
 * loss   1/2 y'K^-1 y + 1/2 log|K| + n/2 log 2 pi - log prior      Rasmussen and Williams 2006, eq. 5.8
 * dloss  1/2 tr((K^-1 - alpha alpha') dK), alpha = K^-1 y          eq. 5.9
 * </pre>
 *
 * Log priors, up to a constant: -(0.1 l^2 + 0.1 / l^2) for each length, Gamma(2, 1) for the signal, Gamma(1.1, rate 30) for
 * the noise, 0.3 log a - a for the additive weight. A matrix that cannot be factorised has an infinite loss. Not for several
 * threads: it reuses its arrays.
 */
final class Likelihood implements Lbfgs.Function {
    private static final double LOG_2PI = 1.8378770664093453;

    private final int n;
    private final int d;
    private final double[] y;
    private final double[][] distances;
    private final double[][] shares;
    private final double[] r2;
    private final double[] sum;
    private final double[] common;

    Likelihood(Inputs inputs, double[] y) {
        this.n = inputs.count();
        this.d = inputs.dimensions();
        this.y = y;
        int pairs = n * (n - 1) / 2;
        distances = new double[d][pairs];
        shares = new double[d][pairs];
        r2 = new double[pairs];
        sum = new double[pairs];
        common = new double[pairs];
        var row = new double[n];
        for (int i = 0; i < d; i++) {
            for (int j = 0, p = 0; j < n; p += j, j++) {
                inputs.distances(i, inputs, j, j, row);
                System.arraycopy(row, 0, distances[i], p, j);
            }
        }
    }

    @Override
    public double evaluate(double[] theta, double[] gradient) {
        KernelParameters parameters = KernelParameters.ofLogarithms(theta);
        double[] lengths = parameters.lengths();
        double signal = parameters.signal();
        double additive = parameters.additive();
        double noise = parameters.noise();
        double share = additive / d;

        Cholesky factor = Cholesky.of(covariance(lengths, signal, share, signal + additive + noise));
        if (factor == null) {
            return Double.POSITIVE_INFINITY;
        }
        double[] alpha = y.clone();
        factor.forward(alpha);
        double loss = 0.5 * Cholesky.dot(alpha, alpha, n) + 0.5 * factor.logDeterminant() + 0.5 * n * LOG_2PI;
        factor.backward(alpha);

        double[][] inverse = factor.inverse();
        double bySignal = 0;
        double byAdditive = 0;
        double trace = 0;
        for (int j = 0, p = 0; j < n; j++) {
            for (int k = 0; k < j; k++, p++) {
                double g = inverse[j][k] - alpha[j] * alpha[k];
                bySignal += g * common[p];
                byAdditive += g * sum[p];
                r2[p] = g * signal * Kernel.decay(r2[p]);
                common[p] = g * share;
            }
            trace += inverse[j][j] - alpha[j] * alpha[j];
        }
        for (int i = 0; i < d; i++) {
            double w = 1 / (lengths[i] * lengths[i]);
            gradient[i] = 2 * w * byLength(distances[i], shares[i]);
        }
        gradient[d] = signal * (bySignal + 0.5 * trace);
        gradient[d + 1] = share * byAdditive + 0.5 * additive * trace;
        gradient[d + 2] = 0.5 * noise * trace;
        return loss + prior(parameters, lengths, gradient);
    }

    /** The upper triangle of K; leaves r2, M (in {@code common}), the shares and their sums behind. */
    private double[][] covariance(double[] lengths, double signal, double share, double diagonal) {
        int pairs = r2.length;
        for (int p = 0; p < pairs; p++) {
            r2[p] = 0;
            sum[p] = 0;
        }
        for (int i = 0; i < d; i++) {
            double w = 1 / (lengths[i] * lengths[i]);
            double[] distance = distances[i];
            double[] v = shares[i];
            for (int p = 0; p < pairs; p++) {
                double u = w * distance[p];
                v[p] = 1 / (1 + u);
                r2[p] += u;
                sum[p] += v[p];
            }
        }
        var upper = new double[n][n];
        for (int j = 0, p = 0; j < n; j++) {
            for (int k = 0; k < j; k++, p++) {
                common[p] = Kernel.matern(r2[p]);
                upper[k][j] = signal * common[p] + share * sum[p];
            }
            upper[j][j] = diagonal;
        }
        return upper;
    }

    /** Sum over pairs of D (G s decay + G (a/d) v^2), in four interleaved parts. */
    private double byLength(double[] distance, double[] v) {
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        int p = 0;
        for (; p + 3 < distance.length; p += 4) {
            a += distance[p] * (r2[p] + common[p] * v[p] * v[p]);
            b += distance[p + 1] * (r2[p + 1] + common[p + 1] * v[p + 1] * v[p + 1]);
            c += distance[p + 2] * (r2[p + 2] + common[p + 2] * v[p + 2] * v[p + 2]);
            e += distance[p + 3] * (r2[p + 3] + common[p + 3] * v[p + 3] * v[p + 3]);
        }
        for (; p < distance.length; p++) {
            a += distance[p] * (r2[p] + common[p] * v[p] * v[p]);
        }
        return (a + b) + (c + e);
    }

    /** Adds the prior's gradient and returns its loss. */
    private static double prior(KernelParameters parameters, double[] lengths, double[] gradient) {
        int d = lengths.length;
        double loss = 0;
        for (int i = 0; i < d; i++) {
            double square = lengths[i] * lengths[i];
            loss += 0.1 * square + 0.1 / square;
            gradient[i] += 0.2 * square - 0.2 / square;
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

    /** The most probable parameters from a start, and their loss. */
    static Fit fit(Inputs inputs, double[] y, KernelParameters start, int iterations) {
        int d = inputs.dimensions();
        Lbfgs.Minimum minimum = Lbfgs.minimise(
                new Likelihood(inputs, y),
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
