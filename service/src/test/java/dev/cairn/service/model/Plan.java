package dev.cairn.service.model;

import dev.cairn.api.study.ConfirmationRules;
import dev.cairn.api.trial.FailureCause;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The study of one history.
 *
 * @param grid over {@link #CELLS} cells; random otherwise
 * @param confirmation with a task that has a test part; absent without
 * @param minutes after which the search ends, between two times that the clock shows; absent without such a budget
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
        boolean prunes,
        @Nullable Integer minutes,
        @Nullable ConfirmationRules confirmation) {
    /** A forecasting task reports it; trials without a task do so too. */
    static final String METRIC = "validation.rmse";

    static final int CELLS = 6;
    static final double LIMIT = 5;

    private static final int SHORTEST_MINUTES = 15;
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
                random.nextBoolean(),
                random.nextInt(3) > 0 ? null : SHORTEST_MINUTES + 10 * random.nextInt(12),
                random.nextBoolean() ? null : new ConfirmationRules(1 + random.nextInt(3), 1 + random.nextInt(2)));
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

    /** @param dataset of the task of a plan with a confirmation */
    String json(String name, @Nullable String dataset) {
        String space = grid ? """
            {"name": "layers", "type": "ORDINAL", "values": [1, 2, 3]}, {"name": "units", "type": "ORDINAL", "values": [4, 5]}\
            """ : """
                {"name": "dropRate", "type": "REAL", "low": 0, "high": 0.9}\
                """;
        String task =
                confirmation == null ? "" : """
            "task": {"type": "FORECASTING", "dataset": "%s", "time": "date", "targets": ["y"],
                "split": {"type": "CHRONOLOGICAL", "validation": 0.2, "test": 0.2}},
            "confirmation": {"candidates": %d, "seeds": %d},\
            """.formatted(dataset, confirmation.candidates(), confirmation.seeds());
        return """
            {"name": "%s", %s "seed": %d, "sampler": {"type": "%s"}, "pruner": %s,
             "space": {"parameters": [%s]}, "objectives": [{"metric": "%s"}],
             "budget": {"trials": %d%s%s}, "retry": {"WORKER_LOST": %d, "CRASHED": %d, "TIMEOUT": %d, "backoff": "PT%dM", "longestBackoff": "PT%dM"}}
            """.formatted(
                        name,
                        task,
                        seed,
                        grid ? "GRID" : "RANDOM",
                        prunes
                                ? "{\"type\": \"THRESHOLD\", \"atMost\": " + LIMIT + ", \"warmupSteps\": 0}"
                                : "{\"type\": \"NONE\"}",
                        space,
                        METRIC,
                        budget,
                        parallel == null ? "" : ", \"parallel\": " + parallel,
                        minutes == null ? "" : ", \"duration\": \"PT" + minutes + "M\"",
                        workerLost,
                        crashed,
                        timeout,
                        backoffMinutes,
                        LONGEST_BACKOFF_MINUTES);
    }
}
