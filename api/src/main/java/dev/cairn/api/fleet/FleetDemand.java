package dev.cairn.api.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many slots would have work now. An autoscaler reads {@code slots} and divides by what a worker has.
 *
 * @param slots running and waiting
 * @param running trials that slots hold now
 * @param waiting trials that further slots would get at once: queued and not backing off, and those that budget and parallel
 *     limit leave to be suggested. What the space has left is not known before it is suggested
 * @param tasks the same by task; the last one, without a {@code task}, is of studies that outside trainers serve and stands
 *     in none of the sums
 */
public record FleetDemand(long slots, long running, long waiting, List<OfTask> tasks) {
    public FleetDemand {
        tasks = List.copyOf(tasks);
    }

    /** The sums of those that have a task. */
    public static FleetDemand of(List<OfTask> tasks) {
        long running = tasks.stream()
                .filter(one -> one.task() != null)
                .mapToLong(OfTask::running)
                .sum();
        long waiting = tasks.stream()
                .filter(one -> one.task() != null)
                .mapToLong(OfTask::waiting)
                .sum();
        return new FleetDemand(running + waiting, running, waiting, tasks);
    }

    /**
     * What studies with one type of task would keep busy.
     *
     * @param task such as {@code FORECASTING}; absent: studies without one
     */
    public record OfTask(@Nullable String task, long slots, long running, long waiting) {
        public OfTask(@Nullable String task, long running, long waiting) {
            this(task, running + waiting, running, waiting);
        }
    }
}
