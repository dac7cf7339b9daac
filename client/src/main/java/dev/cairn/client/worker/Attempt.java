package dev.cairn.client.worker;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.client.CairnClient;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One leased trial, from the grant to the accepted outcome. Training goes on and measurements are kept while the service is
 * away; only a word from the service, or the end, stops them.
 */
final class Attempt {
    private static final Logger LOG = System.getLogger(Attempt.class.getName());
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final CairnClient client;
    private final Lease lease;
    private final Trainer<Lease> trainer;
    private final Path folder;
    private final Times times;
    private final StopSignal stopping;
    private final Reports reports;
    private final Delivery delivery;
    private final Checkpoints checkpoints;

    /**
     * How long things may take.
     *
     * @param grace to give a trial back when the worker must stop: a quarter for the training to notice, half for its last
     *     checkpoint
     * @param checkpoint between two uploads of what {@link TrialContext#checkpoint(long, byte[])} saves
     */
    record Times(Duration grace, Duration checkpoint) {}

    Attempt(
            CairnClient client,
            Lease lease,
            Asking asking,
            Trainer<Lease> trainer,
            Path folder,
            Times times,
            StopSignal stopping) {
        this.client = client;
        this.lease = lease;
        this.trainer = trainer;
        this.folder = folder;
        this.times = times;
        this.stopping = stopping;
        this.reports = new Reports(report -> client.leases().report(lease, report), lease);
        this.checkpoints = new Checkpoints(client, reports, stopping);
        this.delivery = new Delivery(
                client,
                lease,
                () -> stopping.isSet() ? Optional.empty() : Optional.of(asking),
                new Patience(stopping, reports::isRefused),
                times.grace().dividedBy(2));
    }

    /** The next lease, if one came with the outcome. */
    Optional<Lease> run() throws InterruptedException, IOException {
        LOG.log(
                Level.INFO,
                () -> "Trial " + lease.trialNumber() + " of " + lease.studyName() + " (" + lease.purpose()
                        + ", attempt " + lease.attemptNumber() + "): "
                        + lease.point().values());
        reports.start();
        checkpoints.start();
        try (Scratch scratch = Scratch.open(folder)) {
            Result result = trained(scratch.folder());
            reports.requireWanted();
            reports.drain(stopping);
            return delivery.deliver(result, reports, checkpoints);
        } catch (SupersededException e) {
            LOG.log(Level.INFO, () -> "Trial " + lease.trialNumber() + " is dropped: " + e.getMessage());
            return Optional.empty();
        } finally {
            reports.close();
            checkpoints.close();
        }
    }

    private Result trained(Path scratch) throws InterruptedException {
        var trial = new LeasedTrial(client, lease, scratch, reports, checkpoints, stopping, times.checkpoint());
        var training = new FutureTask<>(() -> Judgement.of(() -> trainer.train(lease, trial), trial, trial::heard));
        var thread = new Thread(training, "training trial " + lease.trialNumber());
        thread.setDaemon(true);
        thread.start();
        long leaveAt = Long.MAX_VALUE;
        try {
            while (System.nanoTime() < leaveAt) {
                try {
                    return training.get(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (stopping.isSet() && leaveAt == Long.MAX_VALUE) {
                        leaveAt = System.nanoTime() + times.grace().dividedBy(4).toNanos();
                    }
                }
            }
            // It does not ask, so it is told; whether or not it obeys, the trial goes back before the process ends.
            LOG.log(Level.WARNING, "The training did not stop in time: it is interrupted, and its trial given back");
            thread.interrupt();
            return Result.preempted();
        } catch (ExecutionException e) {
            return Result.failed(FailureCause.CRASHED, e.getCause() + " in the worker itself");
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        }
    }
}
