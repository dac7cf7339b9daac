package dev.cairn.search.pruner;

import dev.cairn.search.Rules;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * The ladder of successive halving: at the steps minSteps * eta^k, k = leftOut, leftOut + 1, ..., the best 1/eta go on.
 *
 * @param eta the reduction factor
 * @param leftOut how many of the lowest rungs are not used
 * @param below rungs are at steps below this one
 */
record Rungs(long minSteps, int eta, int leftOut, long below) {
    private static final int MOST_ETA = 1000;

    /** The rules of the two settings that all with rungs share. */
    static void check(Rules rules, long minSteps, int reductionFactor) {
        rules.check(minSteps >= 1, "/minSteps", () -> "minSteps must be at least 1 but was " + minSteps);
        rules.check(
                reductionFactor >= 2 && reductionFactor <= MOST_ETA,
                "/reductionFactor",
                () -> "reductionFactor must be from 2 to " + MOST_ETA + " but was " + reductionFactor);
    }

    /** The rungs' steps, ascending. */
    LongStream steps() {
        // A step whose successor would overflow is the last.
        return LongStream.iterate(
                        minSteps,
                        step -> step < below,
                        step -> step > Long.MAX_VALUE / eta ? Long.MAX_VALUE : step * eta)
                .skip(leftOut);
    }

    /** The rungs after one step and not after another: those that a report reached or passed. */
    LongStream passed(long previousStep, long step) {
        return steps().takeWhile(rung -> rung <= step).filter(rung -> rung > previousStep);
    }

    /**
     * Judges at each rung that was newly reached or passed. Of n trials at a rung, this one included, the best floor(n / eta)
     * go on, and those equal to the worst of them. With fewer than eta there, the share is not even one trial, and all go on. A
     * completed trial that breaks an outcome constraint is not counted.
     *
     * @param competes by trial number, which others share the ladder
     */
    Verdict judge(Running running, Others others, LongPredicate competes) {
        return passed(running.previousStep(), running.lastStep())
                .mapToObj(rung -> judge(rung, running, others.reached(rung), competes))
                .filter(Verdict::stops)
                .findFirst()
                .orElse(Verdict.CONTINUE);
    }

    private Verdict judge(long rung, Running running, List<Others.Standing> reached, LongPredicate competes) {
        double own = running.bestOnReaching(rung).orElseThrow();
        double[] scores = reached.stream()
                .filter(standing -> standing.keepsLimits() && competes.test(standing.number()))
                .mapToDouble(Others.Standing::score)
                .toArray();
        long better = DoubleStream.of(scores).filter(score -> score > own).count();
        int there = scores.length + 1;
        int going = there / eta;
        return going == 0 || better < going
                ? Verdict.CONTINUE
                : new Verdict("at the rung of step " + rung + " its best is " + running.tell(own) + ", and " + better
                        + " of the " + there + " trials that got there are better; the best " + going + " go on");
    }
}
