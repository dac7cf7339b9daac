package dev.cairn.worker.data;

import java.util.Arrays;
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
    /** What metrics are means of, by place: of each example the mean over its horizon and targets. */
    private static final int SQUARE = 0;

    private static final int ABSOLUTE = 1;
    private static final int SIZE = 2;
    private static final int SYMMETRIC = 3;
    private static final int SCALED = 4;
    private static final int SCALED_SQUARE = 5;
    private static final int TERMS = 6;

    /**
     * How much a target changed in the training part from one season (or row, without a season) to the next: what a seasonal
     * naive forecast is off by there. Not a number if there is none.
     *
     * @param absolute mean of |y(t) - y(t - m)|
     * @param square mean of its square
     */
    record Reference(double absolute, double square) {}

    /**
     * The metrics of forecasts [N][h * T]. One that is not defined is left out: a relative one where all actual values are 0 or
     * never change.
     *
     * <ul>
     *   <li>{@code rmse}, {@code mae}: root mean squared, mean absolute error
     *   <li>{@code wape}: sum |y - f| / sum |y|
     *   <li>{@code smape}: mean of 2 |y - f| / (|y| + |f|), 0 for 0 / 0 (Makridakis 1993), in [0, 2]
     *   <li>{@code mase}: mean of |y - f| / reference (Hyndman and Koehler 2006)
     *   <li>{@code rmsse}: root of the mean of (y - f)² / reference of squares (the same, squared)
     *   <li>{@code r2}: 1 - sum (y - f)² / sum (y - mean y)², the mean of all targets
     * </ul>
     */
    Map<String, Double> of(double[][] forecasts) {
        double[] means = new double[TERMS];
        for (int example = 0; example < actual.length; example++) {
            double[] terms = terms(example, forecasts[example]);
            for (int term = 0; term < TERMS; term++) {
                means[term] += terms[term] / actual.length;
            }
        }
        var metrics = new TreeMap<String, Double>();
        ofMeans().forEach((name, metric) -> metrics.put(name, metric.applyAsDouble(means)));
        putIf(means[SIZE] > 0, metrics, "wape", means[ABSOLUTE] / means[SIZE]);
        putDetermination(metrics, forecasts);
        return metrics;
    }

    /** [{@value #TERMS}], means over the horizon and the targets. */
    private double[] terms(int example, double[] forecast) {
        double[] terms = new double[TERMS];
        int count = actual[example].length;
        for (int i = 0; i < count; i++) {
            double y = actual[example][i];
            double error = Math.abs(forecast[i] - y);
            double both = Math.abs(y) + Math.abs(forecast[i]);
            Reference reference = references[example][i % targets];
            terms[SQUARE] += error * error / count;
            terms[ABSOLUTE] += error / count;
            terms[SIZE] += Math.abs(y) / count;
            terms[SYMMETRIC] += (both == 0 ? 0 : 2 * error / both) / count;
            terms[SCALED] += error / reference.absolute() / count;
            terms[SCALED_SQUARE] += error * error / reference.square() / count;
        }
        return terms;
    }

    /** From the means of the terms over examples; relative to the actual values' size only where all of them are not 0. */
    private Map<String, ToDoubleFunction<double[]>> ofMeans() {
        var metrics = new TreeMap<String, ToDoubleFunction<double[]>>();
        metrics.put("rmse", means -> Math.sqrt(means[SQUARE]));
        metrics.put("mae", means -> means[ABSOLUTE]);
        metrics.put("smape", means -> means[SYMMETRIC]);
        if (hasReferences()) {
            metrics.put("mase", means -> means[SCALED]);
            metrics.put("rmsse", means -> Math.sqrt(means[SCALED_SQUARE]));
        }
        return metrics;
    }

    /**
     * The same metrics for a resample, and how they compare with a baseline: {@code skill} by its RMSE.
     *
     * @param baseline forecasts [N][h * T]
     */
    Sampled sampled(double[][] forecasts, double[][] baseline, Sampling sampling) {
        double[][] terms = new double[actual.length][];
        for (int example = 0; example < actual.length; example++) {
            terms[example] = Arrays.copyOf(terms(example, forecasts[example]), TERMS + 1);
            terms[example][TERMS] = terms(example, baseline[example])[SQUARE];
        }
        Map<String, ToDoubleFunction<double[]>> metrics = ofMeans();
        metrics.put("wape", means -> means[ABSOLUTE] / means[SIZE]);
        metrics.put("skill", means -> skill(Math.sqrt(means[SQUARE]), Math.sqrt(means[TERMS])));
        return new Sampled(terms, sampling, metrics);
    }

    private static void putIf(boolean isDefined, Map<String, Double> metrics, String name, double value) {
        if (isDefined) {
            metrics.put(name, value);
        }
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

    private void putDetermination(Map<String, Double> metrics, double[][] forecasts) {
        double sum = 0;
        for (int target = 0; target < targets; target++) {
            double mean = 0;
            long count = 0;
            for (double[] y : actual) {
                for (int i = target; i < y.length; i += targets) {
                    mean += (y[i] - mean) / ++count;
                }
            }
            double left = 0;
            double all = 0;
            for (int example = 0; example < actual.length; example++) {
                for (int i = target; i < actual[example].length; i += targets) {
                    double y = actual[example][i];
                    left += (y - forecasts[example][i]) * (y - forecasts[example][i]);
                    all += (y - mean) * (y - mean);
                }
            }
            if (!(all > 0)) {
                return;
            }
            sum += 1 - left / all;
        }
        metrics.put("r2", sum / targets);
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
