package dev.cairn.search.pruner;

import dev.cairn.search.Rules;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous successive halving, ASHA (Li et al. 2020, "A system for massively parallel hyperparameter tuning", algorithm 2):
 * of the trials that have reached a rung, the best 1/eta go on to the next. The rungs are at the steps {@code minSteps *
 * eta^(s + k)}, k = 0, 1, ..., with {@code s} the minimum early-stopping rate.
 *
 * <p>The paper pauses a trial at its rung and may promote it later. Here a trial is judged when it reaches a rung and then
 * either goes on or is stopped for good, since a paused one would hold a worker or need its state stored; so those that come
 * first are treated more kindly than those that come later.
 *
 * @param minSteps the lowest rung's step where the rate is 0; 3 when absent
 * @param reductionFactor eta; 3 when absent
 * @param minEarlyStoppingRate how many of the lowest rungs are left out; 0 when absent
 */
public record SuccessiveHalvingPruner(
        @Nullable Long minSteps,
        @Nullable Integer reductionFactor,
        @Nullable Integer minEarlyStoppingRate) implements Pruner {
    private static final int MOST_LEFT_OUT = 20;

    public SuccessiveHalvingPruner {
        minSteps = minSteps == null ? 3 : minSteps;
        reductionFactor = reductionFactor == null ? 3 : reductionFactor;
        minEarlyStoppingRate = minEarlyStoppingRate == null ? 0 : minEarlyStoppingRate;
        int rate = minEarlyStoppingRate;
        var rules = new Rules();
        Rungs.check(rules, minSteps, reductionFactor);
        rules.check(
                rate >= 0 && rate <= MOST_LEFT_OUT,
                "/minEarlyStoppingRate",
                () -> "minEarlyStoppingRate must be from 0 to " + MOST_LEFT_OUT + " but was " + rate);
        rules.hold();
    }

    @Override
    public boolean asks(long previousStep, long step) {
        return rungs().passed(previousStep, step).findAny().isPresent();
    }

    @Override
    public Verdict judge(Running running, Others others) {
        return rungs().judge(running, others, number -> true);
    }

    private Rungs rungs() {
        return new Rungs(minSteps, reductionFactor, minEarlyStoppingRate, Long.MAX_VALUE);
    }
}
