package dev.cairn.search.pruner;

import dev.cairn.search.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stops a trial whose best score so far is not among the best share of what completed trials had reached by the same step.
 * {@link MedianPruner} is the case of one half.
 *
 * @param keep the share of the completed trials that a trial has to keep up with, in (0, 1); 0.25 when absent: it is stopped
 *     when it falls behind the best quarter
 * @param startupTrials completed trials needed before any is stopped; 5 when absent
 * @param warmupSteps no trial is stopped at or before this step; 3 when absent
 * @param interval judged when a multiple of so many steps is reached or passed; 1 when absent
 */
public record PercentilePruner(
        @Nullable Double keep,
        @Nullable Integer startupTrials,
        @Nullable Long warmupSteps,
        @Nullable Long interval) implements Pruner {
    public PercentilePruner {
        keep = keep == null ? 0.25 : keep;
        startupTrials = startupTrials == null ? 5 : startupTrials;
        warmupSteps = Warmup.steps(warmupSteps);
        interval = interval == null ? 1 : interval;
        double share = keep;
        int trials = startupTrials;
        long warmup = warmupSteps;
        long steps = interval;
        var rules = new Rules();
        rules.check(share > 0 && share < 1, "/keep", () -> "keep must be in (0, 1) but was " + share);
        rules.check(trials >= 1, "/startupTrials", () -> "startupTrials must be at least 1 but was " + trials);
        Warmup.check(rules, warmup);
        rules.check(steps >= 1, "/interval", () -> "interval must be at least 1 but was " + steps);
        rules.hold();
    }

    @Override
    public boolean asks(long previousStep, long step) {
        return step > warmupSteps && Math.floorDiv(step, interval) > Math.floorDiv(previousStep, interval);
    }

    @Override
    public Verdict judge(Running running, Others others) {
        long step = running.lastStep();
        if (!asks(running.previousStep(), step)) {
            return Verdict.CONTINUE;
        }
        List<Double> completed = others.completedBy(step);
        if (completed.size() < startupTrials) {
            return Verdict.CONTINUE;
        }
        double bar = quantile(completed, 1 - keep);
        if (running.best() >= bar) {
            return Verdict.CONTINUE;
        }
        return new Verdict(
                "best by step " + step + " is " + running.tell(running.best()) + ", behind " + running.tell(bar)
                        + ", which the best " + Math.round(100 * keep) + "% of " + completed.size()
                        + " completed trials had reached");
    }

    /** Interpolated between neighbours (Hyndman and Fan 1996, definition 7), so that of an even number half is the middle. */
    private static double quantile(List<Double> scores, double share) {
        double[] sorted =
                scores.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        double weight = position - below;
        // Not below + weight * (above - below): that rounds past equal neighbours and overflows between huge ones.
        return weight == 0 || sorted[below] == sorted[above]
                ? sorted[below]
                : (1 - weight) * sorted[below] + weight * sorted[above];
    }
}
