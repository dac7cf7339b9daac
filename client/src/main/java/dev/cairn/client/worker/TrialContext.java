package dev.cairn.client.worker;

import dev.cairn.api.lease.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A trial's way to say how it goes and to hear what is wanted. No method waits for the service unless it says so; all are for
 * any thread.
 */
public interface TrialContext {
    /** The trial: its study, point, seed, purpose and task. */
    Lease lease();

    /** A folder for this attempt alone: empty at first, deleted after the outcome. */
    Path folder();

    /**
     * A point of the learning curve.
     *
     * @param step counts up from 1; after a resumption, on from the saved one
     */
    void report(long step, Map<String, Double> metrics);

    /** A point of the learning curve with one metric. */
    default void report(long step, String metric, double value) {
        report(step, Map.of(metric, value));
    }

    /** A line of the trial's log, of which the last ones are kept. */
    void log(String line);

    /** Takes the log's last lines from there, from now on. */
    void logFrom(Supplier<String> lines);

    /** Why the trial shall end now; empty while it may go on. */
    Optional<Stop> stop();

    /** Whether to end now. Ask after each step, and return what there is: see {@link Result#of(Map)}. */
    default boolean shouldStop() {
        return stop().isPresent();
    }

    /**
     * Saves what the training can go on from, elsewhere and later. The latest is kept; it is uploaded now and then, and when the
     * trial is given back.
     *
     * @param step the last one that it contains, reported before
     */
    void checkpoint(long step, byte[] state) throws IOException;

    /**
     * Likewise, with a say in when.
     *
     * @param file in {@link #folder()}; belongs to the context from now on
     * @param now whether to upload it now, rather than only when the trial is given back
     */
    void checkpoint(long step, Path file, boolean now);

    /**
     * What to go on from. Fetched at the first call, however long the service is away. Empty if there is nothing, or nothing that
     * can be had: then the training begins afresh, and the points up to the saved step are told again without harm.
     */
    Optional<SavedState> resumedFrom() throws InterruptedException;

    /**
     * Repeats a call while the service is away; its refusals are thrown.
     *
     * @param what for the log, such as {@code fetch the data set}
     * @return empty if the trial shall end first
     */
    <T> Optional<T> insist(String what, Supplier<T> call) throws InterruptedException;
}
