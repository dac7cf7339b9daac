package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.server.HttpWorker;
import dev.cairn.benchmarks.server.MeasuredService;
import dev.cairn.benchmarks.server.WorkQueue;
import dev.cairn.client.CairnClient;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "wake",
        description = {
            "Measures how long a worker whose call is held waits after work has appeared: a paused study with queued trials is "
                    + "resumed, and the time from sending that to the worker's grant is taken. Once with the worker at the "
                    + "replica that is told, once at another replica of the service on the same Postgres."
        })
final class WakeCommand implements Callable<Integer> {
    private static final int SPARE = 10;

    @Spec
    private CommandSpec spec;

    @Option(names = "--times", paramLabel = "N", defaultValue = "300", description = "each (${DEFAULT-VALUE})")
    private int times;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "200", description = "each (${DEFAULT-VALUE})")
    private int warmUp;

    @Override
    public Integer call() {
        try (MeasuredService service = MeasuredService.start(Map.of())) {
            int other = service.startReplica();
            var queue = new WorkQueue(service, "wake");
            queue.fill(2L * (times + warmUp) + SPARE);
            measure("same replica", service.client(), queue.study(), new HttpWorker(service, queue.study(), 0));
            measure("other replica", service.client(), queue.study(), new HttpWorker(other, queue.study(), 1));
        }
        return 0;
    }

    private void measure(String where, CairnClient person, long study, HttpWorker worker) {
        long[] nanos = new long[warmUp + times];
        try (worker) {
            for (int i = 0; i < nanos.length; i++) {
                nanos[i] = wake(person, study, worker);
            }
        }
        long[] counted = Arrays.stream(nanos).skip(warmUp).sorted().toArray();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%-13s  %d times  p50 %6.2f ms  p99 %6.2f ms  max %6.2f ms%n",
                        where,
                        times,
                        counted[counted.length / 2] / 1e6,
                        counted[(int) (counted.length * 0.99)] / 1e6,
                        counted[counted.length - 1] / 1e6);
    }

    private static long wake(CairnClient person, long study, HttpWorker worker) {
        person.studies().pause(study);
        var granted = new AtomicLong();
        CompletableFuture<HttpWorker.Held> held = CompletableFuture.supplyAsync(() -> {
            HttpWorker.Held lease = worker.lease();
            granted.set(System.nanoTime());
            return lease;
        });
        awaitHeld();
        long told = System.nanoTime();
        person.studies().resume(study);
        worker.complete(held.join());
        return granted.get() - told;
    }

    /** Until the call has surely arrived and is held; how long does not count. */
    private static void awaitHeld() {
        try {
            Thread.sleep(30);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
