package dev.cairn.search.gp;

import java.util.Arrays;
import java.util.List;

/**
 * The logarithm of the expected improvement of several functions scalarised by weights: the augmented Chebyshev function of
 * Knowles 2006 ("ParEGO", eq. 2), here of scores, so that larger is better.
 *
 * <pre>
 * f_k   score of objective k, a sample: mean_k + sd_k z_k, with the same z at every point
 * g     min_k w_k (f_k - top_k) + 0.05 sum_k w_k (f_k - top_k)
 * value log of the mean over samples of  tau softplus((g - best) / tau)
 * </pre>
 *
 * The functions are modelled each by itself and taken as independent. Fixed samples make the value a smooth function of the
 * point; softplus in place of max(0, ·) keeps a slope where no sample improves (Ament et al. 2023, section 4.2).
 */
public final class LogChebyshevImprovement implements Acquisition {
    private static final double AUGMENTATION = 0.05;
    private static final double TAU = 1e-2;

    private final List<GaussianProcess> processes;
    private final Weights weights;
    private final double best;
    /** m x k, standard normal. */
    private final double[][] samples;

    /**
     * How objectives are weighed against one another.
     *
     * @param shares w, shape k, not negative
     * @param tops the best score of each objective, shape k
     */
    public record Weights(double[] shares, double[] tops) {
        /** g of one vector of scores. */
        public double scalar(double[] scores) {
            double least = Double.POSITIVE_INFINITY;
            double sum = 0;
            for (int k = 0; k < shares.length; k++) {
                double weighed = shares[k] * (scores[k] - tops[k]);
                least = Math.min(least, weighed);
                sum += weighed;
            }
            return least + AUGMENTATION * sum;
        }
    }

    /** @param best the best scalar so far */
    public LogChebyshevImprovement(List<GaussianProcess> processes, Weights weights, double best, double[][] samples) {
        this.processes = List.copyOf(processes);
        this.weights = weights;
        this.best = best;
        this.samples = samples;
    }

    @Override
    public double[] at(double[][] points) {
        var posteriors = new GaussianProcess.Posterior[processes.size()][];
        Arrays.setAll(posteriors, k -> processes.get(k).at(points));
        var values = new double[points.length];
        var here = new GaussianProcess.Posterior[processes.size()];
        for (int i = 0; i < values.length; i++) {
            for (int k = 0; k < here.length; k++) {
                here[k] = posteriors[k][i];
            }
            values[i] = value(here, new double[here.length], new double[here.length]);
        }
        return values;
    }

    @Override
    public double at(double[] point, double[] gradient) {
        int k = processes.size();
        var here = new GaussianProcess.Posterior[k];
        var byMean = new double[k][gradient.length];
        var bySpread = new double[k][gradient.length];
        for (int o = 0; o < k; o++) {
            here[o] = processes.get(o).at(point, byMean[o], bySpread[o]);
        }
        var onMean = new double[k];
        var onSpread = new double[k];
        double value = value(here, onMean, onSpread);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = 0;
            for (int o = 0; o < k; o++) {
                gradient[i] += onMean[o] * byMean[o][i] + onSpread[o] * bySpread[o][i];
            }
        }
        return value;
    }

    /** The value, and its derivatives by each mean and deviation. */
    private double value(GaussianProcess.Posterior[] here, double[] onMean, double[] onSpread) {
        int k = here.length;
        var logs = new double[samples.length];
        var scores = new double[k];
        double largest = Double.NEGATIVE_INFINITY;
        for (int s = 0; s < logs.length; s++) {
            scored(here, samples[s], scores);
            logs[s] = logSoftplus((weights.scalar(scores) - best) / TAU);
            largest = Math.max(largest, logs[s]);
        }
        double sum = 0;
        for (double log : logs) {
            sum += StrictMath.exp(log - largest);
        }
        for (int s = 0; s < logs.length; s++) {
            scored(here, samples[s], scores);
            double t = (weights.scalar(scores) - best) / TAU;
            double slope = StrictMath.exp(logs[s] - largest) / sum * logSoftplusSlope(t) / TAU;
            int least = least(scores);
            for (int o = 0; o < k; o++) {
                double share = weights.shares[o] * (AUGMENTATION + (o == least ? 1 : 0));
                onMean[o] += slope * share;
                onSpread[o] += slope * share * samples[s][o];
            }
        }
        return largest + StrictMath.log(sum / logs.length) + StrictMath.log(TAU);
    }

    private static void scored(GaussianProcess.Posterior[] here, double[] sample, double[] scores) {
        for (int o = 0; o < here.length; o++) {
            scores[o] = here[o].mean() + here[o].deviation() * sample[o];
        }
    }

    private int least(double[] scores) {
        int least = 0;
        double smallest = Double.POSITIVE_INFINITY;
        for (int o = 0; o < scores.length; o++) {
            double weighed = weights.shares[o] * (scores[o] - weights.tops[o]);
            if (weighed < smallest) {
                smallest = weighed;
                least = o;
            }
        }
        return least;
    }

    /** log(log(1 + e^t)); for very negative t it is t. */
    private static double logSoftplus(double t) {
        if (t < -30) {
            return t;
        }
        return StrictMath.log(t > 30 ? t : StrictMath.log1p(StrictMath.exp(t)));
    }

    private static double logSoftplusSlope(double t) {
        if (t < -30) {
            return 1;
        }
        double softplus = t > 30 ? t : StrictMath.log1p(StrictMath.exp(t));
        return 1 / (1 + StrictMath.exp(-t)) / softplus;
    }
}
