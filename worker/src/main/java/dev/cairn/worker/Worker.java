package dev.cairn.worker;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.client.CairnClient;
import dev.cairn.client.LeaseAnswer;
import dev.cairn.client.ProblemException;
import dev.cairn.worker.data.DatasetCache;
import dev.cairn.worker.trial.ChildJvm;
import dev.cairn.worker.trial.ChildSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for a trial, runs it, asks again; goes on when the service is away. One trial at a time: more cores, more workers. */
public final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    /** What a small trial takes beyond a process that has loaded its libraries. */
    private static final int LEAST_FREE_MEBIBYTES = 128;

    /** How long a child may take to load its libraries, on a busy machine with a cold disk. */
    static final Duration START = Duration.ofMinutes(3);

    private static final Duration MEMORY_PAUSE = Duration.ofSeconds(5);

    private final WorkerSettings settings;
    private final CairnClient client;
    private final Children children;
    private final Estimates estimates = new Estimates();
    private final DatasetCache datasets;
    private final StopSignal stopping = new StopSignal();
    private final Patience patience = new Patience(stopping, () -> false);
    private volatile boolean busy;
    private final Asking asking;
    private boolean saidThatMemoryIsShort;

    Worker(WorkerSettings settings, CairnClient client) {
        this.settings = settings;
        this.asking = new Asking(settings);
        this.client = client;
        this.children = new Children(
                new ChildSettings(settings.trialMemoryMebibytes(), settings.directory(), settings.gpu()),
                settings.trialsPerProcess());
        this.datasets = new DatasetCache(
                settings.directory().resolve("datasets"),
                (long) settings.datasetCacheMebibytes() << 20,
                client.datasets()::content);
    }

    /** Runs until the process is told to end; everything it is told comes from the environment. */
    public static void main(String[] args) {
        try {
            Map<String, String> environment = System.getenv();
            var worker = new Worker(WorkerSettings.from(environment), client(environment));
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

    /** The loop has a patience of its own, which knows when the worker must stop. */
    static CairnClient client(Map<String, String> environment) {
        return CairnClient.builder()
                .environment(environment)
                .retryFor(Duration.ZERO)
                .build();
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
        try {
            requireBackend();
            LOG.info("Worker {} asks {} for trials", settings.name(), settings.url());
            Optional<Lease> next = Optional.empty();
            // One that came with the last outcome is given back if the process must stop.
            while (next.isPresent() || !stopping.isSet()) {
                // Before there is a trial: it loads its libraries while we wait.
                children.ready();
                Optional<Lease> lease = next.isPresent() ? next : lease();
                next = lease.isPresent() ? run(lease.get()) : Optional.empty();
            }
        } finally {
            children.close();
        }
    }

    /** Before there is a trial that would have to fail for it. */
    private void requireBackend() throws InterruptedException {
        ChildJvm.Start start = children.ready().awaitStart(START);
        if (stopping.isSet() || settings.backend().equals(start.backend())) {
            return;
        }
        throw new IllegalArgumentException(
                start.backend() == null
                        ? "Deeplearning4j does not start: " + start.failure()
                        : "CAIRN_BACKEND is " + settings.backend() + " but Deeplearning4j runs on " + start.backend()
                                + ": build the worker for the other, or set CAIRN_BACKEND=" + start.backend());
    }

    /** Runs a trial; the next one may come with its outcome. */
    private Optional<Lease> run(Lease lease) throws InterruptedException, IOException {
        busy = true;
        Optional<Lease> next =
                new Attempt(client, lease, asking, children, estimates, datasets, settings, stopping).run();
        busy = next.isPresent();
        return next;
    }

    private Optional<Lease> lease() throws InterruptedException {
        if (memoryIsShort()) {
            stopping.pause(MEMORY_PAUSE);
            return Optional.empty();
        }
        try {
            long asked = System.nanoTime();
            Optional<LeaseAnswer> answer =
                    patience.insist("ask for a trial", () -> client.leases().ask(asking.waiting()));
            if (answer.isPresent() && answer.get().lease().isEmpty()) {
                // The service held the call open as long as it could, or says how long to stay away.
                Duration held = Duration.ofNanos(System.nanoTime() - asked);
                stopping.pause(held.compareTo(Asking.HOLD) < 0 ? answer.get().retryAfter() : Duration.ZERO);
            }
            return asking.answered(answer.flatMap(LeaseAnswer::lease));
        } catch (ProblemException e) {
            if (e.problem().code() == ProblemCode.REQUEST_REUSED) {
                asking.forget();
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A trial that is begun now would be ended by the machine, or end another one. */
    private boolean memoryIsShort() {
        boolean isShort = MachineMemory.available() < LEAST_FREE_MEBIBYTES;
        if (isShort && !saidThatMemoryIsShort) {
            LOG.warn(
                    "Less than {} MiB of memory are free: no trial is asked for until there are", LEAST_FREE_MEBIBYTES);
        }
        saidThatMemoryIsShort = isShort;
        return isShort;
    }
}
