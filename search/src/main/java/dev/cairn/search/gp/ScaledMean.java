package dev.cairn.search.gp;

/**
 * A multiple of the posterior mean. With a model of the logarithm of a cost, subtracting alpha times its mean from log EI gives
 * the expected improvement per cost^alpha (Lee et al. 2020, "Cost-aware Bayesian optimization", eq. 4).
 */
public record ScaledMean(GaussianProcess process, double factor) implements Acquisition {
    @Override
    public double[] at(double[][] points) {
        GaussianProcess.Posterior[] posteriors = process.at(points);
        var values = new double[points.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = factor * posteriors[i].mean();
        }
        return values;
    }

    @Override
    public double at(double[] point, double[] gradient) {
        double mean = process.at(point, gradient, new double[gradient.length]).mean();
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= factor;
        }
        return factor * mean;
    }
}
