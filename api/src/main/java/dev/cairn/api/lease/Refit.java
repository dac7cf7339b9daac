package dev.cairn.api.lease;

import dev.cairn.search.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the winner is fitted for the test: to the training and validation part together, where nothing is left to decide when to
 * stop.
 *
 * @param epochs how many; absent: as the point's hyperparameters say
 * @param seeds of the networks, at least one, all different; each is fitted, and the test part judges all of them at once
 */
public record Refit(@Nullable Integer epochs, List<Long> seeds) {
    /** The metric by which a completed trial tells after how many epochs it had the weights that it was judged by. */
    public static final String BEST_EPOCH = "bestEpoch";

    public Refit {
        Integer given = epochs;
        var rules = new Rules();
        rules.check(given == null || given >= 1, "/epochs", () -> "epochs must be at least 1 but was " + given);
        if (rules.present(seeds, "seeds")) {
            List<Long> all = List.copyOf(seeds);
            rules.check(
                    !all.isEmpty() && all.stream().distinct().count() == all.size(),
                    "/seeds",
                    () -> "seeds must be at least one and all different but were " + all);
            seeds = all;
        }
        rules.hold();
    }
}
