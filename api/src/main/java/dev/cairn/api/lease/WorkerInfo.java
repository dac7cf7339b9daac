package dev.cairn.api.lease;

import dev.cairn.search.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asks and what it can do.
 *
 * @param name unique among workers of a project
 * @param tasks the task types it trains, such as {@code FORECASTING}; empty or absent: it takes only studies without a task
 * @param backend such as {@code cpu} or {@code cuda-11.6}
 * @param memoryMebibytes that a trial could have there now; a worker that does not say gets no trial that ran out of it before
 * @param deviceMemoryMebibytes likewise of the accelerator's memory
 */
public record WorkerInfo(
        String name,
        @Nullable List<String> tasks,
        @Nullable String backend,
        @Nullable Integer memoryMebibytes,
        @Nullable Integer deviceMemoryMebibytes) {
    public WorkerInfo {
        tasks = tasks == null ? List.of() : List.copyOf(tasks);
        var rules = new Rules();
        if (rules.present(name, "name")) {
            rules.check(
                    name.matches("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}"),
                    "/name",
                    () -> "name must be letters, digits, dots, colons, dashes and underscores, at most 100, but was '"
                            + name + "'");
        }
        checkMemory(rules, "memoryMebibytes", memoryMebibytes);
        checkMemory(rules, "deviceMemoryMebibytes", deviceMemoryMebibytes);
        rules.hold();
    }

    private static void checkMemory(Rules rules, String field, @Nullable Integer memory) {
        rules.check(memory == null || memory >= 0, "/" + field, () -> field + " must be at least 0 but was " + memory);
    }

    public WorkerInfo(
            String name, @Nullable List<String> tasks, @Nullable String backend, @Nullable Integer memoryMebibytes) {
        this(name, tasks, backend, memoryMebibytes, null);
    }

    public WorkerInfo(String name, @Nullable List<String> tasks, @Nullable String backend) {
        this(name, tasks, backend, null, null);
    }
}
