package dev.cairn.api.study;

import dev.cairn.search.Rules;
import org.jspecify.annotations.Nullable;

/**
 * How a study with a sealed test part finds its winner: the most promising points of the search are repeated on the validation
 * part with seeds of their own, the best of them by its mean is fitted once more with as many seeds, and meets the test part.
 *
 * @param candidates how many points are repeated; 3 when absent
 * @param seeds how often each of them, and with how many seeds the winner is fitted for the test; 5 when absent
 */
public record ConfirmationRules(
        @Nullable Integer candidates, @Nullable Integer seeds) {
    public static final int MOST = 20;
    public static final ConfirmationRules DEFAULT = new ConfirmationRules(null, null);

    public ConfirmationRules {
        candidates = candidates == null ? 3 : candidates;
        seeds = seeds == null ? 5 : seeds;
        var rules = new Rules();
        check(rules, "candidates", candidates);
        check(rules, "seeds", seeds);
        rules.hold();
    }

    private static void check(Rules rules, String name, int value) {
        rules.check(
                value >= 1 && value <= MOST,
                "/" + name,
                () -> name + " must be from 1 to " + MOST + " but was " + value);
    }
}
