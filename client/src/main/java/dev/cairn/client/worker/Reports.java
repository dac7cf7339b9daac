package dev.cairn.client.worker;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Report;
import dev.cairn.api.trial.Measurement;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a lease: sends measurements soon, a heartbeat when there are none, whatever the attempt is busy with, and keeps what
 * could not be sent. A thread of its own sends, and nobody else does; the other methods are for any thread and do not wait for
 * the service unless they say so. Times are of nanoTime.
 */
final class Reports implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Reports.class.getName());
    /** Epochs of tiny networks can be faster than calls are worth. */
    private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();
    /** The log tail is sent whole each time. */
    private static final long LOG_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();
    /** Heartbeats per lease: two may fail. */
    private static final int BEATS = 3;

    private final Function<Report, Directive> service;
    private final Lease lease;
    private final Thread sending;
    private final Backoff backoff = new Backoff();
    private final List<Measurement> unsent = new ArrayList<>();
    private @Nullable Checkpoint checkpoint;
    private Supplier<String> log = () -> "";
    private long notBefore = System.nanoTime();
    private long heartbeatAt;
    private long logAt = System.nanoTime();
    private boolean away;
    private boolean told;
    private boolean closed;
    private @Nullable RuntimeException refused;

    Reports(Function<Report, Directive> service, Lease lease) {
        this.service = service;
        this.lease = lease;
        this.heartbeatAt = System.nanoTime() + lease.timeLeft().toNanos() / BEATS;
        this.sending = new Thread(this::run, "reporting trial " + lease.trialNumber());
        sending.setDaemon(true);
    }

    /** Renews the lease from now on. Once. */
    void start() {
        sending.start();
    }

    synchronized void add(Measurement measurement) {
        unsent.add(measurement);
        notifyAll();
    }

    /** Tells of a checkpoint that was uploaded, with or after the points up to it. */
    synchronized void reached(Checkpoint uploaded) {
        checkpoint = uploaded;
        notifyAll();
    }

    /** Where the log's last lines are from now on. */
    synchronized void logFrom(Supplier<String> lines) {
        log = lines;
    }

    synchronized String log() {
        return log.get();
    }

    /** Whether the service has said that the trial shall end. */
    synchronized boolean isToldToEnd() {
        return told;
    }

    /** Whether the service refuses reports for good. */
    synchronized boolean isRefused() {
        return refused != null;
    }

    /** @throws SupersededException if the service refuses reports for good */
    synchronized void requireWanted() throws SupersededException {
        if (refused != null) {
            throw new SupersededException(refused);
        }
    }

    /**
     * Waits until the rest fits into the outcome, however long the service is away; a worker that must stop does not wait for a
     * service that is away.
     */
    synchronized void drain(StopSignal stopping) throws SupersededException, InterruptedException {
        while (unsent.size() > Report.MOST_MEASUREMENTS && !(away && stopping.isSet())) {
            requireWanted();
            wait(TimeUnit.NANOSECONDS.toMillis(PAUSE_NANOS));
        }
    }

    /** Sends no more, once what is on its way has arrived, and returns what was not sent: as many as one message may have. */
    List<Measurement> rest() throws InterruptedException {
        close();
        sending.join();
        return batch();
    }

    /** Sends no more, but does not wait for what is on its way. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized List<Measurement> batch() {
        return List.copyOf(unsent.subList(0, Math.min(unsent.size(), Report.MOST_MEASUREMENTS)));
    }

    private void run() {
        try {
            while (isDue()) {
                send();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until there is something to send; false if there never will be. */
    private synchronized boolean isDue() throws InterruptedException {
        while (!closed && refused == null) {
            long now = System.nanoTime();
            long due = unsent.isEmpty() && checkpoint == null && heartbeatAt - notBefore > 0 ? heartbeatAt : notBefore;
            if (now - due >= 0) {
                return true;
            }
            wait(1 + TimeUnit.NANOSECONDS.toMillis(due - now));
        }
        return false;
    }

    private void send() {
        List<Measurement> sent = batch();
        Checkpoint reached = checkpoint(sent.size());
        long now = System.nanoTime();
        boolean withLog = now - logAt >= 0;
        String lines = withLog ? log() : "";
        try {
            Directive directive = service.apply(new Report(sent, lines.isBlank() ? null : lines, reached));
            arrived(sent.size(), reached, directive, now, withLog);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** The checkpoint, if the points up to it were sent or are the first so many of those that were not. */
    private synchronized @Nullable Checkpoint checkpoint(int count) {
        boolean follows = checkpoint == null
                || unsent.subList(count, unsent.size()).stream().anyMatch(later -> later.step() <= checkpoint.step());
        return follows ? null : checkpoint;
    }

    private synchronized void arrived(
            int count, @Nullable Checkpoint reached, Directive directive, long now, boolean withLog) {
        unsent.subList(0, count).clear();
        checkpoint = checkpoint == reached ? null : checkpoint;
        heartbeatAt = now + directive.timeLeft().toNanos() / BEATS;
        notBefore = now + PAUSE_NANOS;
        logAt = withLog ? now + LOG_PAUSE_NANOS : logAt;
        backoff.reset();
        away = false;
        // What a newer service says beyond these is null here, and no reason to end.
        boolean end = directive.directive() == Directive.Kind.STOP || directive.directive() == Directive.Kind.CANCEL;
        if (end && !told) {
            LOG.log(Level.INFO, () -> "Trial " + lease.trialNumber() + " is told to end: " + directive.directive());
            told = true;
        }
        notifyAll();
    }

    private synchronized void failed(RuntimeException e) {
        if (isPassing(e)) {
            if (!away) {
                LOG.log(Level.WARNING, () -> "Cannot report now, training goes on: " + e.getMessage());
                away = true;
            }
            notBefore = System.nanoTime() + backoff.next().toNanos();
        } else {
            refused = e;
        }
        notifyAll();
    }

    private static boolean isPassing(RuntimeException e) {
        try {
            return Refusal.of(e) == Refusal.AWAY;
        } catch (RuntimeException unexpected) {
            LOG.log(Level.ERROR, "A report failed unexpectedly", unexpected);
            return false;
        }
    }
}
