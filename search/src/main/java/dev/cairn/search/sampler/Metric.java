package dev.cairn.search.sampler;

import java.util.function.Function;

/**
 * Something that a surrogate models.
 *
 * @param column its values in some rows
 * @param imputesFailures whether a failed trial counts as the worst measured: the model leaves a region that fails
 * @param mayBeWarped whether its scale is open: not that of a logarithm, which cost is weighed by, nor that of labels, of which
 *     each warp makes the same two scores but for the threshold between them
 */
record Metric(Function<Rows, Rows.Column> column, boolean imputesFailures, boolean mayBeWarped) {
    Rows.Column of(Rows rows) {
        return column.apply(rows);
    }

    static Metric objective(int k) {
        return new Metric(rows -> rows.objective(k), true, true);
    }

    static Metric outcome(int c, boolean isUpper) {
        return new Metric(rows -> rows.outcome(c, isUpper), false, true);
    }

    static final Metric COST = new Metric(Rows::cost, false, false);

    static final Metric FAILURES = new Metric(Rows::failures, false, false);
}
