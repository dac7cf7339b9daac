package dev.cairn.search.sampler;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.space.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Ask and tell in one process, without a service:
 *
 * <pre>{@code
 * var search = new Search(problem, GaussianProcessSampler.DEFAULT, 7);
 * for (int i = 0; i < 50; i++) {
 *     Point point = search.ask().orElseThrow().point();
 *     search.tell(point, train(point));
 * }
 * }</pre>
 *
 * Not for several threads.
 */
public final class Search {
    private final Problem problem;
    private final Sampler sampler;
    private final long seed;
    private final List<Observation> observations = new ArrayList<>();
    private final List<Point> pending = new ArrayList<>();
    private long asked;

    /** @throws InvalidValueException if the sampler objects to the problem */
    public Search(Problem problem, Sampler sampler, long seed) {
        var objections = sampler.objections(problem);
        if (!objections.isEmpty()) {
            throw new InvalidValueException(objections);
        }
        this.problem = problem;
        this.sampler = sampler;
        this.seed = seed;
    }

    /** The next point, pending until it is told; empty if the space is used up. */
    public Optional<Suggestion> ask() {
        List<Suggestion> suggestions =
                sampler.suggest(problem, new History(observations, pending, List.of()), 1, seed, asked);
        suggestions.forEach(suggestion -> pending.add(suggestion.point()));
        asked += suggestions.size();
        return suggestions.stream().findFirst();
    }

    /** What was measured at a point, asked for or not: one finite value per objective. */
    public void tell(Point point, Double... values) {
        tell(point, new Observation.Completed(List.of(values)));
    }

    public void tell(Point point, Observation.Result result) {
        pending.remove(point);
        observations.add(new Observation(observations.size(), point, result));
    }

    /** The completed observation that is best by the first objective. */
    public Optional<Observation> best() {
        return observations.stream()
                .filter(o -> o.result() instanceof Observation.Completed)
                .max(Comparator.comparingDouble(this::score));
    }

    private double score(Observation observation) {
        var completed = (Observation.Completed) observation.result();
        return problem.objectives().get(0).score(completed.values().get(0));
    }
}
