package dev.cairn.search.gp;

/**
 * From losses (smaller is better) to standardised scores (larger is better) and back; strictly monotone.
 *
 * <pre>
 * f        loss
 * T(f)     f, or log(1 + (f - floor) / knee), which shortens a long upper tail
 * score    (centre - T(f)) / spread
 * </pre>
 *
 * @param knee above 0; infinite for the identity
 * @param floor the smallest loss; a loss below it by the knee or more has no logarithm and counts as just above that
 * @param centre mean of T(f)
 * @param spread standard deviation of T(f), 1 where it would be 0
 */
public record OutputWarp(double knee, double floor, double centre, double spread) {
    private static final double LEAST_ARGUMENT = 1e-12;

    /** Standardises only. */
    public static OutputWarp identity(double[] losses) {
        return fitted(Double.POSITIVE_INFINITY, losses);
    }

    /** Takes the logarithm above a knee, counted from the smallest of these losses, then standardises. */
    public static OutputWarp logarithmic(double knee, double[] losses) {
        return fitted(knee, losses);
    }

    private static OutputWarp fitted(double knee, double[] losses) {
        double floor = Double.POSITIVE_INFINITY;
        for (double loss : losses) {
            floor = Math.min(floor, loss);
        }
        var plain = new OutputWarp(knee, floor, 0, 1);
        var transformed = new double[losses.length];
        for (int i = 0; i < losses.length; i++) {
            transformed[i] = plain.transform(losses[i]);
        }
        double centre = mean(transformed);
        return new OutputWarp(knee, floor, centre, spread(transformed, centre));
    }

    public boolean isIdentity() {
        return Double.isInfinite(knee);
    }

    private double transform(double loss) {
        return isIdentity() ? loss : StrictMath.log(Math.max(LEAST_ARGUMENT, 1 + (loss - floor) / knee));
    }

    public double score(double loss) {
        return (centre - transform(loss)) / spread;
    }

    public double[] scores(double[] losses) {
        var scores = new double[losses.length];
        for (int i = 0; i < losses.length; i++) {
            scores[i] = score(losses[i]);
        }
        return scores;
    }

    /**
     * d score / d loss, negative: what turns the deviation of a small error of the loss into that of the score. 0 below all
     * losses that have a logarithm.
     */
    public double slope(double loss) {
        if (isIdentity()) {
            return -1 / spread;
        }
        double argument = 1 + (loss - floor) / knee;
        return argument > LEAST_ARGUMENT ? -1 / (spread * knee * argument) : 0;
    }

    /**
     * Known variances of losses as variances of their scores, to first order.
     *
     * @param losses shape n: where to take the slope, from the floor on; expected losses rather than noisy observations of
     *     them, since the lower one the steeper the slope
     * @param variances shape n, in squared units of loss
     */
    public double[] scoreVariances(double[] losses, double[] variances) {
        var scaled = new double[losses.length];
        for (int i = 0; i < scaled.length; i++) {
            double slope = slope(Math.max(losses[i], floor));
            scaled[i] = slope * slope * variances[i];
        }
        return scaled;
    }

    /** The loss with this score; infinite if it is too large for a double. */
    public double loss(double score) {
        double transformed = centre - spread * score;
        return isIdentity() ? transformed : floor + knee * StrictMath.expm1(transformed);
    }

    /** The same scores, moved and scaled so that these have mean 0 and deviation 1. */
    public OutputWarp standardising(double[] scores) {
        double mean = mean(scores);
        return new OutputWarp(knee, floor, centre - spread * mean, spread * spread(scores, mean));
    }

    /** sum log |d score / d loss|: what makes likelihoods of differently warped losses comparable (Snelson et al. 2004). */
    public double logJacobian(double[] losses) {
        double sum = -losses.length * StrictMath.log(spread);
        if (!isIdentity()) {
            for (double loss : losses) {
                sum -= StrictMath.log(knee + (loss - floor));
            }
        }
        return sum;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double spread(double[] values, double mean) {
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        double spread = Math.sqrt(sum / values.length);
        // All equal but for rounding: nothing to scale.
        return spread > 1e-14 * Math.max(Math.abs(mean), Double.MIN_NORMAL * 1e20) ? spread : 1;
    }
}
