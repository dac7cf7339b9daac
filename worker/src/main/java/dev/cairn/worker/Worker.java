package dev.cairn.worker;

import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.task.Task;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.worker.data.DatasetCache;
import dev.cairn.worker.trial.ChildJvm;
import dev.cairn.worker.trial.ChildSettings;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program: trains with Deeplearning4j, in child JVMs. Leases, reports and outcomes are the SDK's affair, as for any other trainer.
 */
public final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    /** What a small trial takes beyond a process that has loaded its libraries. */
    private static final int LEAST_FREE_MEBIBYTES = 128;

    /** How long a child may take to load its libraries, on a busy machine with a cold disk. */
    static final Duration START = Duration.ofMinutes(3);

    private static final Duration MEMORY_PAUSE = Duration.ofSeconds(5);

    private final WorkerSettings settings;
    private final Children children;
    private final dev.cairn.client.worker.Worker loop;
    private boolean saidThatMemoryIsShort;

    /** @param nanoTime as {@link System#nanoTime}, for how long a training may take */
    Worker(WorkerSettings settings, CairnClient client, LongSupplier nanoTime) {
        this.settings = settings;
        this.children = new Children(
                new ChildSettings(settings.trialMemoryMebibytes(), settings.directory(), settings.gpu()),
                settings.trialsPerProcess());
        var datasets = new DatasetCache(
                settings.directory().resolve("datasets"),
                (long) settings.datasetCacheMebibytes() << 20,
                client.withoutRetries().datasets()::content);
        Integer deviceMemory = settings.gpu() == null ? null : DeviceMemory.ofGpu(settings.gpu());
        this.loop = dev.cairn.client.worker.Worker.builder(client)
                .describedBy(() -> new WorkerInfo(
                        settings.name(),
                        Task.TYPES,
                        settings.backend(),
                        Math.min(settings.trialMemoryMebibytes(), MachineMemory.available()),
                        deviceMemory))
                .trainer(new LstmTrainer(children, new Estimates(), datasets, settings, nanoTime))
                .before(this::untilReady)
                .directory(settings.directory())
                .grace(settings.grace())
                .build();
    }

    /** Runs until the process is told to end; everything it is told comes from the environment. */
    public static void main(String[] args) {
        try {
            Map<String, String> environment = System.getenv();
            var settings = WorkerSettings.from(environment);
            var client = CairnClient.builder().environment(environment).build();
            var worker = new Worker(settings, client, System::nanoTime);
            worker.loop.stopOnSignal(worker.children::close);
            worker.run();
        } catch (IllegalArgumentException | ProblemException | UncheckedIOException e) {
            System.err.println("The worker cannot go on: " + e.getMessage());
            Runtime.getRuntime().halt(1);
        } catch (RuntimeException | InterruptedException e) {
            LOG.error("The worker cannot go on", e);
            Runtime.getRuntime().halt(1);
        }
    }

    /** Lets the loop end soon, and gives its trial back. Safe to call from any thread. */
    void stop() {
        loop.stop();
    }

    /**
     * The loop.
     *
     * @throws ProblemException if the service refuses this worker for good
     */
    void run() throws InterruptedException {
        try {
            requireBackend();
            LOG.info("Worker {} asks {} for trials", settings.name(), settings.url());
            loop.run();
        } finally {
            children.close();
        }
    }

    /** Before there is a trial that would have to fail for it. */
    private void requireBackend() throws InterruptedException {
        ChildJvm.Start start = children.ready().awaitStart(START);
        if (loop.isStopping() || settings.backend().equals(start.backend())) {
            return;
        }
        throw new IllegalArgumentException(
                start.backend() == null
                        ? "Deeplearning4j does not start: " + start.failure()
                        : "CAIRN_BACKEND is " + settings.backend() + " but Deeplearning4j runs on " + start.backend()
                                + ": build the worker for the other, or set CAIRN_BACKEND=" + start.backend());
    }

    /** A child loads its libraries while we wait for a trial; while memory is short none is asked for. */
    private Duration untilReady() {
        children.ready();
        return memoryIsShort() ? MEMORY_PAUSE : Duration.ZERO;
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
