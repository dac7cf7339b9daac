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
 * -100 < z <= -1 c + log(1 - sqrt(pi/2) |z| erfcx(|z| / sqrt 2))
 * z <= -100      c - 2 log |z| + log(1 - 3/z^2 + 15/z^4 - 105/z^6)     (the bracket above would cancel)
 * </pre>
 */
public record LogExpectedImprovement(GaussianProcess process, double best) {
    private static final double HALF_LOG_2PI = 0.9189385332046727;
    private static final double SQRT_HALF = 0.7071067811865476;
    private static final double SQRT_HALF_PI = 1.2533141373155003;
    private static final double FAR = -100;

    /**
     * Chebyshev coefficients in t = (x - 3.75) / (x + 3.75) of (1 + 2x) erfcx(x) for x >= 0, the map of Shepherd and
     * Laframboise 1981; computed with mpmath at 40 digits by {@code src/test/oracles/reference.py}. Truncation below 1e-19.
     */
    private static final double[] ERFCX = {
        2.3551578691348035082 / 2,
        -0.0045900545806464773309,
        -0.084249133366517915584,
        0.059209939998191890498,
        -0.026658668435305752277,
        0.0090749976707052650939,
        -0.0024131635404176081909,
        0.00049077583652580863229,
        -0.000069169733025012063671,
        4.1390279860730101675e-6,
        7.7403830661984906686e-7,
        -2.1886401049234395661e-7,
        1.0764999465670910377e-8,
        4.5219598112182868979e-9,
        -7.7544002088313511065e-10,
        -6.3180883408866844944e-11,
        2.8687950109306698981e-11,
        1.945586854577734723e-13,
        -9.6546967484334389058e-13,
        3.2525481481487398416e-14,
        3.3478119482868053878e-14,
        -1.8645628804193131014e-15,
        -1.2507950530688647084e-15,
        7.4182352566240434798e-17,
        5.0681489047961113334e-17,
        -2.2370566594359994335e-18,
        -2.187342944303017503e-18,
        2.6766327399258921785e-20
    };

    /** At one point, with the gradient by its coordinates. */
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

    /** At many points. */
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
            return StrictMath.log(density(z) + z * distribution(z));
        }
        double c = -z * z / 2 - HALF_LOG_2PI;
        if (z > FAR) {
            return c + StrictMath.log(1 - SQRT_HALF_PI * -z * erfcx(-z * SQRT_HALF));
        }
        return c - 2 * StrictMath.log(-z) + StrictMath.log1p(farImprovement(1 / (z * z)));
    }

    /** d log h / dz = Phi / h. */
    static double slope(double z) {
        if (z > -1) {
            double below = distribution(z);
            return below / (density(z) + z * below);
        }
        if (z > FAR) {
            // Phi = phi sqrt(pi/2) erfcx and h = phi (1 - ...): phi cancels.
            double scaled = SQRT_HALF_PI * erfcx(-z * SQRT_HALF);
            return scaled / (1 + z * scaled);
        }
        double w = 1 / (z * z);
        return -z * (1 - w * (1 - w * (3 - 15 * w))) / (1 + farImprovement(w));
    }

    /** z^2 h / phi - 1 for large |z|, with w = 1 / z^2: twice integrating the asymptotic series of the normal tail. */
    private static double farImprovement(double w) {
        return -w * (3 - w * (15 - 105 * w));
    }

    private static double density(double z) {
        return StrictMath.exp(-z * z / 2 - HALF_LOG_2PI);
    }

    private static double distribution(double z) {
        double tail = 0.5 * StrictMath.exp(-z * z / 2) * erfcx(Math.abs(z) * SQRT_HALF);
        return z > 0 ? 1 - tail : tail;
    }

    /** exp(x^2) erfc(x) for x >= 0, by Clenshaw's recurrence. */
    static double erfcx(double x) {
        double t = 2 * ((x - 3.75) / (x + 3.75));
        double b = 0;
        double c = 0;
        for (int i = ERFCX.length - 1; i > 0; i--) {
            double next = t * b - c + ERFCX[i];
            c = b;
            b = next;
        }
        return (t / 2 * b - c + ERFCX[0]) / (1 + 2 * x);
    }
}
