package dev.cairn.search.sampler;

import dev.cairn.search.objective.Curve;
import dev.cairn.search.space.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Trials run one at a time on a trainer that tests make up. */
final class Trials {
    private Trials() {}

    /** Each is told before the next is asked for. */
    static List<Observation> run(
            Sampler sampler, Problem problem, int count, long seed, Function<Point, Observation.Result> trainer) {
        return run(sampler, problem, count, seed, trainer, point -> null);
    }

    static List<Observation> run(
            Sampler sampler,
            Problem problem,
            int count,
            long seed,
            Function<Point, Observation.Result> trainer,
            Function<Point, Double> seconds) {
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < count; i++) {
            Point point = sampler.suggest(problem, new History(observations, List.of(), List.of()), 1, seed, i)
                    .get(0)
                    .point();
            observations.add(new Observation(i, point, trainer.apply(point), Curve.NONE, seconds.apply(point)));
        }
        return observations;
    }

    static boolean isFailure(Observation observation) {
        return observation.result() instanceof Observation.Infeasible;
    }

    /** The first objective; not of a failure. */
    static double value(Observation observation) {
        return ((Observation.Completed) observation.result()).values().get(0);
    }

    static double outcome(Observation observation) {
        return ((Observation.Completed) observation.result()).outcomes().get(0);
    }
}
