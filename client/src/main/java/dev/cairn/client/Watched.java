package dev.cairn.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Lines that are given up when none comes for too long: a connection that is half open tells nothing for ever. */
final class Watched implements AutoCloseable {
    private final Lines lines;
    private final long silenceNanos;
    private final Executor later;
    private volatile long heardAt = System.nanoTime();
    private volatile boolean closed;

    Watched(Lines lines, Duration silence) {
        this.lines = lines;
        this.silenceNanos = silence.toNanos();
        this.later = CompletableFuture.delayedExecutor(silenceNanos, TimeUnit.NANOSECONDS);
        later.execute(this::watch);
    }

    Optional<String> next() {
        Optional<String> line = lines.next();
        heardAt = System.nanoTime();
        return line;
    }

    private void watch() {
        if (System.nanoTime() - heardAt >= silenceNanos) {
            close();
        } else if (!closed) {
            later.execute(this::watch);
        }
    }

    @Override
    public void close() {
        closed = true;
        lines.close();
    }
}
