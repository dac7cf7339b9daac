package dev.cairn.worker.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Measures how far forecasts were off, in the targets' own units, over all examples, steps of the horizon and targets alike.
 *
 * <pre>
 * N      examples
 * h, T   steps of the horizon, targets
 * y, f   actual value and forecast
 * </pre>
 *
 * @param actual [N][h * T], target fastest
 * @param targets T
 * @param references [N][T]; the size of the training part's changes
 */
record Scores(double[][] actual, int targets, Reference[][] references) {

    /**
     * How much a target changed in the training part from one season (or row, without a season) to the next: what a seasonal
     * naive forecast is off by there. Not a number if there is none.
     *
     * @param absolute mean of |y(t) - y(t - m)|
     * @param square mean of its square
     */
    record Reference(double absolute, double square) {}

    /** The metrics of forecasts [N][h * T]: see {@link Errors#metrics}. */
    Map<String, Double> of(double[][] forecasts) {
        var errors = new Errors(targets);
        for (int example = 0; example < actual.length; example++) {
            errors.add(actual[example], forecasts[example], references[example]);
        }
        return errors.metrics();
    }

    /** The metrics of forecasts of quantiles [N][h * T][Q]: see {@link QuantileErrors#metrics}. */
    Map<String, Double> ofQuantiles(List<Double> levels, double[][][] quantiles) {
        var errors = new QuantileErrors(levels);
        for (int example = 0; example < actual.length; example++) {
            errors.add(actual[example], quantiles[example]);
        }
        return errors.metrics();
    }

    /**
     * The same metrics for a resample, and how they compare with a baseline: {@code skill} by its RMSE.
     *
     * @param baseline forecasts [N][h * T]
     */
    Sampled sampled(double[][] forecasts, double[][] baseline, Sampling sampling) {
        double[][] terms = new double[actual.length][];
        for (int example = 0; example < actual.length; example++) {
            terms[example] = Arrays.copyOf(
                    Errors.terms(actual[example], forecasts[example], references[example]), Errors.TERMS + 1);
            terms[example][Errors.TERMS] =
                    Errors.terms(actual[example], baseline[example], references[example])[Errors.SQUARE];
        }
        Map<String, ToDoubleFunction<double[]>> metrics = Errors.ofMeans(hasReferences());
        metrics.put("wape", means -> means[Errors.ABSOLUTE] / means[Errors.SIZE]);
        metrics.put("skill", means -> skill(Math.sqrt(means[Errors.SQUARE]), Math.sqrt(means[Errors.TERMS])));
        return new Sampled(terms, sampling, metrics);
    }

    private boolean hasReferences() {
        for (Reference[] ofExample : references) {
            for (Reference reference : ofExample) {
                if (!(reference.absolute() > 0)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The share of a reference forecast's RMSE that is gone: 1 is perfect, 0 as good, negative worse. */
    static double skill(double rmse, double reference) {
        return 1 - rmse / reference;
    }

    /** {@code rmse.step1} and so on, where there are several steps. */
    Map<String, Double> bySteps(double[][] forecasts) {
        int steps = actual[0].length / targets;
        var metrics = new TreeMap<String, Double>();
        for (int step = 0; steps > 1 && step < steps; step++) {
            double squares = 0;
            for (int example = 0; example < actual.length; example++) {
                for (int i = step * targets; i < (step + 1) * targets; i++) {
                    double error = forecasts[example][i] - actual[example][i];
                    squares += error * error;
                }
            }
            metrics.put("rmse.step" + (step + 1), Math.sqrt(squares / actual.length / targets));
        }
        return metrics;
    }
}
