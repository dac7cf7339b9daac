package dev.cairn.service.model;

import dev.cairn.api.trial.FailureCause;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The study of one history.
 *
 * @param grid over {@link #CELLS} cells; random otherwise
 * @param prunes stops a trial that reports more than {@link #LIMIT}
 */
record Plan(
        long seed,
        boolean grid,
        int budget,
        @Nullable Integer parallel,
        int workerLost,
        int crashed,
        int timeout,
        int backoffMinutes,
        boolean prunes) {
    static final int CELLS = 6;
    static final double LIMIT = 5;

    private static final int BACKOFF_MINUTES = 15;
    private static final int LONGEST_BACKOFF_MINUTES = 25;

    static Plan of(Random random) {
        return new Plan(
                random.nextInt(1000),
                random.nextBoolean(),
                1 + random.nextInt(8),
                random.nextBoolean() ? null : 1 + random.nextInt(3),
                random.nextInt(3),
                random.nextInt(3),
                random.nextInt(2),
                random.nextBoolean() ? 0 : BACKOFF_MINUTES,
                random.nextBoolean());
    }

    /** How many further attempts may follow such failures. */
    int retries(@Nullable FailureCause cause) {
        if (cause == FailureCause.CRASHED) {
            return crashed;
        }
        return cause == FailureCause.TIMEOUT ? timeout : 0;
    }

    /** How long a trial waits after so many failures. */
    int backoffMinutes(long failures) {
        return failures == 1 ? backoffMinutes : Math.min(2 * backoffMinutes, LONGEST_BACKOFF_MINUTES);
    }

    String json(String name) {
        String space = grid ? """
            {"name": "a", "type": "ORDINAL", "values": [1, 2, 3]}, {"name": "b", "type": "CATEGORICAL", "values": ["p", "q"]}\
            """ : """
                {"name": "x", "type": "REAL", "low": -1, "high": 1}\
                """;
        return """
            {"name": "%s", "seed": %d, "sampler": {"type": "%s"}, "pruner": %s,
             "space": {"parameters": [%s]}, "objectives": [{"metric": "loss"}],
             "budget": {"trials": %d%s}, "retry": {"WORKER_LOST": %d, "CRASHED": %d, "TIMEOUT": %d, "backoff": "PT%dM", "longestBackoff": "PT%dM"}}
            """.formatted(
                        name,
                        seed,
                        grid ? "GRID" : "RANDOM",
                        prunes
                                ? "{\"type\": \"THRESHOLD\", \"atMost\": " + LIMIT + ", \"warmupSteps\": 0}"
                                : "{\"type\": \"NONE\"}",
                        space,
                        budget,
                        parallel == null ? "" : ", \"parallel\": " + parallel,
                        workerLost,
                        crashed,
                        timeout,
                        backoffMinutes,
                        LONGEST_BACKOFF_MINUTES);
    }
}
