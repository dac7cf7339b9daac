package dev.cairn.benchmarks.problem;

import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.sampler.GaussianProcessSampler;
import dev.cairn.search.sampler.Problem;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * A function to minimise.
 *
 * @param loss noiseless; NaN where a trial fails
 * @param noise turns it into what is observed
 * @param optimum the least noiseless loss; for a real training the least that a long search found
 * @param floorSigma a noise level: regrets below a tenth of it are equally good
 */
public record BenchmarkProblem(
        String name,
        String suite,
        SearchSpace space,
        ToDoubleFunction<Values> loss,
        Noise noise,
        double optimum,
        double floorSigma) {
    private static final List<Objective> MINIMIZE = List.of(new Objective("loss", Direction.MINIMIZE));

    /** Without noise. */
    static BenchmarkProblem exact(
            String name, String suite, SearchSpace space, ToDoubleFunction<Values> loss, double optimum) {
        return new BenchmarkProblem(name, suite, space, loss, Noise.NONE, optimum, 0);
    }

    /** What a sampler sees of it: no name, no suite. */
    public Problem problem() {
        return new Problem(space, MINIMIZE);
    }

    /** The outcomes that every library's model awaits: one start-up budget for all. */
    public int startup() {
        return GaussianProcessSampler.DEFAULT.awaited(space.parameters().size());
    }

    /** The noiseless loss; NaN where a trial fails. */
    public double noiseless(Point point) {
        return loss.applyAsDouble(new Values(space, point));
    }

    /**
     * What the study's {@code index}-th evaluation observes. The noise depends on seed and index only, so that every sampler
     * meets the same noise at its n-th evaluation.
     */
    public double observed(double noiseless, long seed, long index) {
        return noise.observed(noiseless, new Random(mix(seed * 0x9e3779b97f4a7c15L ^ mix(index + 1))));
    }

    /** Not negative: a sampler that finds a training's loss below the best known one has regret 0. */
    public double regret(double noiseless) {
        return Math.max(0, noiseless - optimum);
    }

    /** SplitMix64's last step (Steele, Lea and Flood 2014), so that neighbouring seeds have unrelated streams. */
    private static long mix(long z) {
        long a = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ a >>> 27) * 0x94d049bb133111ebL;
        return b ^ b >>> 31;
    }
}
