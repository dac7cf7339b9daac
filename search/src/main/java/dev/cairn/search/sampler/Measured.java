package dev.cairn.search.sampler;

import dev.cairn.search.gp.OutputWarp;
import dev.cairn.search.gp.WarpSelection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * One metric's column, scaled by a power of two so that no loss nor its known deviation exceeds 2, and which rows a model of it sees. Rows are named by
 * their place in the history.
 */
final class Measured {
    private static final double CLOSE = 0.05;

    /**
     * Of an imputed score. A failure may have been bad luck: taken as exact, a single one kept the search a tenth of the range away
     * from an optimum beside it; with 0.1 borders of failing regions were tried nearly twice as often, with 0.01 no more often.
     */
    private static final double FAILURE_VARIANCE = 0.01;

    private final Rows rows;
    private final int exponent;
    private final double[] losses;
    private final double[] variances;
    /** Rows with a loss. */
    private final int[] known;

    private final int[] seen;

    private Measured(Rows rows, int exponent, double[] losses, double[] variances, int[] known, int[] seen) {
        this.rows = rows;
        this.exponent = exponent;
        this.losses = losses;
        this.variances = variances;
        this.known = known;
        this.seen = seen;
    }

    /** Empty if nothing was measured. */
    static Optional<Measured> of(Metric metric, Rows rows, Rows.Column column) {
        int[] known = IntStream.range(0, rows.size()).filter(column::isKnown).toArray();
        if (known.length == 0) {
            return Optional.empty();
        }
        int[] seen = metric.imputesFailures()
                ? IntStream.range(0, rows.size())
                        .filter(i -> column.isKnown(i) || rows.isFailure(i))
                        .toArray()
                : known;
        double largest = Arrays.stream(known)
                .mapToDouble(i -> Math.max(Math.abs(column.losses()[i]), Math.sqrt(column.variances()[i])))
                .max()
                .orElseThrow();
        int exponent = largest == 0 ? 0 : Math.getExponent(Math.max(largest, Double.MIN_NORMAL));
        double[] losses = column.losses().clone();
        double[] variances = column.variances().clone();
        for (int i : known) {
            losses[i] = Math.scalb(losses[i], -exponent);
            variances[i] = Math.scalb(Math.scalb(variances[i], -exponent), -exponent);
        }
        return Optional.of(new Measured(rows, exponent, losses, variances, known, seen));
    }

    /** Of the power of two that losses were divided by. */
    int exponent() {
        return exponent;
    }

    /** Rows that a model sees: those with a loss, and failures where they are imputed. */
    int[] rows() {
        return seen;
    }

    double[] losses(int[] chosen) {
        return at(losses, chosen);
    }

    double[] variances(int[] chosen) {
        return at(variances, chosen);
    }

    private static double[] at(double[] values, int[] chosen) {
        return Arrays.stream(chosen).mapToDouble(i -> values[i]).toArray();
    }

    /** The selected warp, standardising everything that the model sees. */
    OutputWarp warp(WarpSelection selection) {
        OutputWarp raw = selection.warp(losses(known));
        return raw.standardising(at(scores(raw), seen));
    }

    /** Shape n; the worst for failures, NaN where the model sees nothing. */
    double[] scores(OutputWarp warp) {
        var scores = new double[rows.size()];
        Arrays.fill(scores, Double.NaN);
        double worst = Double.POSITIVE_INFINITY;
        for (int i : known) {
            scores[i] = warp.score(losses[i]);
            worst = Math.min(worst, scores[i]);
        }
        for (int i : seen) {
            scores[i] = Double.isNaN(scores[i]) ? worst : scores[i];
        }
        return scores;
    }

    /** Known variances of the chosen rows' scores, and {@link #FAILURE_VARIANCE}. */
    double[] scoreVariances(OutputWarp warp, int[] chosen) {
        double[] of = losses(chosen);
        double[] scaled = warp.scoreVariances(of, variances(chosen));
        for (int k = 0; k < of.length; k++) {
            scaled[k] = Double.isNaN(of[k]) ? FAILURE_VARIANCE : scaled[k];
        }
        return scaled;
    }

    /**
     * Rows with a loss, less those close to an earlier one in every coordinate. A search that has settled adds ever more points
     * to one place, and what they have in common says nothing about the function's shape elsewhere.
     */
    int[] apart(int most) {
        var kept = new ArrayList<Integer>();
        for (int i : sample(known, most)) {
            if (kept.stream().noneMatch(k -> Encoding.areWithin(CLOSE, rows.encoded(i), rows.encoded(k)))) {
                kept.add(i);
            }
        }
        return kept.stream().mapToInt(i -> i).toArray();
    }

    /** At most so many of some rows, picked by a hash of the trial's number; in the order of the history. */
    int[] sample(int[] of, int most) {
        return of.length <= most ? of : chosen(of, new int[0], most);
    }

    /** A quarter the best, the rest by hash. */
    int[] bestAndSample(double[] scores, int most) {
        return chosen(seen, least(seen, i -> ordered(-scores[i]), most / 4), most);
    }

    /** Half the nearest by some distance (shape n), the rest by hash. */
    int[] nearAndSample(double[] distances, int most) {
        return chosen(seen, least(seen, i -> ordered(distances[i]), most / 2), most);
    }

    /** Half failures, the rest by hash. */
    int[] failuresAndSample(int most) {
        int[] failures = IntStream.of(seen).filter(rows::isFailure).toArray();
        return chosen(seen, least(failures, i -> RandomSource.mix(rows.number(i)), most / 2), most);
    }

    /** Of the rows that the model sees, the first with the best score. */
    int best(double[] scores) {
        return least(seen, i -> ordered(-scores[i]), 1)[0];
    }

    /** A whole number that compares as the given one does. */
    private static long ordered(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }

    /** So many of some rows: those with the least keys, of equal ones the first. In the order of the history. */
    private static int[] least(int[] of, IntToLongFunction key, int count) {
        long[] sorted = IntStream.of(of).mapToLong(key).sorted().toArray();
        if (count >= sorted.length) {
            return of;
        }
        if (count == 0) {
            return new int[0];
        }
        long bound = sorted[count - 1];
        long below = Arrays.stream(sorted).filter(k -> k < bound).count();
        var least = new int[count];
        int size = 0;
        long ties = count - below;
        for (int i : of) {
            long k = key.applyAsLong(i);
            if (k < bound || k == bound && ties-- > 0) {
                least[size++] = i;
            }
        }
        return least;
    }

    private int[] chosen(int[] of, int[] preferred, int most) {
        if (of.length <= most) {
            return of;
        }
        var isIn = new boolean[rows.size()];
        IntStream.of(preferred).forEach(i -> isIn[i] = true);
        int[] others = IntStream.of(of).filter(i -> !isIn[i]).toArray();
        IntStream.of(least(others, i -> RandomSource.mix(rows.number(i)), most - preferred.length))
                .forEach(i -> isIn[i] = true);
        return IntStream.of(of).filter(i -> isIn[i]).toArray();
    }
}
