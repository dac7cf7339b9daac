package dev.cairn.search.gp;

/**
 * The logarithm of the expected improvement over {@code best}, finite and with a useful gradient however small it is.
 *
 * <pre>
 * z       (mean - best) / sd
 * h(z)    phi(z) + z Phi(z)
 * log EI  log h(z) + log sd
 * </pre>
 *
 * After Ament et al. 2023, "Unexpected improvements to expected improvement", eq. 9. With c = -z^2/2 - log(2 pi)/2:
 *
 * <pre>
 * z > -1         directly
 * -100 < z <= -1 c + log(1 - sqrt(pi/2) |z| Normal.erfcx(|z| / sqrt 2))
 * z <= -100      c - 2 log |z| + log(1 - 3/z^2 + 15/z^4 - 105/z^6)     (the bracket above would cancel)
 * </pre>
 */
public record LogExpectedImprovement(GaussianProcess process, double best) implements Acquisition {
    private static final double SQRT_HALF_PI = 1.2533141373155003;
    private static final double FAR = -100;

    @Override
    public double at(double[] point, double[] gradient) {
        var bySpread = new double[gradient.length];
        GaussianProcess.Posterior posterior = process.at(point, gradient, bySpread);
        double sd = posterior.deviation();
        double z = (posterior.mean() - best) / sd;
        double slope = slope(z) / sd;
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = slope * gradient[i] + (1 / sd - slope * z) * bySpread[i];
        }
        return logH(z) + StrictMath.log(sd);
    }

    @Override
    public double[] at(double[][] points) {
        GaussianProcess.Posterior[] posteriors = process.at(points);
        var values = new double[points.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = of(posteriors[i], best);
        }
        return values;
    }

    /** log EI of a posterior. */
    public static double of(GaussianProcess.Posterior posterior, double best) {
        double sd = posterior.deviation();
        return logH((posterior.mean() - best) / sd) + StrictMath.log(sd);
    }

    static double logH(double z) {
        if (z > -1) {
            return StrictMath.log(Normal.density(z) + z * Normal.distribution(z));
        }
        double c = -z * z / 2 - Normal.HALF_LOG_2PI;
        if (z > FAR) {
            return c + StrictMath.log(1 - SQRT_HALF_PI * -z * Normal.erfcx(-z * Normal.SQRT_HALF));
        }
        return c - 2 * StrictMath.log(-z) + StrictMath.log1p(farImprovement(1 / (z * z)));
    }

    /** d log h / dz = Phi / h. */
    static double slope(double z) {
        if (z > -1) {
            double below = Normal.distribution(z);
            return below / (Normal.density(z) + z * below);
        }
        if (z > FAR) {
            // Phi = phi sqrt(pi/2) erfcx and h = phi (1 - ...): phi cancels.
            double scaled = SQRT_HALF_PI * Normal.erfcx(-z * Normal.SQRT_HALF);
            return scaled / (1 + z * scaled);
        }
        double w = 1 / (z * z);
        return -z * (1 - w * (1 - w * (3 - 15 * w))) / (1 + farImprovement(w));
    }

    /** z^2 h / phi - 1 for large |z|, with w = 1 / z^2: twice integrating the asymptotic series of the normal tail. */
    private static double farImprovement(double w) {
        return -w * (3 - w * (15 - 105 * w));
    }
}
