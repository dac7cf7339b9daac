package dev.cairn.search.sampler;

import java.util.function.Function;

/**
 * Something that a surrogate models.
 *
 * @param column its values in some rows
 * @param imputesFailures whether a failed trial counts as the worst measured: the model leaves a region that fails
 */
record Metric(Function<Rows, Rows.Column> column, boolean imputesFailures) {
    Rows.Column of(Rows rows) {
        return column.apply(rows);
    }

    static Metric objective(int k) {
        return new Metric(rows -> rows.objective(k), true);
    }

    static Metric outcome(int c, boolean isUpper) {
        return new Metric(rows -> rows.outcome(c, isUpper), false);
    }

    static final Metric COST = new Metric(Rows::cost, false);

    static final Metric FAILURES = new Metric(Rows::failures, false);
}
