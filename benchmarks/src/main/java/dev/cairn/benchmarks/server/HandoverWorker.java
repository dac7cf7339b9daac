package dev.cairn.benchmarks.server;

import org.jspecify.annotations.Nullable;

/** A worker that gets its next trial with the outcome of the one before, in one call. */
public final class HandoverWorker implements Cycle {
    private final HttpWorker worker;
    private HttpWorker.@Nullable Held held;

    public HandoverWorker(HttpWorker worker) {
        this.worker = worker;
    }

    @Override
    public void run() {
        held = held == null ? worker.lease() : worker.handOver(held);
    }

    @Override
    public void close() {
        if (held != null) {
            worker.complete(held);
        }
        worker.close();
    }
}
