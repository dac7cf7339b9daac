package dev.cairn.search.sampler;

import dev.cairn.search.Violation;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Interim: uniform points. */
public record RandomSampler() implements Sampler {
    public static final RandomSampler DEFAULT = new RandomSampler();

    @Override
    public int version() {
        return 0;
    }

    @Override
    public List<Violation> objections(Problem problem) {
        return List.of();
    }

    @Override
    public List<Suggestion> suggest(Problem problem, History history, int count, long seed, long number) {
        var random = new SplittableRandom(seed * 31 + number);
        var values = new TreeMap<String, Object>();
        for (Parameter p : problem.space().parameters()) {
            if (SearchSpace.isActive(p, values)) {
                values.put(p.name(), p.fromUnit(random.nextDouble()));
            }
        }
        return List.of(new Suggestion(problem.space().point(values), "RANDOM", null));
    }
}
