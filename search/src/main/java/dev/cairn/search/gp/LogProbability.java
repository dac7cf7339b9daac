package dev.cairn.search.gp;

/**
 * The logarithm of the probability that the function is at least {@code threshold}: log Phi((mean - threshold) / sd). Added to
 * log EI it is the constrained expected improvement of Gardner et al. 2014, "Bayesian optimization with inequality
 * constraints", eq. 5.
 */
public record LogProbability(GaussianProcess process, double threshold) implements Acquisition {
    @Override
    public double[] at(double[][] points) {
        GaussianProcess.Posterior[] posteriors = process.at(points);
        var values = new double[points.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = of(posteriors[i], threshold);
        }
        return values;
    }

    @Override
    public double at(double[] point, double[] gradient) {
        var bySpread = new double[gradient.length];
        GaussianProcess.Posterior posterior = process.at(point, gradient, bySpread);
        double sd = posterior.deviation();
        double z = (posterior.mean() - threshold) / sd;
        double slope = Normal.logDistributionSlope(z) / sd;
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = slope * (gradient[i] - z * bySpread[i]);
        }
        return Normal.logDistribution(z);
    }

    /** log P of one posterior. */
    public static double of(GaussianProcess.Posterior posterior, double threshold) {
        return Normal.logDistribution((posterior.mean() - threshold) / posterior.deviation());
    }
}
