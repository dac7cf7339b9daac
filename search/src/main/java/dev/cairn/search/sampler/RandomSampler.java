package dev.cairn.search.sampler;

import dev.cairn.search.Violation;
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
        return Batch.of(
                problem,
                history,
                count,
                number,
                (i, visited) -> drawn(encoding, visited, RandomSource.of(seed, number + i)));
    }

    /** One that follows from nothing but chance, see {@link Draws#uniform}. */
    static Optional<Suggestion> drawn(Encoding encoding, Visited visited, RandomSource random) {
        return Draws.uniform(encoding, visited, random).map(point -> new Suggestion(point, ORIGIN, null));
    }
}
