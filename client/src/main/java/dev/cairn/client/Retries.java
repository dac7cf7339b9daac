package dev.cairn.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The waits of one call: they double from try to try, each is random so that clients that lost a service come back one by one,
 * none is shorter than the service asks, and none goes past the deadline.
 */
final class Retries {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final long deadline;
    private Duration next = FIRST;

    Retries(Duration total) {
        this.deadline = System.nanoTime() + total.toNanos();
    }

    /** How long to wait before the next try; empty if there shall be none. */
    Optional<Duration> next(Duration atLeast) {
        Duration jittered = Duration.ofNanos(
                (long) (next.toNanos() * ThreadLocalRandom.current().nextDouble(0.5, 1)));
        Duration wait = jittered.compareTo(atLeast) < 0 ? atLeast : jittered;
        next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
        return System.nanoTime() + wait.toNanos() - deadline < 0 ? Optional.of(wait) : Optional.empty();
    }
}
