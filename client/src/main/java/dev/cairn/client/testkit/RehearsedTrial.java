package dev.cairn.client.testkit;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.worker.SavedState;
import dev.cairn.client.worker.Stop;
import dev.cairn.client.worker.TrialContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A trial in memory; only its folder is on the disk, for trainers that use one. */
final class RehearsedTrial implements TrialContext, AutoCloseable {
    private final Lease lease;
    private final Path folder;
    private final @Nullable Stop planned;
    private final long stopAfter;
    private final List<Measurement> reported = new ArrayList<>();
    private final StringBuilder lines = new StringBuilder();
    private @Nullable Supplier<String> source;
    private @Nullable Stop now;
    private @Nullable Stop heard;
    private Rehearsal.@Nullable Saved saved;

    RehearsedTrial(Lease lease, @Nullable Stop planned, long stopAfter, Rehearsal.@Nullable Saved from)
            throws IOException {
        this.lease = lease;
        this.planned = planned;
        this.stopAfter = stopAfter;
        this.saved = from;
        this.folder = Files.createTempDirectory("cairn-rehearsal-");
    }

    synchronized List<Measurement> reported() {
        return List.copyOf(reported);
    }

    synchronized String lines() {
        return source == null ? lines.toString() : source.get();
    }

    synchronized Rehearsal.@Nullable Saved saved() {
        return saved;
    }

    synchronized Optional<Stop> heard() {
        return Optional.ofNullable(heard);
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
    public synchronized void report(long step, Map<String, Double> metrics) {
        reported.add(new Measurement(step, metrics));
        now = step >= stopAfter ? planned : now;
    }

    @Override
    public synchronized void log(String line) {
        lines.append(line).append('\n');
    }

    @Override
    public synchronized void logFrom(Supplier<String> other) {
        source = other;
    }

    @Override
    public synchronized Optional<Stop> stop() {
        heard = now == null ? heard : now;
        return Optional.ofNullable(now);
    }

    @Override
    public synchronized void checkpoint(long step, byte[] state) {
        saved = new Rehearsal.Saved(step, state.clone());
    }

    @Override
    public void checkpoint(long step, Path file, boolean at) {
        try {
            checkpoint(step, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized Optional<SavedState> resumedFrom() {
        Rehearsal.Saved from = saved;
        if (from == null || lease.attemptNumber() == 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new SavedState(from.step(), Files.write(folder.resolve("from-" + from.step()), from.bytes())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public <T> Optional<T> insist(String what, Supplier<T> call) {
        return Optional.of(call.get());
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
