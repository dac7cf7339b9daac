package dev.cairn.api.trial;

import java.util.List;

/**
 * One metric of many trials over their steps, thinned out for drawing.
 *
 * @param metric what {@code values} are of
 * @param metrics what else these trials report, sorted
 * @param curves of those of the trials that have reported the metric
 */
public record Curves(String metric, List<String> metrics, List<Curve> curves) {
    public Curves {
        metrics = List.copyOf(metrics);
        curves = List.copyOf(curves);
    }

    /**
     * Of the latest attempt, with what it inherited with the checkpoint it resumed from.
     *
     * @param number the trial's in its study
     * @param reported how many finite points there are; more than here when the curve was thinned out
     * @param steps rising; the first and the last reported ones are always among them
     * @param values one for each step
     */
    public record Curve(long trial, long number, long reported, List<Long> steps, List<Double> values) {
        public Curve {
            steps = List.copyOf(steps);
            values = List.copyOf(values);
        }
    }
}
