package dev.cairn.benchmarks.children;

import dev.cairn.api.CairnJson;
import dev.cairn.api.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Children that train at the same time.
 *
 * @param threads that compute in each
 * @param warm whether a child runs one trial after the other, as a worker's does, or each trial has a fresh one
 */
public record Crew(int children, int threads, boolean warm) {
    /** About the middle of what the demo's study searches. */
    private static final Map<String, Object> POINT = Map.of(
            "learningRate",
            0.006,
            "units",
            16,
            "dropRate",
            0.1,
            "optimizer",
            "ADAM",
            "batchSize",
            32,
            "windowLength",
            14);

    /**
     * Trains the demo's trial again and again.
     *
     * @param source the repository's folder, with the examples
     * @param warmUp trials that warm children run before
     * @return trials an hour, all children together; those that end first leave the others' last trial more room
     */
    public double trialsPerHour(Path source, double seconds, int warmUp) throws IOException, InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(children);
        try (var folder = TemporaryFolder.create("cairn-slots")) {
            return trialsPerHour(executor, demo(source, folder.path()), seconds, warmUp);
        } finally {
            executor.shutdownNow();
        }
    }

    private double trialsPerHour(ExecutorService executor, Trials trials, double seconds, int warmUp)
            throws InterruptedException {
        List<Slot> slots = IntStream.range(0, children)
                .mapToObj(number -> new Slot(this, trials.folder(), trials.order("trial-" + number, POINT)))
                .toList();
        try {
            if (warm) {
                together(executor, slots, slot -> {
                    slot.run(warmUp);
                    return 0.0;
                });
            }
            return together(executor, slots, slot -> slot.perHour(seconds));
        } finally {
            slots.forEach(Slot::close);
        }
    }

    /** What a slot does, with its share of the sum. */
    private interface Work {
        double of(Slot slot) throws InterruptedException;
    }

    private static double together(ExecutorService executor, List<Slot> slots, Work work) throws InterruptedException {
        double sum = 0;
        List<Callable<Double>> calls = slots.stream()
                .<Callable<Double>>map(slot -> () -> work.of(slot))
                .toList();
        for (Future<Double> call : executor.invokeAll(calls)) {
            try {
                sum += call.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a trial failed: " + e.getCause(), e);
            }
        }
        return sum;
    }

    private static Trials demo(Path source, Path folder) throws IOException {
        byte[] study = Files.readAllBytes(source.resolve("examples/seattle-weather/study.json"));
        var task = (ObjectNode) CairnJson.strict().readTree(study).get("task");
        task.put("dataset", "sha256:" + "0".repeat(64));
        return new Trials(
                CairnJson.strict().treeToValue(task, Task.class),
                source.resolve("examples/data/seattle-weather.csv"),
                folder);
    }
}
