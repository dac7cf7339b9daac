package dev.cairn.search.sampler;

import dev.cairn.search.space.Point;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Points that must not be suggested again. */
final class Visited {
    private final Set<ByteBuffer> keys = new HashSet<>();

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
        return keys.add(ByteBuffer.wrap(point.key()));
    }

    boolean contains(Point point) {
        return keys.contains(ByteBuffer.wrap(point.key()));
    }

    int size() {
        return keys.size();
    }
}
