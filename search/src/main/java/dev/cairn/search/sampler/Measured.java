package dev.cairn.search.sampler;

import dev.cairn.search.gp.OutputWarp;
import dev.cairn.search.gp.WarpSelection;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One metric's column, scaled by a power of two so that no loss exceeds 2, and which rows a model of it sees. Rows are named by
 * their place in the history.
 */
final class Measured {
    /**
     * Of an imputed score. A failure may have been bad luck: taken as exact, a single one kept the search a tenth of the range away
     * from an optimum beside it; with 0.1 borders of failing regions were tried nearly twice as often, with 0.01 no more often.
     */
    private static final double FAILURE_VARIANCE = 0.01;

    private final Rows rows;
    private final int exponent;
    private final double[] losses;
    private final double[] variances;
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
                .mapToDouble(i -> Math.abs(column.losses()[i]))
                .max()
                .orElseThrow();
        int exponent = Math.getExponent(Math.max(largest, Double.MIN_NORMAL));
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

    /** Rows with a loss. */
    int[] known() {
        return known;
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

    /** At most so many of some rows, picked by a hash of the trial's number; in the order of the history. */
    int[] sample(int[] of, int most) {
        return of.length <= most ? of : chosen(of, new int[0], 0, most);
    }

    /** A quarter the best, the rest by hash. */
    int[] bestAndSample(double[] scores, int most) {
        return chosen(seen, ranked(scores), most / 4, most);
    }

    /** Half the nearest by some distance (shape n), the rest by hash. */
    int[] nearAndSample(double[] distances, int most) {
        int[] nearest = IntStream.of(seen)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> distances[i]))
                .mapToInt(i -> i)
                .toArray();
        return chosen(seen, nearest, most / 2, most);
    }

    /** Half failures, the rest by hash. */
    int[] failuresAndSample(int most) {
        return chosen(seen, IntStream.of(seen).filter(rows::isFailure).toArray(), most / 2, most);
    }

    /** Rows that the model sees, the best score first; equal scores in the order of the history. */
    int[] ranked(double[] scores) {
        return IntStream.of(seen)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .mapToInt(i -> i)
                .toArray();
    }

    private int[] chosen(int[] of, int[] preferred, int mostPreferred, int most) {
        if (of.length <= most) {
            return of;
        }
        var isIn = new boolean[rows.size()];
        int count = Math.min(preferred.length, mostPreferred);
        for (int i = 0; i < count; i++) {
            isIn[preferred[i]] = true;
        }
        IntStream.of(of)
                .filter(i -> !isIn[i])
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> RandomSource.mix(rows.number(i)))
                        .thenComparingLong(rows::number))
                .limit(most - count)
                .forEach(i -> isIn[i] = true);
        return IntStream.of(of).filter(i -> isIn[i]).toArray();
    }
}
