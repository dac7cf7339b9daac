package dev.cairn.search.sampler;

import dev.cairn.search.space.Point;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;

/**
 * Admissible points drawn uniformly from the warped unit space, never one visited before.
 *
 * <p>By rejection, which is exact, as long as it succeeds: nearly always where the constraints leave a thousandth of the space.
 * Below, a finite space's cells are walked, each unvisited one being as likely, and elsewhere {@link HitAndRun} comes close to
 * uniform within the part of the space that it found. What is given is always admissible. Nothing may be given though there are
 * points left only where even a descent finds none, as between continuous parameters that must be equal.
 */
final class Draws {
    /** In a finite space draws may keep repeating themselves. */
    private static final int MOST_REPEATS = 1_000;

    private static final int MOST_TRIES = 10_000;
    private static final int WALKS = 20;

    private Draws() {}

    /** Empty only if a finite space is used up, or if no admissible point is found. */
    static Optional<Point> uniform(Encoding encoding, Visited visited, RandomSource random) {
        int repeats = 0;
        for (int attempt = 0; attempt < MOST_TRIES && repeats < MOST_REPEATS; attempt++) {
            var units = new double[encoding.dimensions()];
            for (int i = 0; i < units.length; i++) {
                units[i] = random.nextUnit();
            }
            double[] latent = encoding.latentAt(units);
            if (encoding.admits(latent)) {
                Point point = encoding.pointAt(latent);
                if (!visited.contains(point)) {
                    return Optional.of(point);
                }
                repeats++;
            }
        }
        Cells cells = Cells.of(encoding.problem());
        OptionalLong size = cells.size();
        if (size.isEmpty()) {
            return encoding.isConstrained() ? wandered(encoding, visited, random) : Optional.empty();
        }
        var order = new Permutation(size.getAsLong(), random.nextLong());
        return unvisited(cells, size.getAsLong(), 0, order::at, visited);
    }

    private static Optional<Point> wandered(Encoding encoding, Visited visited, RandomSource random) {
        var chain = new HitAndRun(encoding, random);
        Optional<double[]> start = chain.start();
        if (start.isEmpty()) {
            return Optional.empty();
        }
        double[] units = start.get();
        for (int walk = 0; walk < WALKS; walk++) {
            units = chain.wandered(units);
            Point point = encoding.pointAt(encoding.latentAt(units));
            if (!visited.contains(point)) {
                return Optional.of(point);
            }
        }
        return Optional.empty();
    }

    /** The first unvisited cell in an order of [0, size), from place {@code first} on and around. */
    static Optional<Point> unvisited(Cells cells, long size, long first, LongUnaryOperator order, Visited visited) {
        for (long i = 0; i < size; i++) {
            Point point = cells.at(order.applyAsLong((first % size + i) % size));
            if (!visited.contains(point)) {
                return Optional.of(point);
            }
        }
        return Optional.empty();
    }
}
