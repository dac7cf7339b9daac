package dev.cairn.search.gp;

/** The standard normal distribution with its tail: log Phi stays finite and has a useful slope however far out. */
public final class Normal {
    static final double HALF_LOG_2PI = 0.9189385332046727;
    static final double SQRT_HALF = 0.7071067811865476;
    private static final double SQRT_TWO_OVER_PI = 0.7978845608028654;

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

    private Normal() {}

    /** phi(z). */
    static double density(double z) {
        return StrictMath.exp(-z * z / 2 - HALF_LOG_2PI);
    }

    /** Phi(z). */
    public static double distribution(double z) {
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

    /** log Phi(z): left of -1 by erfcx, which does not underflow. */
    static double logDistribution(double z) {
        return z > -1 ? StrictMath.log(distribution(z)) : -z * z / 2 + StrictMath.log(0.5 * erfcx(-z * SQRT_HALF));
    }

    /** d log Phi / dz = phi / Phi. */
    static double logDistributionSlope(double z) {
        return z > -1 ? density(z) / distribution(z) : SQRT_TWO_OVER_PI / erfcx(-z * SQRT_HALF);
    }
}
