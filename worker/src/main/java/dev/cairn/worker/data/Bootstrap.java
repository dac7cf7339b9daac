package dev.cairn.worker.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Percentile intervals of metrics by resampling the examples, in pairs: all networks, and the baselines that metrics compare with,
 * are judged by the same examples in each resample. They say how far chance in the held part may have moved the mean over the
 * networks; how much networks differ by their seeds is another question, and no part of them.
 *
 * <pre>
 * N, K   examples, terms
 * S      networks
 * sums   [S][N + 1][K]  of the terms of the examples before: a block of any length takes one subtraction
 * </pre>
 */
public final class Bootstrap {
    /** Of the resampled values, 2.5 % lie below the interval and as many above. */
    static final double COVERAGE = 0.95;

    static final int RESAMPLES = 4000;
    /** Fewer parts tell too little of how much they vary. */
    static final int FEWEST_PARTS = 5;

    /** Share of the resamples in which a metric must be defined. */
    private static final double FEWEST_DEFINED = 0.9;

    /** The same data always get the same intervals. */
    private static final long SEED = 1989;

    private Bootstrap() {}

    /** Values between which a metric lies. */
    public record Interval(double low, double high) {}

    /**
     * @param networks at least one, of the same examples
     * @return by metric; without those that too many resamples leave undefined, as where none has what is sought; empty if there
     *     are too few parts to draw from
     */
    public static Map<String, Interval> intervals(List<Sampled> networks) {
        Sampled first = networks.get(0);
        if (first.sampling().parts() < FEWEST_PARTS) {
            return Map.of();
        }
        double[][][] sums = networks.stream().map(Bootstrap::sums).toArray(double[][][]::new);
        var random = new SplittableRandom(SEED);
        List<String> names = first.names();
        double[][] values = new double[names.size()][RESAMPLES];
        for (int resample = 0; resample < RESAMPLES; resample++) {
            int[] times = new int[first.terms().length];
            double[][] means = means(first.sampling(), random, sums, times);
            for (int network = 0; network < means.length; network++) {
                double[] ofNetwork = networks.get(network).values(means[network], times);
                for (int metric = 0; metric < ofNetwork.length; metric++) {
                    values[metric][resample] += ofNetwork[metric] / means.length;
                }
            }
        }
        var intervals = new TreeMap<String, Interval>();
        for (int metric = 0; metric < names.size(); metric++) {
            double[] defined =
                    Arrays.stream(values[metric]).filter(Double::isFinite).toArray();
            if (defined.length >= FEWEST_DEFINED * RESAMPLES) {
                intervals.put(names.get(metric), interval(defined));
            }
        }
        return intervals;
    }

    private static double[][] sums(Sampled network) {
        double[][] terms = network.terms();
        double[][] sums = new double[terms.length + 1][terms[0].length];
        for (int example = 0; example < terms.length; example++) {
            for (int term = 0; term < terms[example].length; term++) {
                sums[example + 1][term] = sums[example][term] + terms[example][term];
            }
        }
        return sums;
    }

    /** [S][K] of one resample, and how often each example is in it. */
    private static double[][] means(Sampling sampling, SplittableRandom random, double[][][] sums, int[] times) {
        double[][] means = new double[sums.length][sums[0][0].length];
        int[] count = new int[1];
        sampling.draw(random, (from, to) -> {
            count[0] += to - from;
            for (int example = from; example < to; example++) {
                times[example]++;
            }
            for (int network = 0; network < sums.length; network++) {
                for (int term = 0; term < means[network].length; term++) {
                    means[network][term] += sums[network][to][term] - sums[network][from][term];
                }
            }
        });
        for (double[] network : means) {
            for (int term = 0; term < network.length; term++) {
                network[term] /= count[0];
            }
        }
        return means;
    }

    private static Interval interval(double[] values) {
        Arrays.sort(values);
        var sorted = new Sample.SortedSample(values);
        return new Interval(sorted.quantile((1 - COVERAGE) / 2), sorted.quantile((1 + COVERAGE) / 2));
    }
}
