package dev.cairn.worker.data;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A network's results on the held examples, in a form that can be resampled: every metric as a function of means over examples.
 * What belongs to a baseline is a term like any other, so a metric that compares with it is resampled in pairs.
 *
 * @param terms [example][term], such as squared errors of the network and of the naive forecast
 * @param metrics by name, from the means of the terms [term]; not a number where it is not defined
 * @param areas likewise, but from how often each example was drawn [example]: what depends on the order of all scores is no
 *     function of means
 */
public record Sampled(
        double[][] terms,
        Sampling sampling,
        Map<String, ToDoubleFunction<double[]>> metrics,
        Map<String, ToDoubleFunction<int[]>> areas) {

    /** Without areas. */
    Sampled(double[][] terms, Sampling sampling, Map<String, ToDoubleFunction<double[]>> metrics) {
        this(terms, sampling, metrics, Map.of());
    }

    /** The value of each metric for one resample. */
    double[] values(double[] means, int[] times) {
        return DoubleStream.concat(
                        metrics.values().stream().mapToDouble(metric -> metric.applyAsDouble(means)),
                        areas.values().stream().mapToDouble(area -> area.applyAsDouble(times)))
                .toArray();
    }

    /** In the order of {@link #values}. */
    List<String> names() {
        return Stream.concat(metrics.keySet().stream(), areas.keySet().stream()).toList();
    }
}
