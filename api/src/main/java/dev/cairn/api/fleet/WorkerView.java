package dev.cairn.api.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker that asked for trials of a project.
 *
 * @param tasks what it trains; empty: studies without a task
 * @param backend what it computes with, such as {@code cpu}; absent where it does not say
 * @param memoryMebibytes what a trial could have there when it asked last
 * @param deviceMemoryMebibytes likewise of the accelerator's memory
 * @param isThere whether it runs something, or has asked so lately that it may be on its way back
 * @param silence since it asked or reported last
 * @param running what its slots do now
 */
public record WorkerView(
        String name,
        String project,
        List<String> tasks,
        @Nullable String backend,
        @Nullable Integer memoryMebibytes,
        @Nullable Integer deviceMemoryMebibytes,
        boolean isThere,
        Duration silence,
        Instant firstSeenAt,
        List<BusySlot> running) {
    public WorkerView {
        tasks = List.copyOf(tasks);
        running = List.copyOf(running);
    }
}
