package dev.cairn.search.sampler;

import dev.cairn.search.Violation;
import dev.cairn.search.gp.Sobol;
import java.util.ArrayList;
import java.util.List;

/**
 * Spreads points evenly: a Sobol sequence, scrambled by the study's seed, on the parameters' own scales. A conditional
 * parameter's coordinate counts only where it is active.
 *
 * <p>The n-th suggestion is the n-th of those places of the sequence that keep to the constraints, which spreads them evenly
 * over what is admissible. Where that is a point seen before, as it happens in finite spaces, or where constraints push it beyond
 * the first {@value #MOST_PLACES} places, the suggestion is drawn at random instead and its origin is RANDOM.
 */
public record QuasiRandomSampler() implements Sampler {
    public static final QuasiRandomSampler DEFAULT = new QuasiRandomSampler();

    private static final String ORIGIN = "QUASI_RANDOM";
    private static final int MOST_PLACES = 1 << 16;

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
        List<double[]> places = places(encoding, count, seed, number);
        return Batch.of(
                problem,
                history,
                count,
                number,
                (i, visited) -> places.stream()
                        .skip(i)
                        .findFirst()
                        .map(encoding::pointAt)
                        .filter(point -> !visited.contains(point))
                        .map(point -> new Suggestion(point, ORIGIN, null))
                        .or(() -> RandomSampler.drawn(encoding, visited, RandomSource.of(seed, number + i))));
    }

    /** The latent places of {@code count} suggestions from the {@code number}-th on; fewer where the sequence is at its end. */
    private static List<double[]> places(Encoding encoding, int count, long seed, long number) {
        Sobol sobol = Sobol.scrambled(encoding.dimensions(), RandomSource.of(seed, -1)::nextLong);
        var places = new ArrayList<double[]>();
        long first = encoding.isConstrained() ? 0 : number;
        long passed = first;
        for (long index = first; index < first + MOST_PLACES && places.size() < count; index++) {
            double[] latent = encoding.latentAt(sobol.point(index));
            if (encoding.admits(latent) && passed++ >= number) {
                places.add(latent);
            }
        }
        return places;
    }
}
