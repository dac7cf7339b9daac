package dev.cairn.benchmarks.run;

import dev.cairn.benchmarks.problem.BenchmarkProblem;
import dev.cairn.search.objective.Curve;
import dev.cairn.search.sampler.GaussianProcessSampler;
import dev.cairn.search.sampler.Observation;
import dev.cairn.search.sampler.Search;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One sampler searching one problem. With w pending, w points are asked for one after another; then, again and again, the oldest
 * one finishes and one more is asked for, until enough have been asked for and all have finished.
 */
public final class Run {
    /** Numbers of outcomes after which the sampler is asked for its own choice, which may cost it a fit. */
    private static final List<Integer> RECOMMENDED_AFTER = List.of(25, 50, 100);

    private final BenchmarkProblem problem;
    private final NamedSampler sampler;
    private final long seed;
    private final Search search;

    private final Deque<Asked> pending = new ArrayDeque<>();
    private final List<Double> seconds = new ArrayList<>();
    private final List<Observation> observations = new ArrayList<>();
    private final List<@Nullable Double> regret = new ArrayList<>();
    private final List<Integer> failures = new ArrayList<>();
    private final Map<String, Double> recommended = new TreeMap<>();
    private double bestObserved = Double.POSITIVE_INFINITY;
    private @Nullable Double regretNow;
    private int failuresNow;

    private Run(BenchmarkProblem problem, NamedSampler sampler, long seed) {
        this.problem = problem;
        this.sampler = sampler;
        this.seed = seed;
        this.search = new Search(problem.problem(), sampler.sampler(), seed);
    }

    /**
     * @param index the how manieth that was asked for, which decides the noise
     */
    private record Asked(long index, Search.Asked suggestion) {}

    public static RunResult of(
            BenchmarkProblem problem, NamedSampler sampler, long seed, int pending, int evaluations, String version) {
        var run = new Run(problem, sampler, seed);
        run.keepPending(pending, evaluations);
        while (!run.pending.isEmpty()) {
            run.finish(run.pending.remove());
            run.keepPending(pending, evaluations);
        }
        return new RunResult(
                sampler.name(),
                version,
                problem.name(),
                seed,
                pending,
                run.startup(),
                evaluations,
                run.regret,
                run.recommended,
                run.failures,
                run.seconds,
                sampler.options());
    }

    private int startup() {
        return sampler.sampler() instanceof GaussianProcessSampler process
                ? process.awaited(problem.space().parameters().size())
                : problem.startup();
    }

    /** Fewer are pending once enough were asked for, or when the space is used up. */
    private void keepPending(int wanted, int evaluations) {
        while (pending.size() < wanted && seconds.size() < evaluations) {
            long begin = System.nanoTime();
            Optional<Search.Asked> suggestion = search.ask();
            double elapsed = (System.nanoTime() - begin) * 1e-9;
            if (suggestion.isEmpty()) {
                return;
            }
            pending.add(new Asked(seconds.size(), suggestion.get()));
            seconds.add(new BigDecimal(elapsed).round(new MathContext(4)).doubleValue());
        }
    }

    private void finish(Asked asked) {
        double noiseless = problem.noiseless(asked.suggestion().point());
        Observation.Result result;
        if (Double.isNaN(noiseless)) {
            result = new Observation.Infeasible();
            failuresNow++;
        } else {
            double observed = problem.observed(noiseless, seed, asked.index());
            result = new Observation.Completed(List.of(observed));
            if (observed < bestObserved) {
                bestObserved = observed;
                regretNow = problem.regret(noiseless);
            }
        }
        search.tell(asked.suggestion().id(), result, Curve.NONE, null);
        observations.add(new Observation(observations.size(), asked.suggestion().point(), result));
        regret.add(regretNow);
        failures.add(failuresNow);
        if (RECOMMENDED_AFTER.contains(observations.size())) {
            recommend();
        }
    }

    private void recommend() {
        if (sampler.sampler() instanceof GaussianProcessSampler process) {
            process.recommended(problem.problem(), observations)
                    .ifPresent(best -> recommended.put(
                            Integer.toString(observations.size()), problem.regret(problem.noiseless(best.point()))));
        }
    }
}
