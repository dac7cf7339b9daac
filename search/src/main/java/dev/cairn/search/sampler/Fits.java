package dev.cairn.search.sampler;

import dev.cairn.search.gp.Dimension;
import dev.cairn.search.gp.KernelParameters;
import dev.cairn.search.gp.LengthPrior;
import dev.cairn.search.gp.OutputWarp;
import dev.cairn.search.gp.WarpSelection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fitted warps and kernel parameters, at fixed numbers of outcomes: every number up to 40, then each 5 % more. What is fitted
 * at such a number depends on the first outcomes, that many, and on nothing else, so every replica comes to the same bits.
 *
 * <p>A fit starts from cold and from the fit before it; at 10, 20, 40, 80 … from cold alone, so that a process that was just
 * started has at most twenty fits to make up. The memo only saves work.
 */
final class Fits {
    private static final int MOST_FOR_WARP = 128;
    private static final int MOST_FOR_FIT = 256;
    /** Below this the parameters change with every outcome. */
    private static final int FEW = 40;

    private static final double GROWTH = 1.05;
    private static final int FIRST_RESTART = 10;
    private static final int MOST_REMEMBERED = 4096;

    private static final Map<Key, Optional<WarpSelection>> MEMO = Collections.synchronizedMap(new Recent());

    private final Metric metric;
    private final LengthPrior prior;
    private final Rows rows;

    private record Key(
            List<Dimension> kinds, Rows.Digest digest, boolean imputes, boolean mayBeWarped, LengthPrior prior) {}

    /** The most recently used fits; each takes a few hundred bytes. */
    private static final class Recent extends LinkedHashMap<Key, Optional<WarpSelection>> {
        private static final long serialVersionUID = 1;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Optional<WarpSelection>> eldest) {
            return size() > MOST_REMEMBERED;
        }
    }

    private Fits(Metric metric, LengthPrior prior, Rows rows) {
        this.metric = metric;
        this.prior = prior;
        this.rows = rows;
    }

    /** What is known of a metric at the last fixed number of outcomes; empty if it was not measured by then. */
    static Optional<WarpSelection> latest(Metric metric, LengthPrior prior, Rows rows) {
        int number = 0;
        for (int next = 1; next <= rows.size(); next = after(next)) {
            number = next;
        }
        return number == 0 ? Optional.empty() : new Fits(metric, prior, rows).at(number);
    }

    /** As in a process that was just started. */
    static void forget() {
        MEMO.clear();
    }

    private static int after(int number) {
        return number < FEW ? number + 1 : (int) Math.ceil(GROWTH * number);
    }

    private static int before(int number) {
        int last = number - 1;
        for (int next = Math.min(last, FEW); next < number; next = after(next)) {
            last = next;
        }
        return last;
    }

    private static boolean isRestart(int number, int before) {
        int mark = FIRST_RESTART;
        while (mark < number) {
            mark *= 2;
        }
        return number <= FIRST_RESTART || mark == number || mark / 2 > before;
    }

    private Optional<WarpSelection> at(int number) {
        Rows prefix = rows.prefix(number);
        Rows.Column column = metric.of(prefix);
        var key = new Key(
                List.of(rows.kinds()), prefix.digest(column), metric.imputesFailures(), metric.mayBeWarped(), prior);
        Optional<WarpSelection> known = MEMO.get(key);
        if (known != null) {
            return known;
        }
        int before = before(number);
        var starts = new ArrayList<KernelParameters>();
        starts.add(KernelParameters.cold(rows.kinds().length));
        if (!isRestart(number, before)) {
            at(before).map(WarpSelection::parameters).ifPresent(starts::add);
        }
        Optional<WarpSelection> fit = Measured.of(metric, prefix, column)
                .map(measured -> fitted(measured, starts).scaled(measured.exponent()));
        MEMO.put(key, fit);
        return fit;
    }

    private WarpSelection fitted(Measured measured, List<KernelParameters> starts) {
        int[] forWarp = measured.sample(measured.apart(MOST_FOR_FIT), MOST_FOR_WARP);
        Dimension[] kinds = rows.kinds();
        double[][] points = rows.encoded(forWarp);
        double[] losses = measured.losses(forWarp);
        double[] variances = measured.variances(forWarp);
        WarpSelection selection = metric.mayBeWarped()
                ? WarpSelection.of(kinds, points, losses, variances, starts, prior)
                : WarpSelection.identity(kinds, points, losses, variances, starts, prior);
        if (forWarp.length == measured.rows().length) {
            return selection;
        }
        OutputWarp warp = measured.warp(selection);
        double[] scores = measured.scores(warp);
        int[] fitted = measured.bestAndSample(scores, MOST_FOR_FIT);
        return selection.refit(
                kinds,
                rows.encoded(fitted),
                Arrays.stream(fitted).mapToDouble(i -> scores[i]).toArray(),
                measured.scoreVariances(warp, fitted),
                prior);
    }
}
