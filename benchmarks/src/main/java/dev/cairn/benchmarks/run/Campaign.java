package dev.cairn.benchmarks.run;

import dev.cairn.benchmarks.problem.BenchmarkProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Every sampler on every problem with every seed.
 *
 * @param version of the samplers' code
 */
public record Campaign(
        List<NamedSampler> samplers,
        List<BenchmarkProblem> problems,
        List<Long> seeds,
        int evaluations,
        int pending,
        String version) {

    private record Key(String sampler, String options, String problem, long seed, int pending, int evaluations) {}

    /**
     * Runs what the file does not have yet, seed by seed, and appends each result as soon as it is there.
     *
     * @param afterEach called by the thread that ran it
     * @throws InterruptedException if the thread was interrupted; runs under way are given up
     */
    public void run(ResultFile file, int threads, Consumer<RunResult> afterEach) throws InterruptedException {
        file.repair();
        Set<Key> done = file.read().stream().map(Campaign::key).collect(Collectors.toSet());
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var runs = new ArrayList<Future<?>>();
            for (long seed : seeds) {
                for (BenchmarkProblem problem : problems) {
                    for (NamedSampler sampler : samplers) {
                        if (!done.contains(key(sampler, problem, seed))) {
                            runs.add(pool.submit(() -> {
                                RunResult result = Run.of(problem, sampler, seed, pending, evaluations, version);
                                file.append(result);
                                afterEach.accept(result);
                            }));
                        }
                    }
                }
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run failed: " + e.getCause(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private Key key(NamedSampler sampler, BenchmarkProblem problem, long seed) {
        return new Key(sampler.name(), sampler.options(), problem.name(), seed, pending, evaluations);
    }

    private static Key key(RunResult result) {
        return new Key(
                result.sampler(),
                Objects.requireNonNull(result.options()),
                result.problem(),
                result.seed(),
                result.pending(),
                result.evaluations());
    }
}
