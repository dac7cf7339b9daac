package dev.cairn.api.study;

import dev.cairn.search.Rules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much a study may spend. Whichever part is spent first ends the search; what is absent sets no limit.
 *
 * @param trials how many trials it may create, exactly, however many workers ask
 * @param parallel how many of them may be open (queued or running) at once
 * @param duration wall time since the study's creation, whether or not it was paused or had workers
 * @param trainingTime what all attempts of its search trials together may take, each from its grant to its last word
 * @param target the first objective's value that is good enough: a trial that completes there or beyond ends the search
 * @param patience how many trials in a row may end without a new best
 * @param failures how many trials may fail before the study does
 * @param failuresInARow how many may fail one after the other before the study does. If neither of the two is set, a study fails
 *     whose first {@value #FAILURES_AT_START} trials all do
 */
public record Budget(
        Long trials,
        @Nullable Integer parallel,
        @Nullable Duration duration,
        @Nullable Duration trainingTime,
        @Nullable Double target,
        @Nullable Integer patience,
        @Nullable Integer failures,
        @Nullable Integer failuresInARow) {
    public static final int FAILURES_AT_START = 10;
    public static final long MOST_TRIALS = 1_000_000;
    public static final Duration LONGEST = Duration.ofDays(3650);

    public Budget {
        Long limit = trials;
        Double goal = target;
        var rules = new Rules();
        if (rules.present(trials, "trials")) {
            rules.check(
                    limit >= 1 && limit <= MOST_TRIALS,
                    "/trials",
                    () -> "trials must be in [1, " + MOST_TRIALS + "] but was " + limit);
        }
        checkCount(rules, "parallel", parallel);
        checkTime(rules, "duration", duration);
        checkTime(rules, "trainingTime", trainingTime);
        rules.check(
                goal == null || Double.isFinite(goal),
                "/target",
                () -> "target must be a finite number but was " + goal);
        checkCount(rules, "patience", patience);
        checkCount(rules, "failures", failures);
        checkCount(rules, "failuresInARow", failuresInARow);
        rules.hold();
    }

    /** So many trials, and no other limit. */
    public static Budget ofTrials(long count) {
        return new Budget(count, null, null, null, null, null, null, null);
    }

    /** The same for so many trials, with a parallel limit if one is given. */
    public Budget with(long otherTrials, @Nullable Integer otherParallel) {
        return new Budget(
                otherTrials,
                otherParallel == null ? parallel : otherParallel,
                duration,
                trainingTime,
                target,
                patience,
                failures,
                failuresInARow);
    }

    private static void checkCount(Rules rules, String name, @Nullable Integer count) {
        rules.check(count == null || count >= 1, "/" + name, () -> name + " must be at least 1 but was " + count);
    }

    private static void checkTime(Rules rules, String name, @Nullable Duration time) {
        rules.check(
                time == null || (time.compareTo(Duration.ZERO) > 0 && time.compareTo(LONGEST) <= 0),
                "/" + name,
                () -> name + " must be in (PT0S, " + LONGEST + "] but was " + time);
    }
}
