package dev.cairn.client.worker;

import dev.cairn.client.CairnClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs trials until it is told to stop, or its study ends: each slot asks for one, keeps its lease while the trainer trains, and
 * delivers what came of it. It goes on when the service is away, and resumes its trials however long that was, unless another
 * worker has taken them up.
 */
public final class Worker {
    private final List<Slot> slots;
    private final StopSignal stopping;
    private final Duration grace;
    private final CountDownLatch ended = new CountDownLatch(1);

    Worker(List<Slot> slots, StopSignal stopping, Duration grace) {
        this.slots = List.copyOf(slots);
        this.stopping = stopping;
        this.grace = grace;
    }

    /** For trials of any study without a task, unless told more. */
    public static WorkerBuilder builder(CairnClient client) {
        return new WorkerBuilder(client);
    }

    /**
     * Works; once. Returns when it was told to stop and has given its trials back, or when its one study has ended.
     *
     * @throws dev.cairn.client.ProblemException if the service refuses this worker for good
     */
    public void run() throws InterruptedException {
        var failure = new AtomicReference<Throwable>();
        var threads = new ArrayList<Thread>();
        for (Slot slot : slots) {
            var thread = new Thread(() -> run(slot, failure), "cairn-worker-slot-" + (threads.size() + 1));
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } finally {
            // Also if we were interrupted ourselves.
            stop();
            ended.countDown();
        }
        rethrow(failure.get());
    }

    private void run(Slot slot, AtomicReference<Throwable> failure) {
        try {
            slot.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            // What one slot cannot do, the others cannot either.
            failure.compareAndSet(null, e);
            stop();
        }
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }

    /** Lets {@link #run} end soon, and give its trials back. Does not wait. For any thread. */
    public void stop() {
        stopping.set();
    }

    public boolean isStopping() {
        return stopping.isSet();
    }

    /** Whether a slot has a trial at hand. */
    public boolean isBusy() {
        return slots.stream().anyMatch(Slot::isBusy);
    }

    /** Stops and waits until all is given back, at most for the grace. */
    public void close() throws InterruptedException {
        stop();
        if (isBusy()) {
            ended.await(grace.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Makes a signal such as SIGTERM an orderly end: trials go back to the queue, the exit code is 0.
     *
     * @param last is run before the process ends
     */
    public Worker stopOnSignal(Runnable last) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            boolean unasked = ended.getCount() > 0;
            try {
                close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                last.run();
                if (unasked) {
                    // Otherwise the exit code would tell of the signal, and supervisors would call it a failure.
                    Runtime.getRuntime().halt(0);
                }
            }
        }));
        return this;
    }
}
