package dev.cairn.worker.data;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Sums over forecasts from which metrics follow, one example after another, in the targets' own units.
 *
 * <pre>
 * h, T   steps of the horizon, targets
 * y, f   actual value and forecast
 * </pre>
 */
final class Errors {
    static final int SQUARE = 0;
    static final int ABSOLUTE = 1;
    static final int SIZE = 2;
    private static final int SYMMETRIC = 3;
    private static final int SCALED = 4;
    private static final int SCALED_SQUARE = 5;
    /** What an example adds. */
    static final int TERMS = 6;

    private final int targets;
    /** By target: mean of y, sum (y - mean y)² (Welford 1962), sum (y - f)². */
    private final double[] means;

    private final double[] spreads;
    private final double[] squares;
    private final double[] sums = new double[TERMS];
    private long examples;
    private boolean hasReferences = true;

    /** @param targets T */
    Errors(int targets) {
        this.targets = targets;
        this.means = new double[targets];
        this.spreads = new double[targets];
        this.squares = new double[targets];
    }

    /**
     * One more example.
     *
     * @param actual [h * T], target fastest
     * @param forecast likewise
     * @param references [T]
     */
    void add(double[] actual, double[] forecast, Scores.Reference[] references) {
        double[] terms = terms(actual, forecast, references);
        for (int term = 0; term < TERMS; term++) {
            sums[term] += terms[term];
        }
        for (int i = 0; i < actual.length; i++) {
            int target = i % targets;
            double steps = examples * (double) (actual.length / targets) + i / targets + 1;
            double off = actual[i] - means[target];
            means[target] += off / steps;
            spreads[target] += off * (actual[i] - means[target]);
            squares[target] += (actual[i] - forecast[i]) * (actual[i] - forecast[i]);
        }
        for (Scores.Reference reference : references) {
            hasReferences &= reference.absolute() > 0;
        }
        examples++;
    }

    /** [{@value #TERMS}], means over the horizon and the targets. */
    static double[] terms(double[] actual, double[] forecast, Scores.Reference[] references) {
        double[] terms = new double[TERMS];
        int count = actual.length;
        for (int i = 0; i < count; i++) {
            double y = actual[i];
            double error = Math.abs(forecast[i] - y);
            double both = Math.abs(y) + Math.abs(forecast[i]);
            Scores.Reference reference = references[i % references.length];
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
    static Map<String, ToDoubleFunction<double[]>> ofMeans(boolean hasReferences) {
        var metrics = new TreeMap<String, ToDoubleFunction<double[]>>();
        metrics.put("rmse", means -> Math.sqrt(means[SQUARE]));
        metrics.put("mae", means -> means[ABSOLUTE]);
        metrics.put("smape", means -> means[SYMMETRIC]);
        if (hasReferences) {
            metrics.put("mase", means -> means[SCALED]);
            metrics.put("rmsse", means -> Math.sqrt(means[SCALED_SQUARE]));
        }
        return metrics;
    }

    /**
     * What follows from them. A metric that is not defined is left out: a relative one where all actual values are 0 or never
     * change.
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
    Map<String, Double> metrics() {
        double[] averages = new double[TERMS];
        for (int term = 0; term < TERMS; term++) {
            averages[term] = sums[term] / examples;
        }
        var metrics = new TreeMap<String, Double>();
        ofMeans(hasReferences).forEach((name, metric) -> metrics.put(name, metric.applyAsDouble(averages)));
        putIf(averages[SIZE] > 0, metrics, "wape", averages[ABSOLUTE] / averages[SIZE]);
        double determination = 0;
        boolean allChange = true;
        for (int target = 0; target < targets; target++) {
            determination += 1 - squares[target] / spreads[target];
            allChange &= spreads[target] > 0;
        }
        putIf(allChange, metrics, "r2", determination / targets);
        return metrics;
    }

    private static void putIf(boolean isDefined, Map<String, Double> metrics, String name, double value) {
        if (isDefined) {
            metrics.put(name, value);
        }
    }
}
