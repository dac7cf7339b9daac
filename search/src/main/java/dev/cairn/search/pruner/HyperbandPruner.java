package dev.cairn.search.pruner;

import dev.cairn.search.Rules;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous Hyperband (Li et al. 2018, "Hyperband: a novel bandit-based approach to hyperparameter optimization", algorithm
 * 1; asynchronous as in Li et al. 2020): brackets of successive halving, each beginning later than the one before, so that no
 * one has to know how early a curve tells its end.
 *
 * <pre>
 * r, R, eta   minSteps, maxSteps, reductionFactor
 * s_max       floor(log_eta(R / r)); there are s_max + 1 brackets
 * s           a bracket, s_max (the earliest rungs) to 0 (none: its trials run to the end)
 * rungs of s  r * eta^(s_max - s + k), k = 0 ... s - 1; the paper's, counted from r up so that they are whole numbers
 * n_s         ceil((s_max + 1) / (s + 1) * eta^s): how many of every sum(n_s) trials are in bracket s
 * </pre>
 *
 * A trial's number alone says its bracket, so that every replica knows it. A trial competes only within its bracket.
 *
 * @param minSteps the lowest rung of the bracket that stops earliest; 1 when absent
 * @param maxSteps how many steps a trial has that is not stopped
 * @param reductionFactor eta; 3 when absent
 */
public record HyperbandPruner(
        @Nullable Long minSteps, Long maxSteps, @Nullable Integer reductionFactor) implements Pruner {
    private static final long MOST_STEPS = 1_000_000_000;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    public HyperbandPruner {
        minSteps = minSteps == null ? 1 : minSteps;
        reductionFactor = reductionFactor == null ? 3 : reductionFactor;
        long least = minSteps;
        int eta = reductionFactor;
        Long most = maxSteps;
        var rules = new Rules();
        Rungs.check(rules, least, eta);
        if (rules.present(most, "maxSteps")) {
            rules.check(
                    most <= MOST_STEPS && most / eta >= least,
                    "/maxSteps",
                    () -> "maxSteps must be from minSteps * reductionFactor to " + MOST_STEPS + " but was " + most);
        }
        rules.hold();
    }

    @Override
    public boolean asks(long previousStep, long step) {
        return rungs(brackets() - 1).passed(previousStep, step).findAny().isPresent();
    }

    @Override
    public Verdict judge(Running running, Others others) {
        int bracket = bracket(running.number());
        return rungs(bracket).judge(running, others, number -> bracket(number) == bracket);
    }

    /** How many brackets there are: s_max + 1. */
    int brackets() {
        return 1
                + (int) LongStream.iterate(
                                maxSteps / reductionFactor, left -> left >= minSteps, left -> left / reductionFactor)
                        .count();
    }

    /** The bracket s of a trial, by its number. */
    int bracket(long number) {
        long[] sizes = IntStream.range(0, brackets()).mapToLong(this::size).toArray();
        // Multiples of the golden ratio, modulo 1, fill the unit interval evenly from the first on: a study of
        // 60 trials gets about the right share of each bracket although the brackets together may hold hundreds.
        double position = number * GOLDEN % 1 * LongStream.of(sizes).sum();
        int bracket = brackets() - 1;
        while (bracket > 0 && position >= sizes[bracket]) {
            position -= sizes[bracket];
            bracket--;
        }
        return bracket;
    }

    /** n_s, the paper's number of trials that start in a bracket. */
    long size(int bracket) {
        // Rounded up.
        return (brackets() * power(bracket) + bracket) / (bracket + 1);
    }

    private long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= reductionFactor;
        }
        return power;
    }

    private Rungs rungs(int bracket) {
        int last = brackets() - 1;
        // The paper's last rung is the end, which stops nobody; where maxSteps is no power it lies below maxSteps.
        return new Rungs(minSteps, reductionFactor, last - bracket, minSteps * power(last));
    }
}
