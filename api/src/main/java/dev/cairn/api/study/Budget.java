package dev.cairn.api.study;

import dev.cairn.search.Rules;
import org.jspecify.annotations.Nullable;

/**
 * How much a study may spend.
 *
 * @param trials how many trials it may create, exactly, however many workers ask
 * @param parallel how many of them may be open (queued or running) at once; no limit when absent
 */
public record Budget(Long trials, @Nullable Integer parallel) {
    public static final long MOST_TRIALS = 1_000_000;

    public Budget {
        Long limit = trials;
        Integer open = parallel;
        var rules = new Rules();
        if (rules.present(trials, "trials")) {
            rules.check(
                    limit >= 1 && limit <= MOST_TRIALS,
                    "/trials",
                    () -> "trials must be in [1, " + MOST_TRIALS + "] but was " + limit);
        }
        rules.check(open == null || open >= 1, "/parallel", () -> "parallel must be at least 1 but was " + open);
        rules.hold();
    }
}
