package dev.cairn.search.pruner;

import dev.cairn.search.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stops a trial whose best score so far is below the median of what completed trials had reached by the same step (Golovin et
 * al. 2017, section 3.2, with best-so-far in place of the running average).
 *
 * @param startupTrials completed trials needed before any is stopped; 5 when absent
 * @param warmupSteps no trial is stopped at or before this step; 3 when absent
 */
public record MedianPruner(
        @Nullable Integer startupTrials, @Nullable Long warmupSteps) implements Pruner {
    public MedianPruner {
        startupTrials = startupTrials == null ? 5 : startupTrials;
        warmupSteps = warmupSteps == null ? 3 : warmupSteps;
        int trials = startupTrials;
        long steps = warmupSteps;
        var rules = new Rules();
        rules.check(trials >= 1, "/startupTrials", () -> "startupTrials must be at least 1 but was " + trials);
        rules.check(steps >= 0, "/warmupSteps", () -> "warmupSteps must be at least 0 but was " + steps);
        rules.hold();
    }

    @Override
    public boolean asks(long step) {
        return step > warmupSteps;
    }

    @Override
    public boolean stops(long step, double best, List<Double> others) {
        if (!asks(step) || others.size() < startupTrials) {
            return false;
        }
        double[] sorted =
                others.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return best < median;
    }
}
