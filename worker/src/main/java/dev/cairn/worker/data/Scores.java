package dev.cairn.worker.data;

import java.util.Map;
import java.util.TreeMap;

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
        double squares = 0;
        double absolutes = 0;
        double sizes = 0;
        double symmetric = 0;
        double scaled = 0;
        double scaledSquares = 0;
        long count = 0;
        for (int example = 0; example < actual.length; example++) {
            for (int i = 0; i < actual[example].length; i++) {
                double y = actual[example][i];
                double error = Math.abs(forecasts[example][i] - y);
                double both = Math.abs(y) + Math.abs(forecasts[example][i]);
                Reference reference = references[example][i % targets];
                squares += error * error;
                absolutes += error;
                sizes += Math.abs(y);
                symmetric += both == 0 ? 0 : 2 * error / both;
                scaled += error / reference.absolute();
                scaledSquares += error * error / reference.square();
                count++;
            }
        }
        var metrics = new TreeMap<String, Double>();
        metrics.put("rmse", Math.sqrt(squares / count));
        metrics.put("mae", absolutes / count);
        putIf(hasReferences(), metrics, "mase", scaled / count);
        putIf(hasReferences(), metrics, "rmsse", Math.sqrt(scaledSquares / count));
        putIf(sizes > 0, metrics, "wape", absolutes / sizes);
        metrics.put("smape", symmetric / count);
        putDetermination(metrics, forecasts);
        return metrics;
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
