package dev.cairn.worker;

import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.worker.lstm.TrialOrder;
import dev.cairn.worker.trial.ChildJvm;
import dev.cairn.worker.trial.TrialEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One trial in a child JVM, watched until it ends by itself or is ended. */
final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);
    private static final Duration GLANCE = Duration.ofMillis(100);
    /** How long a child may take to end by itself before it is killed. */
    private static final Duration OBEDIENCE = Duration.ofSeconds(5);
    /** How long a child that hangs may take to say where. */
    private static final Duration TRACE = Duration.ofSeconds(1);
    /** Exit codes after SIGINT and SIGTERM. */
    private static final Set<Integer> ENDED = Set.of(128 + 2, 128 + 15);
    /** How much later the worker may hear of what ended its child. */
    private static final Duration ECHO = Duration.ofSeconds(1);
    /** A process in which one of these has happened runs no other trial. */
    private static final Set<FailureCause> SPOILING =
            Set.of(FailureCause.HOST_OOM, FailureCause.DEVICE_OOM, FailureCause.CRASHED);

    private final Children children;
    private final Estimates estimates;
    private final WorkerSettings settings;
    private final StopSignal stopping;
    private final Reports reports;
    private final Checkpoints checkpoints;

    private final Map<String, Double> expected = new TreeMap<>();
    private TrialEvent.@Nullable Predicted predicted;
    private @Nullable Measurement first;
    private @Nullable Measurement latest;
    private int peakMebibytes;
    private long begun;
    private long lastProgress;
    private @Nullable Long toldToStopAt;

    Execution(
            Children children,
            Estimates estimates,
            WorkerSettings settings,
            StopSignal stopping,
            Reports reports,
            Checkpoints checkpoints) {
        this.children = children;
        this.estimates = estimates;
        this.settings = settings;
        this.stopping = stopping;
        this.reports = reports;
        this.checkpoints = checkpoints;
    }

    Ending run(TrialOrder order) throws InterruptedException, SupersededException {
        ChildJvm child = children.ready();
        child.run(order);
        reports.logFrom(child::log);
        begun = System.nanoTime();
        lastProgress = begun;
        while (true) {
            Optional<TrialEvent> event = child.next(GLANCE);
            while (event.isPresent()) {
                Optional<Ending> end = end(event.get());
                if (end.isPresent()) {
                    return measured(end.get());
                }
                event = child.next(Duration.ZERO);
            }
            Optional<Ending> ended = endedByUs(child);
            if (ended.isPresent()) {
                children.kill();
                return ended.get();
            }
            if (reports.isRefused()) {
                children.kill();
            }
            reports.requireWanted();
            if (reports.isToldToEnd() && toldToStopAt == null) {
                toldToStopAt = System.nanoTime();
                child.stop();
            }
        }
    }

    /** The ending that an event means, if it is one that ends the trial. */
    private Optional<Ending> end(TrialEvent event) throws InterruptedException {
        lastProgress = System.nanoTime();
        if (event instanceof TrialEvent.Measured measured) {
            latest = measured.measurement();
            first = first == null ? latest : first;
            reports.add(measured.measurement());
            children.prepare();
        } else if (event instanceof TrialEvent.Checkpointed checkpointed) {
            checkpoints.add(checkpointed);
        } else if (event instanceof TrialEvent.Predicted shapes) {
            predicted = shapes;
            expect(estimates.expected(shapes));
        } else if (event instanceof TrialEvent.Used used) {
            peakMebibytes = used.peakMebibytes();
        }
        if (event instanceof TrialEvent.Died died && ENDED.contains(died.exitCode())) {
            // Who ends a process group, as a terminal and systemd do, reaches the child first at times.
            stopping.pause(ECHO);
        }
        if (event instanceof TrialEvent.Died && stopping.isSet()) {
            return Optional.of(Ending.preempted());
        }
        Optional<Ending> end = Ending.of(event, toldToStopAt != null, latest == null ? Map.of() : latest.metrics());
        if (end.isPresent()
                && end.get().cause() != null
                && SPOILING.contains(end.get().cause())) {
            children.kill();
        }
        return end;
    }

    private void expect(Map<String, Double> metrics) {
        expected.putAll(metrics);
        double memory = metrics.getOrDefault(Estimates.PREDICTED_PEAK, 0.0);
        if (memory > settings.trialMemoryMebibytes()) {
            LOG.warn(
                    "The trial is expected to need {} MiB but may have {}: it may end for that reason",
                    Math.round(memory),
                    settings.trialMemoryMebibytes());
        }
    }

    /** With what the trial took, if its metrics count. */
    private Ending measured(Ending end) {
        Map<String, Double> taken = estimates.learned(predicted, peakMebibytes, epochSeconds());
        if (end.metrics().isEmpty()) {
            return end;
        }
        var all = new TreeMap<>(end.metrics());
        all.putAll(expected);
        all.putAll(taken);
        return new Ending(end.result(), end.cause(), all, end.message());
    }

    private double epochSeconds() {
        if (first == null || latest == null || first == latest) {
            return 0;
        }
        double seconds =
                latest.metrics().getOrDefault("seconds", 0.0) - first.metrics().getOrDefault("seconds", 0.0);
        return seconds / (latest.step() - first.step());
    }

    private Optional<Ending> endedByUs(ChildJvm child) throws InterruptedException {
        long now = System.nanoTime();
        Duration progressLimit = child.isReady() ? settings.progressLimit() : Worker.START;
        if (stopping.isSet()) {
            return Optional.of(Ending.preempted());
        }
        if (toldToStopAt != null && now - toldToStopAt > OBEDIENCE.toNanos()) {
            return Optional.of(Ending.asTold(latest == null ? Map.of() : latest.metrics()));
        }
        if (now - lastProgress > progressLimit.toNanos()) {
            child.trace(TRACE);
            return Optional.of(
                    Ending.failed(FailureCause.TIMEOUT, "the trial showed no progress for " + progressLimit));
        }
        if (now - begun > settings.trialLimit().toNanos()) {
            child.trace(TRACE);
            return Optional.of(
                    Ending.failed(FailureCause.TIMEOUT, "the trial took longer than " + settings.trialLimit()));
        }
        return Optional.empty();
    }
}
