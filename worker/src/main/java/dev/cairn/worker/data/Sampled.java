package dev.cairn.worker.data;

import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A network's results on the held examples, in a form that can be resampled: every metric as a function of means over examples.
 * What belongs to a baseline is a term like any other, so a metric that compares with it is resampled in pairs.
 *
 * @param terms [example][term], such as squared errors of the network and of the naive forecast
 * @param metrics by name, from the means of the terms [term]; not a number where it is not defined
 */
public record Sampled(double[][] terms, Sampling sampling, Map<String, ToDoubleFunction<double[]>> metrics) {}
