package dev.cairn.search.sampler;

import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where an acquisition search may go: limits of each latent coordinate, equal where it is held, and how many of the values that
 * are searched one by one may differ from those of a centre.
 *
 * <pre>
 * low, high, centre   d
 * </pre>
 */
final class Scope {
    private final Encoding encoding;
    private final double[] low;
    private final double[] high;
    private final double @Nullable [] centre;
    private final int mostChanges;

    private Scope(Encoding encoding, double[] low, double[] high, double @Nullable [] centre, int mostChanges) {
        this.encoding = encoding;
        this.low = low;
        this.high = high;
        this.centre = centre;
        this.mostChanges = mostChanges;
    }

    /** Everywhere but for what the problem fixes. */
    static Scope whole(Encoding encoding) {
        int d = encoding.dimensions();
        var low = new double[d];
        var high = new double[d];
        for (int i = 0; i < d; i++) {
            high[i] = encoding.isCategorical(i) ? encoding.choices(i) - 1 : 1;
        }
        return new Scope(encoding, encoding.fix(low), encoding.fix(high), null, d);
    }

    /** Near a place: numbers within {@code reach} of it, and at most so many other values. */
    Scope near(double[] place, double reach, int changes) {
        double[] from = low.clone();
        double[] to = high.clone();
        for (int i = 0; i < from.length; i++) {
            if (encoding.choices(i) == 0) {
                from[i] = Math.max(low[i], Math.min(high[i], place[i] - reach));
                to[i] = Math.max(low[i], Math.min(high[i], place[i] + reach));
            }
        }
        return new Scope(encoding, from, to, place, changes);
    }

    /** With some coordinates held, which counts as no change; what the problem fixes stays. */
    Scope holding(Map<Integer, Double> held) {
        double[] from = low.clone();
        double[] to = high.clone();
        held.forEach((i, value) -> {
            from[i] = value;
            to[i] = value;
        });
        return new Scope(encoding, encoding.fix(from), encoding.fix(to), centre, mostChanges);
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

    /** Whether coordinate {@code i}, one of those searched value by value, may be another than it is. */
    boolean mayChange(double[] latent, int i) {
        return !isHeld(i) && IntStream.of(changes(latent)).filter(j -> j != i).count() < mostChanges;
    }

    private int[] changes(double[] latent) {
        if (centre == null) {
            return new int[0];
        }
        return IntStream.range(0, latent.length)
                .filter(i -> encoding.choices(i) > 0 && !isHeld(i))
                .filter(i -> encoding.choiceAt(i, latent[i]) != encoding.choiceAt(i, centre[i]))
                .toArray();
    }

    /** The latent coordinates at a place in [0, 1]^d. */
    double[] at(double[] units, RandomSource random) {
        var latent = new double[units.length];
        for (int i = 0; i < units.length; i++) {
            boolean isContinuum = encoding.choices(i) == 0;
            latent[i] = isContinuum ? low[i] + units[i] * (high[i] - low[i]) : encoding.latentAt(i, units[i]);
        }
        return confine(latent, random);
    }

    /** Moves a place inside, taking back changes by chance; changes and returns it. */
    double[] confine(double[] latent, RandomSource random) {
        limit(latent);
        int[] changes = changes(latent);
        for (int left = changes.length; left > mostChanges; left--) {
            int taken = random.nextBelow(left);
            latent[changes[taken]] = Objects.requireNonNull(centre)[changes[taken]];
            changes[taken] = changes[left - 1];
        }
        return latent;
    }

    /** Moves each coordinate between its limits; changes and returns it. */
    double[] limit(double[] latent) {
        for (int i = 0; i < latent.length; i++) {
            latent[i] = Math.max(low[i], Math.min(high[i], latent[i]));
        }
        return latent;
    }
}
