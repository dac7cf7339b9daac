package dev.cairn.benchmarks.comparison;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * A geometric mean of ratios of regrets, below 1 where ours are smaller.
 *
 * @param low end of the 95 % bootstrap interval over problems and seeds
 * @param problems how many it is a mean over
 */
record Ratio(double ratio, double low, double high, int problems) {
    private static final int REPLICATES = 2000;

    /** Of the logarithms of ratios, by problem and seed. */
    static Ratio of(List<double[]> logs) {
        double[] means = logs.stream().mapToDouble(Statistics::mean).toArray();
        return bootstrapped(Statistics.mean(means), logs, new Random(2));
    }

    private static Ratio bootstrapped(double mean, List<double[]> logs, Random random) {
        return bootstrapped(mean, logs, values -> resampledMean(values, random), random);
    }

    /**
     * @param resampled draws one problem's mean anew from its seeds
     */
    static <P> Ratio bootstrapped(double mean, List<P> problems, ToDoubleFunction<P> resampled, Random random) {
        var means = new double[REPLICATES];
        Arrays.setAll(means, i -> {
            double sum = 0;
            for (int k = 0; k < problems.size(); k++) {
                sum += resampled.applyAsDouble(problems.get(random.nextInt(problems.size())));
            }
            return sum / problems.size();
        });
        return new Ratio(
                Math.exp(mean),
                Math.exp(Statistics.quantile(means, 0.025)),
                Math.exp(Statistics.quantile(means, 0.975)),
                problems.size());
    }

    private static double resampledMean(double[] values, Random random) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[random.nextInt(values.length)];
        }
        return sum / values.length;
    }
}
