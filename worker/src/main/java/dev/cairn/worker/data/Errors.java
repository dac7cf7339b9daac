package dev.cairn.worker.data;

import java.util.Map;
import java.util.TreeMap;

/**
 * Sums over forecasts from which metrics follow, one example after another, in the targets' own units.
 *
 * <pre>
 * h, T   steps of the horizon, targets
 * y, f   actual value and forecast
 * </pre>
 */
final class Errors {
    private final int targets;
    /** By target: mean of y, sum (y - mean y)² (Welford 1962), sum (y - f)². */
    private final double[] means;

    private final double[] spreads;
    private final double[] squares;
    private long examples;
    private long count;
    private double absolutes;
    private double sizes;
    private double symmetric;
    private double scaled;
    private double scaledSquares;
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
        for (int i = 0; i < actual.length; i++) {
            double y = actual[i];
            double error = Math.abs(forecast[i] - y);
            double both = Math.abs(y) + Math.abs(forecast[i]);
            int target = i % targets;
            Scores.Reference reference = references[target];
            double steps = examples * (double) (actual.length / targets) + i / targets + 1;
            double off = y - means[target];
            means[target] += off / steps;
            spreads[target] += off * (y - means[target]);
            squares[target] += error * error;
            absolutes += error;
            sizes += Math.abs(y);
            symmetric += both == 0 ? 0 : 2 * error / both;
            scaled += error / reference.absolute();
            scaledSquares += error * error / reference.square();
            hasReferences &= reference.absolute() > 0;
            count++;
        }
        examples++;
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
        var metrics = new TreeMap<String, Double>();
        double all = 0;
        double determination = 0;
        boolean allChange = true;
        for (int target = 0; target < targets; target++) {
            all += squares[target];
            determination += 1 - squares[target] / spreads[target];
            allChange &= spreads[target] > 0;
        }
        metrics.put("rmse", Math.sqrt(all / count));
        metrics.put("mae", absolutes / count);
        metrics.put("smape", symmetric / count);
        putIf(hasReferences, metrics, "mase", scaled / count);
        putIf(hasReferences, metrics, "rmsse", Math.sqrt(scaledSquares / count));
        putIf(sizes > 0, metrics, "wape", absolutes / sizes);
        putIf(allChange, metrics, "r2", determination / targets);
        return metrics;
    }

    private static void putIf(boolean isDefined, Map<String, Double> metrics, String name, double value) {
        if (isDefined) {
            metrics.put(name, value);
        }
    }
}
