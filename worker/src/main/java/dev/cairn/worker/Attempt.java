package dev.cairn.worker;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.task.Task;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.worker.data.DatasetCache;
import dev.cairn.worker.lstm.TrialOrder;
import java.io.IOException;
import java.nio.file.Path;
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

    private final Lease lease;
    private final Execution execution;
    private final DatasetCache datasets;
    private final WorkerSettings settings;
    private final StopSignal stopping;
    private final Reports reports;
    private final Patience patience;
    private final Delivery delivery;
    private final Checkpoints checkpoints;
    private final CairnClient client;
    /** Keeps the data set's file from being deleted. */
    private DatasetCache.@Nullable Use inUse;

    Attempt(
            CairnClient client,
            Lease lease,
            Asking asking,
            Children children,
            Estimates estimates,
            DatasetCache datasets,
            WorkerSettings settings,
            StopSignal stopping) {
        this.lease = lease;
        this.datasets = datasets;
        this.settings = settings;
        this.stopping = stopping;
        this.reports = new Reports(client, lease);
        this.patience = new Patience(stopping, () -> reports.isRefused() || reports.isToldToEnd());
        this.delivery = new Delivery(
                client,
                lease,
                () -> stopping.isSet() ? Optional.empty() : Optional.of(asking),
                new Patience(stopping, reports::isRefused),
                settings.grace().dividedBy(2));
        this.checkpoints = new Checkpoints(client, reports, stopping);
        this.client = client;
        this.execution = new Execution(children, estimates, settings, stopping, reports, checkpoints);
    }

    /** The next lease, if one came with the outcome. */
    Optional<Lease> run() throws InterruptedException, IOException {
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
            return delivery.deliver(ending, scratch.model(), reports, checkpoints);
        } catch (SupersededException e) {
            LOG.info("Trial {} is dropped: {}", lease.trialNumber(), e.getMessage());
            return Optional.empty();
        } finally {
            reports.close();
            checkpoints.close();
            if (inUse != null) {
                inUse.close();
            }
        }
    }

    private Ending ending(Scratch scratch) throws InterruptedException, SupersededException {
        Task task = lease.task();
        if (task == null) {
            return Ending.failed(FailureCause.CRASHED, "a trial without a task is not for this worker");
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
            return Ending.asTold(Map.of());
        }
        if (dataset.isEmpty()) {
            return Ending.preempted();
        }
        return execution.run(new TrialOrder(
                lease.study(),
                lease.studyName(),
                lease.trial(),
                lease.purpose(),
                task,
                lease.point().values(),
                lease.seed(),
                lease.refit(),
                dataset.get().toAbsolutePath().toString(),
                scratch.model().toString(),
                settings.checkpointing(scratch.folder()),
                resumption));
    }

    private Path dataset(String address) {
        try {
            inUse = datasets.use(address);
            return inUse.file();
        } catch (IOException e) {
            throw new LocalDiskException(e);
        }
    }
}
