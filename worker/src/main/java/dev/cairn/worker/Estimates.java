package dev.cairn.worker;

import dev.cairn.worker.trial.TrialEvent;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What trials are expected to take on this machine, and what they took. A network's prediction knows shapes, not the machine; a
 * factor for each quantity, learned from the trials before, makes up for that.
 */
final class Estimates {
    static final String PEAK = "memory.peak.mebibytes";
    static final String PREDICTED_PEAK = "memory.predicted.mebibytes";
    static final String EPOCH = "epoch.seconds";
    static final String PREDICTED_EPOCH = "epoch.predicted.seconds";

    /** Predictions are too high by less on every shape they were compared on: what does not fit by more is not tried. */
    private static final double MARGIN = 1.25;

    private final Correction memory = new Correction();
    private final Correction seconds = new Correction();

    /** The least memory with which a trial of this prediction is worth trying, in mebibytes. */
    static int leastToTry(double predictedMebibytes) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(predictedMebibytes / MARGIN));
    }

    /** A trial's predictions, corrected by what is known so far. */
    synchronized Map<String, Double> expected(TrialEvent.Predicted predicted) {
        return Map.of(
                PREDICTED_PEAK, memory.corrected(predicted.peakMebibytes()),
                PREDICTED_EPOCH, seconds.corrected(predicted.epochSeconds()));
    }

    /**
     * Learns from a trial that has ended.
     *
     * @param used null if it is unknown; a peak that earlier trials have a part in is told, and teaches nothing
     * @param epochSeconds mean of its epochs but the first, in which Java still compiles; 0 if it is unknown
     * @return the measured, as metrics
     */
    synchronized Map<String, Double> learned(
            TrialEvent.@Nullable Predicted predicted, TrialEvent.@Nullable Used used, double epochSeconds) {
        var metrics = new TreeMap<String, Double>();
        double peakMebibytes = used == null ? 0 : used.peakMebibytes();
        if (peakMebibytes > 0) {
            metrics.put(PEAK, peakMebibytes);
        }
        if (epochSeconds > 0) {
            metrics.put(EPOCH, epochSeconds);
        }
        if (predicted != null) {
            memory.learn(predicted.peakMebibytes(), used != null && used.alone() ? peakMebibytes : 0);
            seconds.learn(predicted.epochSeconds(), epochSeconds);
        }
        return metrics;
    }

    /** Geometric mean of measured to predicted; later trials weigh more, because machines get busy and quiet. */
    private static final class Correction {
        private static final double WEIGHT_OF_LATEST = 0.3;
        private double logarithm = Double.NaN;

        double corrected(double predicted) {
            return Double.isNaN(logarithm) ? predicted : predicted * Math.exp(logarithm);
        }

        void learn(double predicted, double measured) {
            if (predicted > 0 && measured > 0) {
                double latest = Math.log(measured / predicted);
                logarithm = Double.isNaN(logarithm) ? latest : logarithm + WEIGHT_OF_LATEST * (latest - logarithm);
            }
        }
    }
}
