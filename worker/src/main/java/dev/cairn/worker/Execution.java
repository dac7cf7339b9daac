package dev.cairn.worker;

import dev.cairn.api.lease.Outcome;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.worker.Result;
import dev.cairn.client.worker.Stop;
import dev.cairn.client.worker.TrialContext;
import dev.cairn.worker.lstm.TrialOrder;
import dev.cairn.worker.trial.ChildJvm;
import dev.cairn.worker.trial.TrialEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One trial in a child JVM, watched until it ends by itself or is ended. */
final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);
    private static final Duration GLANCE = Duration.ofMillis(100);
    /** How long a child may take to end by itself before it is killed. */
    private static final Duration OBEDIENCE = Duration.ofSeconds(5);
    /** How long a child that hangs may take to say where; on a machine that is short of everything, too. */
    private static final Duration TRACE = Duration.ofSeconds(5);
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
    private final TrialContext trial;
    private final TimeLimits limits;

    private final Map<String, Double> expected = new TreeMap<>();
    private TrialEvent.@Nullable Predicted predicted;
    private @Nullable Measurement first;
    private @Nullable Measurement latest;
    private TrialEvent.@Nullable Used used;
    /** What ends the trial although its process goes on for a moment. */
    private @Nullable Result refused;

    private @Nullable Long toldToStopAt;

    Execution(Children children, Estimates estimates, WorkerSettings settings, TrialContext trial, TimeLimits limits) {
        this.children = children;
        this.estimates = estimates;
        this.settings = settings;
        this.trial = trial;
        this.limits = limits;
    }

    Result run(TrialOrder order) throws InterruptedException {
        ChildJvm child = children.ready();
        boolean fresh = child.trials() == 0;
        Result end = run(child, order);
        if (fresh || latest != null || refused != null || !RAN_OUT.contains(end.cause())) {
            return end;
        }
        // What earlier trials left behind in the process may have been in its way.
        LOG.info("Tried again in a fresh process, as the one before had run others: {}", end);
        return run(children.ready(), order);
    }

    private Result run(ChildJvm child, TrialOrder order) throws InterruptedException {
        child.run(order);
        trial.logFrom(child::log);
        limits.progressed();
        while (true) {
            Optional<TrialEvent> event = child.next(GLANCE);
            while (event.isPresent()) {
                Optional<Result> end = end(event.get());
                if (end.isPresent()) {
                    return refusedOr(measured(end.get()));
                }
                event = child.next(Duration.ZERO);
            }
            Optional<Stop> stop = trial.stop();
            Optional<Result> ended = endedByUs(child, stop);
            if (ended.isPresent()) {
                children.kill();
                return refusedOr(ended.get());
            }
            if ((stop.isPresent() || refused != null) && toldToStopAt == null) {
                toldToStopAt = System.nanoTime();
                child.stop();
            }
        }
    }

    private Result refusedOr(Result end) {
        return refused == null || end.result() == Outcome.Result.PREEMPTED ? end : refused;
    }

    /** The ending that an event means, if it is one that ends the trial. */
    private Optional<Result> end(TrialEvent event) throws InterruptedException {
        limits.progressed();
        if (event instanceof TrialEvent.Measured measured) {
            latest = measured.measurement();
            first = first == null ? latest : first;
            trial.report(latest.step(), latest.metrics());
            children.prepare();
        } else if (event instanceof TrialEvent.Checkpointed checkpointed) {
            trial.checkpoint(checkpointed.step(), Path.of(checkpointed.file()), checkpointed.due());
        } else if (event instanceof TrialEvent.Predicted shapes) {
            predicted = shapes;
            expect(estimates.expected(shapes));
        } else if (event instanceof TrialEvent.Used taken) {
            this.used = taken;
        }
        if (event instanceof TrialEvent.Died died && ENDED.contains(died.exitCode())) {
            // Who ends a process group, as a terminal and systemd do, reaches the child first at times.
            awaitEcho();
        }
        if (event instanceof TrialEvent.Died
                && trial.stop().filter(why -> why != Stop.TOLD).isPresent()) {
            return Optional.of(Result.preempted());
        }
        Optional<Result> end = Endings.of(event, toldToStopAt != null, latest == null ? Map.of() : latest.metrics());
        if (end.isPresent() && SPOILING.contains(end.get().cause())) {
            children.kill();
        }
        return end;
    }

    private void awaitEcho() throws InterruptedException {
        long end = System.nanoTime() + ECHO.toNanos();
        while (trial.stop().isEmpty() && System.nanoTime() < end) {
            TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
        }
    }

    private void expect(Map<String, Double> metrics) {
        expected.putAll(metrics);
        double memory = metrics.getOrDefault(Estimates.PREDICTED_PEAK, 0.0);
        int limit = settings.trialMemoryMebibytes();
        int needs = Estimates.leastToTry(memory);
        if (needs > limit) {
            refused = Endings.tooLarge(memory, needs, limit);
        } else if (memory > limit) {
            LOG.warn("The trial is expected to need {} MiB but may have {}: it is tried", Math.round(memory), limit);
        }
    }

    /** With what the trial took, if its metrics count. */
    private Result measured(Result end) {
        Map<String, Double> taken = estimates.learned(predicted, used, epochSeconds());
        if (end.metrics().isEmpty()) {
            return end;
        }
        var all = new TreeMap<>(end.metrics());
        all.putAll(expected);
        all.putAll(taken);
        return end.withMetrics(all);
    }

    private double epochSeconds() {
        if (first == null || latest == null || first == latest) {
            return 0;
        }
        double seconds =
                latest.metrics().getOrDefault("seconds", 0.0) - first.metrics().getOrDefault("seconds", 0.0);
        return seconds / (latest.step() - first.step());
    }

    private Optional<Result> endedByUs(ChildJvm child, Optional<Stop> stop) throws InterruptedException {
        if (stop.isPresent() && stop.get() != Stop.TOLD) {
            return Optional.of(Result.preempted());
        }
        if (toldToStopAt != null && System.nanoTime() - toldToStopAt > OBEDIENCE.toNanos()) {
            return Optional.of(Result.pruned(latest == null ? Map.of() : latest.metrics()));
        }
        Optional<String> exceeded = limits.exceeded(!child.isReady());
        if (exceeded.isPresent()) {
            child.trace(TRACE);
        }
        return exceeded.map(what -> Result.failed(FailureCause.TIMEOUT, what));
    }
}
