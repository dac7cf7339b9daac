package dev.cairn.client.worker;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.CairnClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A trial that a service has leased to this worker. */
final class LeasedTrial implements TrialContext {
    private final CairnClient client;
    private final Lease lease;
    private final Path folder;
    private final Reports reports;
    private final Checkpoints checkpoints;
    private final StopSignal stopping;
    private final Patience patience;
    private final long checkpointNanos;
    private final LogLines lines = new LogLines();
    private long uploadedAt = System.nanoTime();
    private volatile @Nullable Stop heard;
    private @Nullable Optional<SavedState> resumedFrom;

    LeasedTrial(
            CairnClient client,
            Lease lease,
            Path folder,
            Reports reports,
            Checkpoints checkpoints,
            StopSignal stopping,
            Duration checkpointInterval) {
        this.client = client;
        this.lease = lease;
        this.folder = folder;
        this.reports = reports;
        this.checkpoints = checkpoints;
        this.stopping = stopping;
        this.patience = new Patience(stopping, () -> reports.isRefused() || reports.isToldToEnd());
        this.checkpointNanos = checkpointInterval.toNanos();
        reports.logFrom(lines);
    }

    @Override
    public Lease lease() {
        return lease;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public void report(long step, Map<String, Double> metrics) {
        reports.add(new Measurement(step, metrics));
    }

    @Override
    public void log(String line) {
        lines.add(line);
    }

    @Override
    public void logFrom(Supplier<String> source) {
        reports.logFrom(source);
    }

    @Override
    public Optional<Stop> stop() {
        Stop now = reports.isRefused()
                ? Stop.LOST
                : stopping.isSet() ? Stop.PREEMPTED : reports.isToldToEnd() ? Stop.TOLD : null;
        heard = now == null ? heard : now;
        return Optional.ofNullable(now);
    }

    /** The last stop that the training has asked and heard of. */
    Optional<Stop> heard() {
        return Optional.ofNullable(heard);
    }

    @Override
    public synchronized void checkpoint(long step, byte[] state) throws IOException {
        boolean due = System.nanoTime() - uploadedAt >= checkpointNanos;
        uploadedAt = due ? System.nanoTime() : uploadedAt;
        checkpoint(step, Files.write(folder.resolve("checkpoint-" + step), state), due);
    }

    @Override
    public void checkpoint(long step, Path file, boolean now) {
        checkpoints.add(new Checkpoints.Made(step, file, now));
    }

    @Override
    public synchronized Optional<SavedState> resumedFrom() throws InterruptedException {
        if (resumedFrom == null) {
            Checkpoint checkpoint = lease.resumeFrom();
            resumedFrom =
                    checkpoint == null ? Optional.empty() : Resumption.fetched(client, checkpoint, folder, patience);
        }
        return resumedFrom;
    }

    @Override
    public <T> Optional<T> insist(String what, Supplier<T> call) throws InterruptedException {
        return patience.insist(what, call);
    }
}
