package dev.cairn.client.worker;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.client.CairnClient;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings an attempt's checkpoints to the service: those that are due, the latest first, and at an early end the latest of all.
 * A thread of its own uploads; training and reports do not wait for it. One that does not arrive costs nothing but itself.
 */
final class Checkpoints implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Checkpoints.class.getName());

    /** One that was saved; {@code now} if it shall be uploaded without waiting for the trial's end. */
    record Made(long step, Path file, boolean now) {}

    private final CairnClient client;
    private final Reports reports;
    private final Patience patience;
    private final Thread uploading;
    private @Nullable Made latest;
    private @Nullable Made underway;
    private boolean wanted;
    private boolean closed;
    private @Nullable Checkpoint arrived;

    Checkpoints(CairnClient client, Reports reports, StopSignal stopping) {
        this.client = client;
        this.reports = reports;
        this.patience = new Patience(stopping, () -> isClosed() || reports.isRefused());
        this.uploading = new Thread(this::run, "uploading checkpoints");
        uploading.setDaemon(true);
    }

    /** Uploads from now on. Once. */
    void start() {
        uploading.start();
    }

    /** Replaces the one before; its file belongs to this now. */
    synchronized void add(Made made) {
        if (latest != null && latest != underway) {
            delete(latest);
        }
        latest = made;
        wanted |= made.now();
        notifyAll();
    }

    /** The latest that was made, if it has arrived or does in this time. */
    synchronized Optional<Checkpoint> last(Duration most) throws InterruptedException {
        wanted = latest != null;
        notifyAll();
        long end = System.nanoTime() + most.toNanos();
        while (wanted || underway != null) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return Optional.ofNullable(arrived);
    }

    /** Begins no further upload. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void run() {
        try {
            for (var next = next(); next.isPresent(); next = next()) {
                upload(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Optional<Made> next() throws InterruptedException {
        while (!closed && !wanted) {
            wait();
        }
        if (closed) {
            return Optional.empty();
        }
        wanted = false;
        underway = latest;
        latest = null;
        return Optional.ofNullable(underway);
    }

    private void upload(Made made) throws InterruptedException {
        Optional<Checkpoint> checkpoint = Optional.empty();
        try {
            Path file = made.file();
            String digest = Digest.of(file);
            checkpoint = patience.insist("upload a checkpoint", () -> {
                client.blobs().put(digest, file);
                return new Checkpoint(made.step(), digest);
            });
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, () -> "The checkpoint of step " + made.step() + " is not kept: " + e.getMessage());
        }
        checkpoint.ifPresent(reports::reached);
        delete(made);
        finished(checkpoint);
    }

    private synchronized void finished(Optional<Checkpoint> checkpoint) {
        arrived = checkpoint.orElse(arrived);
        underway = null;
        notifyAll();
    }

    private static void delete(Made made) {
        try {
            Files.deleteIfExists(made.file());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a checkpoint's file stays until the attempt's end", e);
        }
    }
}
