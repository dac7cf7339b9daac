package dev.cairn.worker.data;

import dev.cairn.search.Rules;
import dev.cairn.worker.data.Detection.ThresholdRule;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * When a row is an alarm, learnt from the calibration slice.
 *
 * @param errors absent where the network answers a probability
 * @param threshold a row whose score, smoothed, is above it is one
 */
public record Alarm(@Nullable ErrorScale errors, double threshold) {
    public Alarm {
        double given = threshold;
        var rules = new Rules();
        rules.check(Double.isFinite(given), "/threshold", () -> "threshold must be a finite number but was " + given);
        rules.hold();
    }

    /**
     * The threshold that a rule finds in the calibration slice's scores.
     *
     * @param isAnomalous [score]; only BEST_F1 reads it
     * @param isKnown [score]; those without a label do not count for BEST_F1
     */
    static double threshold(Detection detection, double[] scores, boolean[] isAnomalous, boolean[] isKnown) {
        return detection.thresholdRule() == ThresholdRule.QUANTILE
                ? Sample.of(consumer -> Arrays.stream(scores).forEach(consumer)).quantile(detection.thresholdQuantile())
                : bestF1(scores, isAnomalous, isKnown);
    }

    /** Of all thresholds between two neighbouring scores that with the best F1, the highest of equals. */
    private static double bestF1(double[] scores, boolean[] isAnomalous, boolean[] isKnown) {
        Integer[] order = IntStream.range(0, scores.length)
                .filter(i -> isKnown[i])
                .boxed()
                .sorted((a, b) -> Double.compare(scores[b], scores[a]))
                .toArray(Integer[]::new);
        long anomalous = Arrays.stream(order).filter(i -> isAnomalous[i]).count();
        double best = -1;
        double threshold = scores[order[0]];
        int hits = 0;
        for (int taken = 1; taken <= order.length; taken++) {
            hits += isAnomalous[order[taken - 1]] ? 1 : 0;
            double lowest = scores[order[taken - 1]];
            double next = taken == order.length ? lowest - Math.abs(lowest) - 1 : scores[order[taken]];
            double f1 = 2.0 * hits / (taken + anomalous);
            if (next < lowest && f1 > best) {
                best = f1;
                threshold = (lowest + next) / 2;
            }
        }
        return threshold;
    }
}
