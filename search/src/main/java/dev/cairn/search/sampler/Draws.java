package dev.cairn.search.sampler;

import dev.cairn.search.space.Point;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;

/** Points drawn uniformly from the warped unit space, never one visited before. */
final class Draws {
    /** In a finite space draws may keep repeating themselves; then the cells are walked. */
    private static final int TRIES = 1000;

    private Draws() {}

    /** Empty only if a finite space is used up. */
    static Optional<Point> uniform(Encoding encoding, Visited visited, RandomSource random) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var units = new double[encoding.dimensions()];
            for (int i = 0; i < units.length; i++) {
                units[i] = random.nextUnit();
            }
            Point point = encoding.pointAt(encoding.latentAt(units));
            if (!visited.contains(point)) {
                return Optional.of(point);
            }
        }
        return remaining(encoding, visited, random);
    }

    private static Optional<Point> remaining(Encoding encoding, Visited visited, RandomSource random) {
        if (!encoding.space().continuous().isEmpty()) {
            return Optional.empty();
        }
        Cells cells = Cells.of(encoding.space());
        OptionalLong size = cells.size();
        if (size.isEmpty()) {
            return Optional.empty();
        }
        var order = new Permutation(size.getAsLong(), random.nextLong());
        return unvisited(cells, size.getAsLong(), 0, order::at, visited);
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
