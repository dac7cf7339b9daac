package dev.cairn.search.sampler;

import dev.cairn.search.Violation;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Chooses by the size and shape of the problem, and says in each suggestion what it chose and why: a space of few points is
 * visited wholly, any other is searched by {@link GaussianProcessSampler} with its standard settings.
 */
public record AutomaticSampler() implements Sampler {
    public static final AutomaticSampler DEFAULT = new AutomaticSampler();

    /** As many points as a model would need to have its first say: nothing is left to be predicted. */
    private static final int FEW = 10;
    /** Parameters' values multiplied; conditions and constraints may leave few points of them. */
    private static final int MOST_COUNTED = 1000;

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Violation> objections(Problem problem) {
        return List.of();
    }

    @Override
    public List<Suggestion> suggest(Problem problem, History history, int count, long seed, long number) {
        OptionalLong points = isSmall(problem) ? Cells.of(problem).size() : OptionalLong.empty();
        if (points.isPresent() && points.getAsLong() <= FEW) {
            return GridSampler.DEFAULT.suggest(problem, history, count, seed, number).stream()
                    .map(s -> s.because("the space has only " + points.getAsLong() + " points: all are visited"))
                    .toList();
        }
        return GaussianProcessSampler.DEFAULT.suggest(problem, history, count, seed, number);
    }

    /** Whether its points are quickly counted. */
    private static boolean isSmall(Problem problem) {
        double most = 1;
        for (Parameter parameter : problem.space().parameters()) {
            boolean isFixed = problem.fixed().containsKey(parameter.name());
            most *= isFixed ? 1 : parameter.size().orElse(Long.MAX_VALUE);
        }
        return most <= MOST_COUNTED;
    }

    @Override
    public Optional<Explanation> explain(Problem problem, History history, Point point, long seed, long number) {
        return GaussianProcessSampler.DEFAULT.explain(problem, history, point, seed, number);
    }
}
