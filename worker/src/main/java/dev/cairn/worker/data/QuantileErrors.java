package dev.cairn.worker.data;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums over forecasts of quantiles from which metrics follow, in the targets' own units, over all examples, steps and targets alike.
 */
final class QuantileErrors {
    private final double[] levels;
    private long count;
    private double pinball;
    private long covered;
    private double widths;

    QuantileErrors(List<Double> levels) {
        this.levels = levels.stream().mapToDouble(level -> level).toArray();
    }

    /**
     * One more example.
     *
     * @param actual [h * T]
     * @param quantiles [h * T][Q], in order
     */
    void add(double[] actual, double[][] quantiles) {
        for (int i = 0; i < actual.length; i++) {
            for (int j = 0; j < levels.length; j++) {
                pinball += pinball(levels[j], actual[i] - quantiles[i][j]);
            }
            double low = quantiles[i][0];
            double high = quantiles[i][levels.length - 1];
            covered += low <= actual[i] && actual[i] <= high ? 1 : 0;
            widths += high - low;
            count++;
        }
    }

    /** Koenker and Bassett (1978): what is lowest, on average, at the quantile. */
    static double pinball(double level, double error) {
        return Math.max(level * error, (level - 1) * error);
    }

    /**
     * What follows from them.
     *
     * <ul>
     *   <li>{@code pinball}: mean of max(q (y - f), (q - 1) (y - f)), over the quantiles, too
     *   <li>{@code coverage}: share of the actual values between the outermost quantiles, ends included
     *   <li>{@code intervalWidth}: mean distance of the outermost quantiles
     * </ul>
     */
    Map<String, Double> metrics() {
        return new TreeMap<>(Map.of(
                "pinball", pinball / count / levels.length,
                "coverage", (double) covered / count,
                "intervalWidth", widths / count));
    }
}
