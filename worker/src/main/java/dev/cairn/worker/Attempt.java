package dev.cairn.worker;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.worker.data.DatasetCache;
import dev.cairn.worker.lstm.TrialOrder;
import dev.cairn.worker.trial.ChildJvm;
import dev.cairn.worker.trial.TrialEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One leased trial, from the grant to the accepted outcome. Training goes on and measurements are kept while the service is
 * away; only a word from the service, or the end, stops them.
 */
final class Attempt {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
    private static final Duration GLANCE = Duration.ofMillis(100);
    /** How long a child may take to end by itself before it is killed. */
    private static final Duration OBEDIENCE = Duration.ofSeconds(5);
    /** How long a child may take to load its libraries, on a busy machine with a cold disk. */
    private static final Duration START = Duration.ofMinutes(3);

    private final Lease lease;
    private final Children children;
    private final DatasetCache datasets;
    private final WorkerSettings settings;
    private final StopSignal stopping;
    private final Reports reports;
    private final Patience patience;
    private final Delivery delivery;
    private final Checkpoints checkpoints;
    private final CairnClient client;

    private Map<String, Double> lastMetrics = Map.of();
    private long begun;
    private long lastProgress;
    private @Nullable Long toldToStopAt;

    Attempt(
            CairnClient client,
            Lease lease,
            Children children,
            DatasetCache datasets,
            WorkerSettings settings,
            StopSignal stopping) {
        this.lease = lease;
        this.children = children;
        this.datasets = datasets;
        this.settings = settings;
        this.stopping = stopping;
        this.reports = new Reports(client, lease);
        this.patience = new Patience(stopping, () -> reports.isRefused() || reports.isToldToEnd());
        this.delivery = new Delivery(
                client,
                lease,
                new Patience(stopping, reports::isRefused),
                settings.grace().dividedBy(2));
        this.checkpoints = new Checkpoints(client, reports, stopping);
        this.client = client;
    }

    void run() throws InterruptedException, IOException {
        LOG.info(
                "Trial {} of {} ({}, attempt {}): {}",
                lease.trialNumber(),
                lease.studyName(),
                lease.purpose(),
                lease.attemptNumber(),
                lease.point().values());
        reports.start();
        checkpoints.start();
        try (Scratch scratch = Scratch.open(settings)) {
            Ending ending = ending(scratch);
            reports.drain(stopping);
            delivery.deliver(ending, scratch.model(), reports, checkpoints);
        } catch (SupersededException e) {
            LOG.info("Trial {} is dropped: {}", lease.trialNumber(), e.getMessage());
        } finally {
            reports.close();
            checkpoints.close();
        }
    }

    private Ending ending(Scratch scratch) throws InterruptedException, SupersededException {
        if (!(lease.task() instanceof Forecasting task)) {
            return Ending.failed(FailureCause.CRASHED, "this worker can train forecasting tasks only");
        }
        Optional<Path> dataset;
        try {
            dataset = patience.insist("fetch the data set", () -> dataset(task.dataset()));
        } catch (ProblemException e) {
            return Ending.failed(FailureCause.DATA_ERROR, "the data set cannot be fetched: " + e.getMessage());
        } catch (DatasetCache.DigestMismatchException e) {
            return Ending.failed(FailureCause.DATA_ERROR, e.getMessage());
        } catch (LocalDiskException e) {
            // Nothing is wrong with the trial: by the retry rule it may run elsewhere.
            return Ending.failed(
                    FailureCause.CRASHED,
                    "the worker " + settings.name() + " cannot store the data set: " + e.getMessage());
        }
        TrialOrder.Resumption resumption = Resumption.fetched(client, lease.resumeFrom(), scratch, patience);
        reports.requireWanted();
        if (reports.isToldToEnd()) {
            return Ending.asTold(lastMetrics);
        }
        if (dataset.isEmpty()) {
            return Ending.preempted();
        }
        return trained(new TrialOrder(
                lease.study(),
                lease.studyName(),
                lease.trial(),
                lease.purpose(),
                task,
                lease.point().values(),
                lease.seed(),
                dataset.get().toAbsolutePath().toString(),
                scratch.model().toString(),
                settings.checkpointing(scratch.folder()),
                resumption));
    }

    private Path dataset(String address) {
        try {
            return datasets.file(address);
        } catch (IOException e) {
            throw new LocalDiskException(e);
        }
    }

    private Ending trained(TrialOrder order) throws InterruptedException, SupersededException {
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
                    return end.get();
                }
                event = child.next(Duration.ZERO);
            }
            Optional<Ending> ended = endedByUs(child.isReady() ? settings.progressLimit() : START);
            if (ended.isPresent()) {
                children.close();
                return ended.get();
            }
            if (reports.isRefused()) {
                children.close();
            }
            reports.requireWanted();
            if (reports.isToldToEnd() && toldToStopAt == null) {
                toldToStopAt = System.nanoTime();
                child.stop();
            }
        }
    }

    /** The ending that an event means, if it is one that ends the trial. */
    private Optional<Ending> end(TrialEvent event) {
        lastProgress = System.nanoTime();
        if (event instanceof TrialEvent.Measured measured) {
            lastMetrics = measured.measurement().metrics();
            reports.add(measured.measurement());
            return Optional.empty();
        }
        if (event instanceof TrialEvent.Checkpointed checkpointed) {
            checkpoints.add(checkpointed);
            return Optional.empty();
        }
        Optional<Ending> end = Ending.of(event, toldToStopAt != null, lastMetrics);
        if (end.isPresent() && end.get().cause() == FailureCause.HOST_OOM) {
            children.close();
        }
        return end;
    }

    private Optional<Ending> endedByUs(Duration progressLimit) {
        long now = System.nanoTime();
        if (stopping.isSet()) {
            return Optional.of(Ending.preempted());
        }
        if (toldToStopAt != null && now - toldToStopAt > OBEDIENCE.toNanos()) {
            return Optional.of(Ending.asTold(lastMetrics));
        }
        if (now - lastProgress > progressLimit.toNanos()) {
            return Optional.of(
                    Ending.failed(FailureCause.TIMEOUT, "the trial showed no progress for " + progressLimit));
        }
        if (now - begun > settings.trialLimit().toNanos()) {
            return Optional.of(
                    Ending.failed(FailureCause.TIMEOUT, "the trial took longer than " + settings.trialLimit()));
        }
        return Optional.empty();
    }
}
