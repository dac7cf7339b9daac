package dev.cairn.worker.data;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one network trains on and is judged by, whatever the task: one of them for each fold of a split. Training
 * knows no more of a task than this.
 */
public interface TrialData {
    Shape shape();

    /** Examples to train on. */
    Examples fitting();

    /**
     * Examples at the end of the training part, left out of {@link #fitting()} so that early stopping can watch them; absent if
     * nothing is to be watched. What decides when to stop must not be what judges the result.
     */
    @Nullable
    Examples watched();

    /** Examples to judge by: of the validation part in a search, of the test part in a confirmation. */
    Examples held();

    /**
     * Examples of the training part that a network is not fitted to, whose answers fix how its other answers are read; absent if
     * nothing is to be learnt from them.
     */
    default @Nullable Examples calibrating() {
        return null;
    }

    /**
     * The same data, knowing how a network's answers are to be read; a network's metrics are asked of what its own answers
     * calibrated.
     *
     * @param outputs [example][output] for {@link #calibrating()}, as the network gives them
     */
    default TrialData calibrated(float[][] outputs) {
        return this;
    }

    /**
     * Judges a network's outputs for all held examples.
     *
     * @param outputs [example][output], as the network gives them
     * @return values by metric, in the data's own units; a metric that is not defined for these examples is left out
     */
    Map<String, Double> metrics(float[][] outputs);

    /** Judges, for one epoch, what a network answers to the examples that it is trained on; empty if nobody does. */
    default Optional<RunningScores> trainingScores() {
        return Optional.empty();
    }

    /** More about a network's outputs that is told once, when all is over, and not after each epoch. */
    default Map<String, Double> details(float[][] outputs) {
        return Map.of();
    }

    /**
     * A network's outputs for all held examples in a form that can be resampled, for intervals of the metrics; empty where a task
     * gives none. A task needs no more than its per-example losses, beside those of its naive baseline, and to say what hangs
     * together: {@link Sampling#single} if nothing does.
     */
    default Optional<Sampled> sampled(float[][] outputs) {
        return Optional.empty();
    }

    /** The same metrics of simple forecasts that need no network, by the name of each. */
    Map<String, Map<String, Double>> baselines();
}
