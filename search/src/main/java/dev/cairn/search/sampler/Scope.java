package dev.cairn.search.sampler;

import java.util.Map;

/**
 * Where an acquisition search may go: limits of each latent coordinate, equal where it is held.
 *
 * <pre>
 * low, high   d
 * </pre>
 */
final class Scope {
    private final Encoding encoding;
    private final double[] low;
    private final double[] high;

    private Scope(Encoding encoding, double[] low, double[] high) {
        this.encoding = encoding;
        this.low = low;
        this.high = high;
    }

    /** Everywhere but for what the problem fixes. */
    static Scope whole(Encoding encoding) {
        int d = encoding.dimensions();
        var low = new double[d];
        var high = new double[d];
        for (int i = 0; i < d; i++) {
            high[i] = encoding.isCategorical(i) ? encoding.choices(i) - 1 : 1;
        }
        return new Scope(encoding, encoding.fix(low), encoding.fix(high));
    }

    /** Near a place: numbers within {@code reach}, values searched one by one as they are there. */
    Scope near(double[] centre, double reach) {
        double[] from = low.clone();
        double[] to = high.clone();
        for (int i = 0; i < from.length; i++) {
            double distance = encoding.choices(i) > 0 ? 0 : reach;
            from[i] = Math.max(low[i], Math.min(high[i], centre[i] - distance));
            to[i] = Math.max(low[i], Math.min(high[i], centre[i] + distance));
        }
        return new Scope(encoding, from, to);
    }

    /** With some coordinates held; what the problem fixes stays. */
    Scope holding(Map<Integer, Double> held) {
        double[] from = low.clone();
        double[] to = high.clone();
        held.forEach((i, value) -> {
            from[i] = value;
            to[i] = value;
        });
        return new Scope(encoding, encoding.fix(from), encoding.fix(to));
    }

    double low(int i) {
        return low[i];
    }

    double high(int i) {
        return high[i];
    }

    boolean isHeld(int i) {
        return low[i] == high[i];
    }

    /** The latent coordinates at a place in [0, 1]^d. */
    double[] at(double[] units) {
        var latent = new double[units.length];
        for (int i = 0; i < units.length; i++) {
            boolean isContinuum = encoding.choices(i) == 0;
            latent[i] = isContinuum ? low[i] + units[i] * (high[i] - low[i]) : encoding.latentAt(i, units[i]);
        }
        return confine(latent);
    }

    /** Moves a place to the nearest within the limits; changes and returns it. */
    double[] confine(double[] latent) {
        for (int i = 0; i < latent.length; i++) {
            latent[i] = Math.max(low[i], Math.min(high[i], latent[i]));
        }
        return latent;
    }
}
