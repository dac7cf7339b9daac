package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.server.BigTables;
import dev.cairn.benchmarks.server.Heap;
import dev.cairn.benchmarks.server.HttpWorker;
import dev.cairn.benchmarks.server.Load;
import dev.cairn.benchmarks.server.MeasuredService;
import dev.cairn.benchmarks.server.WorkQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "memory",
        description = {
            "Asks a service with a heap of 512 MiB for further trials of many active studies, each with a history, by turns: every "
                    + "queue is empty first, so that each ask needs a suggestion. Half of the studies search by a Gaussian process, "
                    + "half at random. A service that runs out of memory ends, and so does this, with a failure."
        })
final class MemoryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--studies", paramLabel = "N", defaultValue = "1000", description = "${DEFAULT-VALUE}")
    private int studies;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "200",
            description = "in each study's history (${DEFAULT-VALUE})")
    private int trials;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "2",
            description = "how often each study is asked (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--workers", paramLabel = "N", defaultValue = "16", description = "${DEFAULT-VALUE}")
    private int workers;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        try (MeasuredService service = MeasuredService.start(Map.of())) {
            List<Long> all = new ArrayList<>();
            for (int i = 0; i < studies; i++) {
                var study = new WorkQueue(service, "study-" + i, i % 2 == 0 ? "GAUSSIAN_PROCESS" : "RANDOM");
                BigTables.seed(service, study.study(), trials);
                all.add(study.study());
            }
            // No queue: each ask needs a suggestion.
            service.execute("update cairn.trial set not_before = now() + interval '1 day' where state = 'QUEUED'");
            service.execute("vacuum (analyze)", "checkpoint");
            for (int round = 1; round <= rounds; round++) {
                Load load = askAll(service, all);
                Heap heap = Heap.of(service.pid());
                spec.commandLine()
                        .getOut()
                        .printf(
                                Locale.ROOT,
                                "round %d: %d suggestions, %.1f a second  p50 %.0f ms  p99 %.0f ms  heap %d of %d MiB after collecting%n",
                                round,
                                load.nanos().length,
                                load.perSecond(),
                                load.quantile(0.5),
                                load.quantile(0.99),
                                heap.liveMebibytes(),
                                heap.limitMebibytes());
            }
        }
        return 0;
    }

    /** A trial of each study is leased and completed. */
    private Load askAll(MeasuredService service, List<Long> all) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            long begin = System.nanoTime();
            List<Future<Long>> asked = new ArrayList<>();
            for (long study : all) {
                asked.add(threads.submit(() -> {
                    long sent = System.nanoTime();
                    try (var worker = new HttpWorker(service.port(), study, (int) (study % workers))) {
                        HttpWorker.Held held = worker.lease();
                        long took = System.nanoTime() - sent;
                        worker.complete(held);
                        return took;
                    }
                }));
            }
            var nanos = new long[all.size()];
            for (int i = 0; i < nanos.length; i++) {
                nanos[i] = asked.get(i).get();
            }
            Arrays.sort(nanos);
            return new Load(nanos.length * 1e9 / (System.nanoTime() - begin), nanos);
        } finally {
            threads.shutdownNow();
        }
    }
}
