package dev.cairn.search.pruner;

import org.jspecify.annotations.Nullable;

/**
 * Stops a trial whose best score so far is below the median of what completed trials had reached by the same step (Golovin et
 * al. 2017, "Google Vizier", section 3.2, with best-so-far in place of the running average).
 *
 * @param startupTrials completed trials needed before any is stopped; 5 when absent
 * @param warmupSteps no trial is stopped at or before this step; 3 when absent
 * @param interval judged when a multiple of so many steps is reached or passed; 1 when absent
 */
public record MedianPruner(
        @Nullable Integer startupTrials,
        @Nullable Long warmupSteps,
        @Nullable Long interval) implements Pruner {
    private static final double HALF = 0.5;

    public MedianPruner {
        var checked = new PercentilePruner(HALF, startupTrials, warmupSteps, interval);
        startupTrials = checked.startupTrials();
        warmupSteps = checked.warmupSteps();
        interval = checked.interval();
    }

    @Override
    public boolean asks(long previousStep, long step) {
        return percentile().asks(previousStep, step);
    }

    @Override
    public Verdict judge(Running running, Others others) {
        return percentile().judge(running, others);
    }

    private PercentilePruner percentile() {
        return new PercentilePruner(HALF, startupTrials, warmupSteps, interval);
    }
}
