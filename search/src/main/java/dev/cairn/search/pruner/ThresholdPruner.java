package dev.cairn.search.pruner;

import dev.cairn.search.Rules;
import org.jspecify.annotations.Nullable;

/**
 * Stops a trial whose latest value is outside given limits. Compares with no other trial.
 *
 * @param atMost the largest value, in the metric's own unit; absent: no upper limit
 * @param atLeast the smallest value, in the metric's own unit; absent: no lower limit
 * @param warmupSteps no trial is stopped at or before this step; 3 when absent
 */
public record ThresholdPruner(
        @Nullable Double atMost,
        @Nullable Double atLeast,
        @Nullable Long warmupSteps) implements Pruner {
    public ThresholdPruner {
        warmupSteps = Warmup.steps(warmupSteps);
        Double high = atMost;
        Double low = atLeast;
        var rules = new Rules();
        rules.check(high != null || low != null, "/atMost", () -> "atMost, atLeast or both are required");
        rules.check(high == null || Double.isFinite(high), "/atMost", () -> "atMost must be finite but was " + high);
        rules.check(low == null || Double.isFinite(low), "/atLeast", () -> "atLeast must be finite but was " + low);
        rules.check(
                high == null || low == null || low <= high,
                "/atLeast",
                () -> "atLeast must be at most atMost but was " + low + " with atMost " + high);
        Warmup.check(rules, warmupSteps);
        rules.hold();
    }

    @Override
    public boolean asks(long previousStep, long step) {
        return step > warmupSteps;
    }

    @Override
    public Verdict judge(Running running, Others others) {
        if (!asks(running.previousStep(), running.lastStep())) {
            return Verdict.CONTINUE;
        }
        double value = running.lastValue();
        if (atMost != null && value > atMost) {
            return outside(running, "above " + atMost);
        }
        if (atLeast != null && value < atLeast) {
            return outside(running, "below " + atLeast);
        }
        return Verdict.CONTINUE;
    }

    private static Verdict outside(Running running, String limit) {
        return new Verdict("the value at step " + running.lastStep() + " is " + running.lastValue() + ", " + limit);
    }
}
