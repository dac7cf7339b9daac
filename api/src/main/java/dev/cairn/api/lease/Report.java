package dev.cairn.api.lease;

import dev.cairn.api.trial.Measurement;
import dev.cairn.search.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measurements and heartbeat in one message.
 *
 * @param measurements may be empty; a repeated step is ignored
 * @param log the last lines of the trial's log, replacing what was sent before
 * @param checkpoint uploaded before; replaces one of an earlier step
 */
public record Report(
        @Nullable List<Measurement> measurements,
        @Nullable String log,
        @Nullable Checkpoint checkpoint) {
    public static final int MOST_MEASUREMENTS = 1000;
    public static final int LONGEST_LOG = 64 * 1024;

    public Report {
        measurements = measurements == null ? List.of() : List.copyOf(measurements);
        int size = measurements.size();
        var rules = new Rules();
        rules.check(
                size <= MOST_MEASUREMENTS,
                "/measurements",
                () -> "measurements may be at most " + MOST_MEASUREMENTS + " but were " + size);
        rules.check(
                log == null || log.length() <= LONGEST_LOG,
                "/log",
                () -> "log may be at most " + LONGEST_LOG + " characters");
        rules.hold();
    }

    public Report(@Nullable List<Measurement> measurements, @Nullable String log) {
        this(measurements, log, null);
    }
}
