package dev.cairn.worker;

import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.BlobKind;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.worker.data.DatasetCache;
import dev.cairn.worker.lstm.TrialOrder;
import dev.cairn.worker.trial.ChildJvm;
import dev.cairn.worker.trial.TrialEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
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

    private static final int LONGEST_MESSAGE = 2000;

    private final CairnClient client;
    private final Lease lease;
    private final Children children;
    private final DatasetCache datasets;
    private final WorkerSettings settings;
    private final StopSignal stopping;
    private final Patience patience;
    private final Reports reports;
    private final Path model;

    private Map<String, Double> lastMetrics = Map.of();
    private String log = "";
    private long lastProgress;
    private @Nullable Long toldToStopAt;

    Attempt(
            CairnClient client,
            Lease lease,
            Children children,
            DatasetCache datasets,
            WorkerSettings settings,
            StopSignal stopping) {
        this.client = client;
        this.lease = lease;
        this.children = children;
        this.datasets = datasets;
        this.settings = settings;
        this.stopping = stopping;
        this.patience = new Patience(stopping);
        this.reports = new Reports(client, lease);
        this.model = settings.directory().resolve("scratch").resolve(settings.name() + ".zip");
    }

    void run() throws InterruptedException, IOException {
        LOG.info(
                "Trial {} of {} ({}, attempt {}): {}",
                lease.trialNumber(),
                lease.studyName(),
                lease.purpose(),
                lease.attemptNumber(),
                lease.point().values());
        Files.createDirectories(Objects.requireNonNull(model.getParent()));
        try {
            deliver(outcome());
        } catch (SupersededException e) {
            LOG.info("Trial {} is dropped: {}", lease.trialNumber(), e.getMessage());
            children.close();
        } finally {
            Files.deleteIfExists(model);
        }
    }

    private Outcome outcome() throws InterruptedException, SupersededException {
        if (!(lease.task() instanceof Forecasting task)) {
            return failed(FailureCause.CRASHED, "this worker can train forecasting tasks only");
        }
        Optional<Path> dataset;
        try {
            dataset = patience.insist("fetch the data set", () -> dataset(task.dataset()));
        } catch (ProblemException e) {
            return failed(FailureCause.DATA_ERROR, "the data set cannot be fetched: " + e.getMessage());
        } catch (DatasetCache.DigestMismatchException e) {
            return failed(FailureCause.DATA_ERROR, e.getMessage());
        }
        if (dataset.isEmpty()) {
            return preempted();
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
                model.toAbsolutePath().toString()));
    }

    private Path dataset(String address) {
        try {
            return datasets.file(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome trained(TrialOrder order) throws InterruptedException, SupersededException {
        ChildJvm child = children.ready();
        child.run(order);
        lastProgress = System.nanoTime();
        while (true) {
            Optional<TrialEvent> event = child.next(GLANCE);
            log = child.log();
            while (event.isPresent()) {
                Optional<Outcome> end = end(event.get());
                if (end.isPresent()) {
                    return end.get();
                }
                event = child.next(Duration.ZERO);
            }
            Optional<Outcome> ended = endedByUs(child.isReady() ? settings.progressLimit() : START);
            if (ended.isPresent()) {
                children.close();
                return ended.get();
            }
            if (reports.areDue()) {
                obey(reports.send(log), child);
            }
        }
    }

    private void obey(Directive.Kind directive, ChildJvm child) {
        if (directive != Directive.Kind.CONTINUE && toldToStopAt == null) {
            LOG.info("Trial {} is told to end: {}", lease.trialNumber(), directive);
            toldToStopAt = System.nanoTime();
            child.stop();
        }
    }

    /** The outcome that an event means, if it is one that ends the trial. */
    private Optional<Outcome> end(TrialEvent event) throws InterruptedException, SupersededException {
        lastProgress = System.nanoTime();
        if (event instanceof TrialEvent.Measured measured) {
            lastMetrics = measured.measurement().metrics();
            reports.add(measured.measurement());
            return Optional.empty();
        }
        if (event instanceof TrialEvent.Progressed || event instanceof TrialEvent.Ready) {
            return Optional.empty();
        }
        reports.reduce(log, stopping);
        if (toldToStopAt != null) {
            return Optional.of(pruned());
        }
        if (event instanceof TrialEvent.Completed completed) {
            return Optional.of(completed(completed.metrics()));
        }
        if (event instanceof TrialEvent.Failed failed) {
            if (failed.cause() == FailureCause.HOST_OOM) {
                children.close();
            }
            return Optional.of(failed(failed.cause(), failed.message()));
        }
        if (event instanceof TrialEvent.Died died) {
            return Optional.of(failed(FailureCause.CRASHED, epitaph(died.exitCode())));
        }
        return Optional.of(failed(FailureCause.CRASHED, "the training process stopped the trial untold"));
    }

    private Optional<Outcome> endedByUs(Duration progressLimit) {
        long now = System.nanoTime();
        if (stopping.isSet()) {
            return Optional.of(preempted());
        }
        if (toldToStopAt != null && now - toldToStopAt > OBEDIENCE.toNanos()) {
            return Optional.of(pruned());
        }
        if (now - lastProgress > progressLimit.toNanos()) {
            return Optional.of(failed(FailureCause.TIMEOUT, "the trial showed no progress for " + progressLimit));
        }
        return Optional.empty();
    }

    private static String epitaph(int exitCode) {
        int signal = exitCode - 128;
        return "the training process died with exit code " + exitCode
                + (signal > 0 ? " (signal " + signal + ")" : "")
                + "; its last lines are in the log";
    }

    private Outcome completed(Map<String, Double> metrics) throws InterruptedException, SupersededException {
        try {
            String digest = DatasetCache.digest(model);
            Optional<Boolean> uploaded = patience.insist("upload the model", () -> {
                client.putBlob(digest, model);
                return true;
            });
            if (uploaded.isEmpty()) {
                return preempted();
            }
            return outcome(Result.COMPLETED, null, metrics, Map.of(BlobKind.MODEL, digest), null);
        } catch (ProblemException e) {
            return failed(FailureCause.CRASHED, "the service refused the model: " + e.getMessage());
        } catch (IOException e) {
            return failed(FailureCause.CRASHED, "the saved model cannot be read: " + e.getMessage());
        }
    }

    private Outcome pruned() {
        return outcome(Result.PRUNED, null, lastMetrics, Map.of(), "ended early, as told");
    }

    private Outcome preempted() {
        return outcome(Result.PREEMPTED, null, Map.of(), Map.of(), "the worker was told to stop");
    }

    private Outcome failed(FailureCause cause, String message) {
        Result result = cause.trial() == TrialState.INFEASIBLE ? Result.INFEASIBLE : Result.FAILED;
        return outcome(result, cause, Map.of(), Map.of(), message);
    }

    private Outcome outcome(
            Result result,
            @Nullable FailureCause cause,
            Map<String, Double> metrics,
            Map<BlobKind, String> blobs,
            @Nullable String message) {
        String sentence = message == null || message.length() <= LONGEST_MESSAGE
                ? message
                : message.substring(0, LONGEST_MESSAGE) + "…";
        return new Outcome(result, cause, metrics, reports.unsent(), blobs, sentence, log.isBlank() ? null : log);
    }

    private void deliver(Outcome outcome) throws InterruptedException, SupersededException {
        try {
            Optional<Outcome.Answer> answer =
                    patience.insist("deliver the outcome", () -> client.finish(lease, outcome));
            LOG.info(
                    "Trial {} ended {}{}{}; now it is {}",
                    lease.trialNumber(),
                    outcome.result(),
                    outcome.cause() == null ? "" : " " + outcome.cause(),
                    outcome.message() == null ? "" : ": " + outcome.message(),
                    answer.map(a -> a.state().name()).orElse("unknown, the service is away"));
        } catch (ProblemException e) {
            if (Refusal.of(e) == Refusal.FINAL && outcome.result() == Result.COMPLETED) {
                deliver(failed(FailureCause.CRASHED, "the service refused the outcome: " + e.getMessage()));
            } else {
                throw new SupersededException(e);
            }
        }
    }
}
