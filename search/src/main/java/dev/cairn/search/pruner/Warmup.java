package dev.cairn.search.pruner;

import dev.cairn.search.Rules;
import org.jspecify.annotations.Nullable;

/** The steps during which no trial is stopped, a setting that several pruners share. */
final class Warmup {
    private static final long STANDARD = 3;

    private Warmup() {}

    static long steps(@Nullable Long given) {
        return given == null ? STANDARD : given;
    }

    static void check(Rules rules, long steps) {
        rules.check(steps >= 0, "/warmupSteps", () -> "warmupSteps must be at least 0 but was " + steps);
    }
}
