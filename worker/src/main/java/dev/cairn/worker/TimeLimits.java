package dev.cairn.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How long a training may take and how long it may show no progress, counted from when this is made. A second try in a fresh
 * process belongs to the same attempt and gets no time of its own.
 */
final class TimeLimits {
    private final Duration inAll;
    private final Duration withoutProgress;
    private final LongSupplier nanoTime;
    private final long begun;
    private long lastProgress;

    /** @param nanoTime as {@link System#nanoTime} */
    TimeLimits(Duration inAll, Duration withoutProgress, LongSupplier nanoTime) {
        this.inAll = inAll;
        this.withoutProgress = withoutProgress;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
        this.lastProgress = begun;
    }

    void progressed() {
        lastProgress = nanoTime.getAsLong();
    }

    /**
     * What the training has done too long, in words.
     *
     * @param starting whether its process still loads its libraries, for which there is a limit of its own
     */
    Optional<String> exceeded(boolean starting) {
        long now = nanoTime.getAsLong();
        Duration silence = starting ? Worker.START : withoutProgress;
        if (now - begun > inAll.toNanos()) {
            return Optional.of("the trial took longer than " + inAll);
        }
        return now - lastProgress > silence.toNanos()
                ? Optional.of("the trial showed no progress for " + silence)
                : Optional.empty();
    }
}
