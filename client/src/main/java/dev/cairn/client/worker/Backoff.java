package dev.cairn.client.worker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits that grow while something keeps failing, each a little random: workers that lost a service come back one by one. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration next = FIRST;

    Duration next() {
        Duration now = next;
        next = now.multipliedBy(2).compareTo(LONGEST) < 0 ? now.multipliedBy(2) : LONGEST;
        return Duration.ofMillis(
                (long) (now.toMillis() * ThreadLocalRandom.current().nextDouble(0.75, 1.25)));
    }

    void reset() {
        next = FIRST;
    }
}
