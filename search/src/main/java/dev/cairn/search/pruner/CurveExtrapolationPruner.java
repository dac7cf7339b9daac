package dev.cairn.search.pruner;

import dev.cairn.search.Rules;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Stops a trial that will hardly end better than the best completed one, with a stated rate of error: split conformal
 * prediction (Vovk, Gammerman and Shafer 2005, "Algorithmic learning in a random world", section 4.2; Lei et al. 2018,
 * "Distribution-free predictive inference for regression", theorem 2), one-sided, of how much a trial still improves.
 *
 * <pre>
 * L      looks: a trial is judged at the steps firstStep * 2^k, k = 0 ... L - 1, when each is reached or passed
 * B_i    trial i's best score on reaching a look;  F_i its final score;  C_i = F_i - B_i its change
 * m      completed control trials that got to the look
 * j      floor((m + 1) * falseStopRate / L)
 * bound  B + max(0, the j-th largest of C_1 ... C_m)
 * </pre>
 *
 * The trial is stopped when the bound is below the best final score so far. If its change and the m controls' are exchangeable,
 * its rank among them is uniform, so it exceeds the j-th largest with probability at most j / (m + 1) &lt;= falseStopRate / L,
 * whatever the curves look like; and summed over the looks, a trial that would have ended at least as well as the best is
 * stopped with probability at most falseStopRate. With m &lt; L / falseStopRate - 1 there is no j, and nothing is stopped.
 *
 * <p>Trials that a pruner let complete are not exchangeable with those it judges: they were ahead. So the changes come from
 * <em>controls</em> alone, which are chosen by number and never stopped: the first L / falseStopRate - 1 trials and every
 * {@code controlEvery}-th. What remains assumed is that a sampler which learns proposes points whose curves go on as those of
 * its controls did.
 *
 * @param falseStopRate in [0.001, 0.5]; 0.15 when absent
 * @param looks how often a trial is judged, 1 to 10; 3 when absent
 * @param firstStep the first look's step; 4 when absent
 * @param controlEvery 2 or more; 10 when absent
 */
public record CurveExtrapolationPruner(
        @Nullable Double falseStopRate,
        @Nullable Integer looks,
        @Nullable Long firstStep,
        @Nullable Integer controlEvery)
        implements Pruner {
    private static final double LEAST_RATE = 0.001;
    private static final double MOST_RATE = 0.5;
    private static final int MOST_LOOKS = 10;
    private static final long LATEST_FIRST = 1_000_000_000;
    /** Whole numbers that come out of a division a little too small, such as 20 * (0.15 / 3), count as such. */
    private static final double ROUNDING = 1e-9;

    public CurveExtrapolationPruner {
        falseStopRate = falseStopRate == null ? 0.15 : falseStopRate;
        looks = looks == null ? 3 : looks;
        firstStep = firstStep == null ? 4 : firstStep;
        controlEvery = controlEvery == null ? 10 : controlEvery;
        double rate = falseStopRate;
        int count = looks;
        long first = firstStep;
        int every = controlEvery;
        var rules = new Rules();
        rules.check(
                rate >= LEAST_RATE && rate <= MOST_RATE,
                "/falseStopRate",
                () -> "falseStopRate must be in [" + LEAST_RATE + ", " + MOST_RATE + "] but was " + rate);
        rules.check(
                count >= 1 && count <= MOST_LOOKS,
                "/looks",
                () -> "looks must be from 1 to " + MOST_LOOKS + " but was " + count);
        rules.check(
                first >= 1 && first <= LATEST_FIRST,
                "/firstStep",
                () -> "firstStep must be from 1 to " + LATEST_FIRST + " but was " + first);
        rules.check(every >= 2, "/controlEvery", () -> "controlEvery must be at least 2 but was " + every);
        rules.hold();
    }

    @Override
    public boolean asks(long previousStep, long step) {
        return looksPassed(previousStep, step).findAny().isPresent();
    }

    @Override
    public Verdict judge(Running running, Others others) {
        if (isControl(running.number())) {
            return Verdict.CONTINUE;
        }
        return looksPassed(running.previousStep(), running.lastStep())
                .mapToObj(look -> judge(look, running, others))
                .filter(Verdict::stops)
                .findFirst()
                .orElse(Verdict.CONTINUE);
    }

    /** Whether a trial runs to its end whatever it reports, so that others can be judged by it. */
    boolean isControl(long number) {
        return number <= firstControls() || number % controlEvery == 0;
    }

    /** How many of the first trials are controls: as many as it takes before any can be stopped. */
    int firstControls() {
        return (int) Math.ceil(looks / falseStopRate - ROUNDING) - 1;
    }

    private Verdict judge(long look, Running running, Others others) {
        OptionalDouble target = others.bestFinal();
        double[] changes = others.reached(look).stream()
                .filter(standing -> standing.finalScore() != null && isControl(standing.number()))
                .mapToDouble(standing -> standing.finalScore() - standing.score())
                .sorted()
                .toArray();
        int j = (int) Math.floor((changes.length + 1) * falseStopRate / looks + ROUNDING);
        if (j == 0 || target.isEmpty()) {
            return Verdict.CONTINUE;
        }
        double best = running.bestOnReaching(look).orElseThrow();
        double bound = best + Math.max(0, changes[changes.length - j]);
        return bound >= target.getAsDouble()
                ? Verdict.CONTINUE
                : new Verdict("its best at step " + look + " is " + running.tell(best) + ", and going by "
                        + changes.length + " trials that ran to their end it will reach " + running.tell(bound)
                        + " at best, behind " + running.tell(target.getAsDouble()) + " of the best completed trial");
    }

    private LongStream looksPassed(long previousStep, long step) {
        return new Rungs(firstStep, 2, 0, firstStep << looks).passed(previousStep, step);
    }
}
