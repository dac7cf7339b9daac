package dev.cairn.search.sampler;

import dev.cairn.search.space.Point;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
    private static final int MOST_TRIES_OF_SEVERAL = 2_000;
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

    /**
     * At most so many, together for little more than the price of one: where rejection takes longer, the others are on one walk
     * from the first, each from where the one before it ended.
     */
    static List<Point> several(Encoding encoding, Visited visited, int count, RandomSource random) {
        var units = new double[encoding.dimensions()];
        var points = new LinkedHashSet<Point>();
        Optional<double[]> last = Optional.empty();
        for (int attempt = 0; attempt < MOST_TRIES_OF_SEVERAL && points.size() < count; attempt++) {
            for (int i = 0; i < units.length; i++) {
                units[i] = random.nextUnit();
            }
            double[] latent = encoding.latentAt(units);
            if (encoding.admits(latent)) {
                last = Optional.of(units.clone());
                add(encoding.pointAt(latent), visited, points);
            }
        }
        Cells cells = Cells.of(encoding.problem());
        OptionalLong size = points.size() < count ? cells.size() : OptionalLong.empty();
        if (size.isPresent()) {
            var order = new Permutation(size.getAsLong(), random.nextLong());
            for (long i = 0; i < size.getAsLong() && points.size() < count; i++) {
                add(cells.at(order.at(i)), visited, points);
            }
            return List.copyOf(points);
        }
        var chain = new HitAndRun(encoding, random);
        Optional<double[]> place = points.size() < count ? last.or(chain::start) : Optional.empty();
        for (int walk = 0; walk < 2 * count && place.isPresent() && points.size() < count; walk++) {
            place = place.map(chain::wandered);
            add(encoding.pointAt(encoding.latentAt(place.get())), visited, points);
        }
        return List.copyOf(points);
    }

    private static void add(Point point, Visited visited, Set<Point> points) {
        if (!visited.contains(point)) {
            points.add(point);
        }
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
