package dev.cairn.worker;

import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.worker.lstm.TrialOrder;
import dev.cairn.worker.trial.ChildJvm;
import dev.cairn.worker.trial.TrialEvent;
import java.time.Duration;
import java.util.EnumSet;
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
            EnumSet.of(FailureCause.HOST_OOM, FailureCause.DEVICE_OOM, FailureCause.CRASHED);

    private static final Set<FailureCause> RAN_OUT = EnumSet.of(FailureCause.HOST_OOM, FailureCause.DEVICE_OOM);

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
    private TrialEvent.@Nullable Used used;
    /** What ends the trial although its process goes on for a moment. */
    private @Nullable Ending refused;

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
        boolean fresh = child.trials() == 0;
        Ending end = run(child, order);
        if (fresh || latest != null || refused != null || !RAN_OUT.contains(end.cause())) {
            return end;
        }
        // What earlier trials left behind in the process may have been in its way.
        LOG.info("Tried again in a fresh process, as the one before had run others: {}", end);
        return run(children.ready(), order);
    }

    private Ending run(ChildJvm child, TrialOrder order) throws InterruptedException, SupersededException {
        child.run(order);
        reports.logFrom(child::log);
        begun = System.nanoTime();
        lastProgress = begun;
        while (true) {
            Optional<TrialEvent> event = child.next(GLANCE);
            while (event.isPresent()) {
                Optional<Ending> end = end(event.get());
                if (end.isPresent()) {
                    return refusedOr(measured(end.get()));
                }
                event = child.next(Duration.ZERO);
            }
            Optional<Ending> ended = endedByUs(child);
            if (ended.isPresent()) {
                children.kill();
                return refusedOr(ended.get());
            }
            if (reports.isRefused()) {
                children.kill();
            }
            reports.requireWanted();
            if ((reports.isToldToEnd() || refused != null) && toldToStopAt == null) {
                toldToStopAt = System.nanoTime();
                child.stop();
            }
        }
    }

    private Ending refusedOr(Ending end) {
        return refused == null || end.result() == Result.PREEMPTED ? end : refused;
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
        } else if (event instanceof TrialEvent.Used taken) {
            this.used = taken;
        }
        if (event instanceof TrialEvent.Died died && ENDED.contains(died.exitCode())) {
            // Who ends a process group, as a terminal and systemd do, reaches the child first at times.
            stopping.pause(ECHO);
        }
        if (event instanceof TrialEvent.Died && stopping.isSet()) {
            return Optional.of(Ending.preempted());
        }
        Optional<Ending> end = Ending.of(event, toldToStopAt != null, latest == null ? Map.of() : latest.metrics());
        if (end.isPresent() && SPOILING.contains(end.get().cause())) {
            children.kill();
        }
        return end;
    }

    private void expect(Map<String, Double> metrics) {
        expected.putAll(metrics);
        double memory = metrics.getOrDefault(Estimates.PREDICTED_PEAK, 0.0);
        int limit = settings.trialMemoryMebibytes();
        int needs = Estimates.leastToTry(memory);
        if (needs > limit) {
            refused = Ending.tooLarge(memory, needs, limit);
        } else if (memory > limit) {
            LOG.warn("The trial is expected to need {} MiB but may have {}: it is tried", Math.round(memory), limit);
        }
    }

    /** With what the trial took, if its metrics count. */
    private Ending measured(Ending end) {
        Map<String, Double> taken = estimates.learned(predicted, used, epochSeconds());
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
