package dev.cairn.search.sampler;

import dev.cairn.search.gp.GaussianProcess;
import dev.cairn.search.gp.KernelParameters;
import dev.cairn.search.gp.LengthPrior;
import dev.cairn.search.gp.OutputWarp;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * A Gaussian process of one metric, conditioned on a history with the parameters that {@link Fits} found.
 *
 * <pre>
 * losses   smaller is better, divided by 2^exponent
 * scores   n, warped and standardised, larger is better; an imputed failure has the worst score measured; NaN where unknown
 * </pre>
 *
 * Of more than 1,000 rows the process sees a half that is nearest to the best and a half picked by a hash of the trial's number: cost
 * is bounded by rules in n, never by the clock.
 *
 * @param rowCount how many rows the process was conditioned on
 */
record Surrogate(
        int exponent,
        OutputWarp warp,
        KernelParameters parameters,
        GaussianProcess process,
        double[] scores,
        int rowCount) {
    private static final int MOST_CONDITIONED = 1000;
    private static final int MOST_OF_FAILURES = 300;

    /** Empty if the metric was not measured yet, or if the numbers defeat every factorisation. */
    static Optional<Surrogate> of(Metric metric, LengthPrior prior, Rows rows) {
        return of(metric, prior, rows, (measured, scores, parameters) -> {
            if (measured.rows().length <= MOST_CONDITIONED) {
                return measured.rows();
            }
            double[][] points = rows.encoded(allOf(rows));
            double[] centre = rows.encoded(rows.incumbent().orElseGet(() -> measured.best(scores)));
            return measured.nearAndSample(parameters.distances(rows.kinds(), points, centre), MOST_CONDITIONED);
        });
    }

    /** A model of which points fail. */
    static Optional<Surrogate> ofFailures(LengthPrior prior, Rows rows) {
        return of(
                Metric.FAILURES,
                prior,
                rows,
                (measured, scores, parameters) -> measured.failuresAndSample(MOST_OF_FAILURES));
    }

    /** Which rows to see. */
    private interface Choice {
        int[] of(Measured measured, double[] scores, KernelParameters parameters);
    }

    private static Optional<Surrogate> of(Metric metric, LengthPrior prior, Rows rows, Choice choice) {
        return Fits.latest(metric, prior, rows)
                .flatMap(fit -> Measured.of(metric, rows, metric.of(rows)).flatMap(measured -> {
                    OutputWarp warp = measured.warp(fit.scaled(-measured.exponent()));
                    double[] scores = measured.scores(warp);
                    int[] seen = choice.of(measured, scores, fit.parameters());
                    double[] y = Arrays.stream(seen).mapToDouble(i -> scores[i]).toArray();
                    Function<GaussianProcess, Surrogate> surrogate = process ->
                            new Surrogate(measured.exponent(), warp, fit.parameters(), process, scores, seen.length);
                    return GaussianProcess.condition(
                                    rows.kinds(),
                                    rows.encoded(seen),
                                    y,
                                    measured.scoreVariances(warp, seen),
                                    fit.parameters())
                            .map(surrogate);
                }));
    }

    private static int[] allOf(Rows rows) {
        var all = new int[rows.size()];
        Arrays.setAll(all, i -> i);
        return all;
    }

    /** After also seeing its own mean at a point, see {@link GaussianProcess#believing}. */
    Surrogate believing(double[]... encoded) {
        return new Surrogate(exponent, warp, parameters, process.believing(encoded), scores, rowCount);
    }

    double mean(double[] encoded) {
        return process.mean(encoded);
    }

    /** The score of a loss. */
    double score(double loss) {
        return warp.score(Math.scalb(loss, -exponent));
    }

    /** The loss with a score, within what a double holds. */
    double loss(double score) {
        double loss = Math.scalb(warp.loss(score), exponent);
        return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, loss));
    }
}
