package dev.cairn.cli.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for something outside this process that sends no signal. */
public final class Pause {
    private Pause() {}

    /** Asks every few milliseconds; false when the time ran out first. */
    public static boolean until(BooleanSupplier condition, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            of(Duration.ofMillis(50));
        }
        return true;
    }

    /** An interrupt ends the wait, and the command with it. */
    public static void of(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted", e);
        }
    }
}
