package dev.cairn.worker;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.client.CairnClient;
import dev.cairn.worker.data.DatasetCache;
import dev.cairn.worker.trial.TrialEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings an attempt's checkpoints to the service: those that are due, the latest first, and at an early end the latest of all.
 * A thread of its own uploads; training and reports do not wait for it. One that does not arrive costs nothing but itself.
 */
final class Checkpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final CairnClient client;
    private final Reports reports;
    private final Patience patience;
    private final Thread uploading;
    private TrialEvent.@Nullable Checkpointed latest;
    private TrialEvent.@Nullable Checkpointed underway;
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
    synchronized void add(TrialEvent.Checkpointed made) {
        if (latest != null && latest != underway) {
            delete(latest);
        }
        latest = made;
        wanted |= made.due();
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

    private synchronized Optional<TrialEvent.Checkpointed> next() throws InterruptedException {
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

    private void upload(TrialEvent.Checkpointed made) throws InterruptedException {
        Optional<Checkpoint> checkpoint = Optional.empty();
        try {
            Path file = Path.of(made.file());
            String digest = DatasetCache.digest(file);
            checkpoint = patience.insist("upload a checkpoint", () -> {
                client.blobs().put(digest, file);
                return new Checkpoint(made.step(), digest);
            });
        } catch (IOException | RuntimeException e) {
            LOG.warn("The checkpoint of epoch {} is not kept: {}", made.step(), e.getMessage());
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

    private static void delete(TrialEvent.Checkpointed made) {
        try {
            Files.deleteIfExists(Path.of(made.file()));
        } catch (IOException e) {
            LOG.debug("a checkpoint's file stays until the attempt's end", e);
        }
    }
}
