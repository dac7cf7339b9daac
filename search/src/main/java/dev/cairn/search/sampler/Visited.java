package dev.cairn.search.sampler;

import dev.cairn.search.space.Point;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Points that must not be suggested again. */
final class Visited {
    private final Set<List<Object>> keys = new HashSet<>();

    static Visited of(History history) {
        var visited = new Visited();
        history.observations().forEach(o -> visited.add(o.point()));
        visited.addAll(history.pending());
        visited.addAll(history.spent());
        return visited;
    }

    private void addAll(Collection<Point> points) {
        points.forEach(this::add);
    }

    /** Whether it was new. */
    boolean add(Point point) {
        return keys.add(key(point));
    }

    boolean contains(Point point) {
        return keys.contains(key(point));
    }

    /** Names and values in turn, equal when {@link Point#key} is: a number counts by its numeric value. */
    private static List<Object> key(Point point) {
        var key = new ArrayList<Object>(2 * point.values().size());
        point.values().forEach((name, value) -> {
            key.add(name);
            key.add(value instanceof Number number ? (Object) (number.doubleValue() + 0.0) : value);
        });
        return key;
    }

    int size() {
        return keys.size();
    }
}
