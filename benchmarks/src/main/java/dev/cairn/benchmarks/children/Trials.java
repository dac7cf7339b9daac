package dev.cairn.benchmarks.children;

import dev.cairn.api.task.Task;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.lstm.TrialOrder;
import java.nio.file.Path;
import java.util.Map;

/**
 * Orders for trials of one task.
 *
 * @param table the data set's file
 * @param folder for models and checkpoints
 */
record Trials(Task task, Path table, Path folder) {
    /** Longer than any trial here. */
    private static final double NEVER_SECONDS = 1e6;

    /** @param name tells the files of trials apart that run at the same time */
    TrialOrder order(String name, Map<String, Object> point) {
        return new TrialOrder(
                1,
                "benchmark",
                1,
                Purpose.SEARCH,
                task,
                point,
                1,
                null,
                table.toString(),
                folder.resolve(name + ".zip").toString(),
                new TrialOrder.Checkpointing(folder.resolve(name).toString(), 0, NEVER_SECONDS),
                null);
    }
}
