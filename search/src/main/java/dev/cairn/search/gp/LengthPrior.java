package dev.cairn.search.gp;

/** What is believed about the length of each dimension before any observation. */
public enum LengthPrior {
    /** Log density -(0.1 l^2 + 0.1 / l^2): neither far below 0.3 nor far above 3, whatever the number of dimensions. */
    CAUTIOUS {
        @Override
        double loss(double length, int d) {
            double square = length * length;
            return 0.1 * square + 0.1 / square;
        }

        @Override
        double slope(double length, int d) {
            double square = length * length;
            return 0.2 * square - 0.2 / square;
        }
    },
    /**
     * Log-normal, the logarithm with mean sqrt 2 + log(d)/2 and variance 3: more dimensions, longer lengths, so that points of
     * many dimensions do not all lie far apart (Hvarfner et al. 2024, "Vanilla Bayesian optimization performs great in high
     * dimensions", eq. 7).
     */
    DIMENSION_SCALED {
        @Override
        double loss(double length, int d) {
            double logarithm = StrictMath.log(length);
            double off = logarithm - centre(d);
            return off * off / 6 + logarithm;
        }

        @Override
        double slope(double length, int d) {
            return (StrictMath.log(length) - centre(d)) / 3 + 1;
        }
    };

    /** Negative log density of one length of {@code d}, up to a constant. */
    abstract double loss(double length, int d);

    /** Derivative of {@link #loss} by the length's logarithm. */
    abstract double slope(double length, int d);

    private static double centre(int d) {
        return Math.sqrt(2) + StrictMath.log(d) / 2;
    }
}
