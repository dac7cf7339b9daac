package dev.cairn.worker;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.task.Forecasting;
import dev.cairn.client.CairnClient;
import dev.cairn.client.LeaseAnswer;
import dev.cairn.client.ProblemException;
import dev.cairn.worker.data.DatasetCache;
import dev.cairn.worker.trial.ChildSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for a trial, runs it, asks again; goes on when the service is away. One trial at a time: more cores, more workers. */
public final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration HOLD = Duration.ofSeconds(20);

    private final WorkerSettings settings;
    private final CairnClient client;
    private final Children children;
    private final DatasetCache datasets;
    private final StopSignal stopping = new StopSignal();
    private final Patience patience = new Patience(stopping, () -> false);
    private volatile boolean busy;
    /** Kept until a grant arrives: the same question finds a grant whose answer was lost, also after "there is nothing". */
    private UUID asking = UUID.randomUUID();

    Worker(WorkerSettings settings) {
        this.settings = settings;
        this.client = new CairnClient(settings.url());
        this.children = new Children(
                new ChildSettings(settings.trialMemoryMebibytes(), settings.directory()), settings.trialsPerProcess());
        this.datasets = new DatasetCache(settings.directory().resolve("datasets"), client::datasetContent);
    }

    /** Runs until the process is told to end; everything it is told comes from the environment. */
    public static void main(String[] args) {
        try {
            var worker = new Worker(WorkerSettings.from(System.getenv()));
            worker.leaveOnSignal(Thread.currentThread());
            worker.run();
        } catch (IllegalArgumentException | ProblemException | IOException e) {
            System.err.println("The worker cannot go on: " + e.getMessage());
            Runtime.getRuntime().halt(1);
        } catch (RuntimeException | InterruptedException e) {
            LOG.error("The worker cannot go on", e);
            Runtime.getRuntime().halt(1);
        }
    }

    /** Makes a signal such as SIGTERM an orderly end: the trial goes back to the queue, the exit code is 0. */
    private void leaveOnSignal(Thread main) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop();
            try {
                if (busy) {
                    main.join(settings.grace().toMillis());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                children.close();
                // Otherwise the exit code would tell of the signal, and supervisors would call it a failure.
                Runtime.getRuntime().halt(0);
            }
        }));
    }

    /** Lets the loop end soon, and gives its trial back. Safe to call from any thread. */
    void stop() {
        stopping.set();
    }

    /**
     * The loop.
     *
     * @throws ProblemException if the service refuses this worker for good
     */
    void run() throws InterruptedException, IOException {
        LOG.info("Worker {} asks {} for trials", settings.name(), settings.url());
        try {
            while (!stopping.isSet()) {
                // Before there is a trial: it loads its libraries while we wait.
                children.ready();
                Optional<Lease> lease = lease();
                if (lease.isPresent()) {
                    busy = true;
                    new Attempt(client, lease.get(), children, datasets, settings, stopping).run();
                    busy = false;
                }
            }
        } finally {
            children.close();
        }
    }

    private Optional<Lease> lease() throws InterruptedException {
        var request =
                new LeaseRequest(asking, new WorkerInfo(settings.name(), List.of(Forecasting.TYPE), "cpu"), null, HOLD);
        try {
            long asked = System.nanoTime();
            Optional<LeaseAnswer> answer = patience.insist("ask for a trial", () -> client.ask(request));
            if (answer.isPresent() && answer.get().lease().isEmpty()) {
                // The service held the call open as long as it could, or says how long to stay away.
                Duration held = Duration.ofNanos(System.nanoTime() - asked);
                stopping.pause(held.compareTo(HOLD) < 0 ? answer.get().retryAfter() : Duration.ZERO);
            }
            Optional<Lease> lease = answer.flatMap(LeaseAnswer::lease);
            if (lease.isPresent()) {
                asking = UUID.randomUUID();
            }
            return lease;
        } catch (ProblemException e) {
            if (e.problem().code() == ProblemCode.REQUEST_REUSED) {
                asking = UUID.randomUUID();
                return Optional.empty();
            }
            throw e;
        }
    }
}
