package dev.cairn.search.sampler;

import dev.cairn.search.Violation;
import dev.cairn.search.space.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws uniformly on the parameters' own scales; a conditional parameter is drawn only where it is active. */
public record RandomSampler() implements Sampler {
    public static final RandomSampler DEFAULT = new RandomSampler();

    private static final String ORIGIN = "RANDOM";

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
        var encoding = new Encoding(problem);
        Visited visited = Visited.of(history);
        var suggestions = new ArrayList<Suggestion>();
        for (int i = 0; i < count; i++) {
            Optional<Point> point = Draws.uniform(encoding, visited, RandomSource.of(seed, number + i));
            if (point.isEmpty()) {
                break;
            }
            visited.add(point.get());
            suggestions.add(new Suggestion(point.get(), ORIGIN, null));
        }
        return suggestions;
    }
}
