package dev.cairn.search.sampler;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import dev.cairn.search.space.Walk;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Cells of a space with constraints, found by walking it and kept as numbers in a mixed radix: the index on each axis, the first
 * most significant. Given up where a walk takes too many steps or the numbers do not fit into 62 bits.
 */
final class ListedCells implements Cells {
    private static final long MOST_STEPS = 10 * MOST;
    private static final int MOST_KEPT = 4;

    /** The latest walks, since a grid is asked again for each of its cells. A walk depends on its key alone. */
    private static final Map<Key, ListedCells> KEPT = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ListedCells> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private record Key(SearchSpace space, List<Walk.Axis> axes) {}

    private final List<Parameter> parameters;
    private final List<Walk.Axis> axes;
    /** In ascending order; null where given up. */
    private final long @Nullable [] codes;

    private ListedCells(List<Parameter> parameters, List<Walk.Axis> axes, long @Nullable [] codes) {
        this.parameters = parameters;
        this.axes = axes;
        this.codes = codes;
    }

    static ListedCells of(SearchSpace space, List<Walk.Axis> axes) {
        var key = new Key(space, axes);
        synchronized (KEPT) {
            ListedCells kept = KEPT.get(key);
            if (kept != null) {
                return kept;
            }
        }
        var cells = new ListedCells(space.parameters(), axes, walked(space, axes));
        synchronized (KEPT) {
            KEPT.put(key, cells);
        }
        return cells;
    }

    private static long @Nullable [] walked(SearchSpace space, List<Walk.Axis> axes) {
        if (!fits(axes)) {
            return null;
        }
        var codes = new Codes(axes);
        Walk.End end = new Walk(space.parameters(), space.constraints(), axes, MOST_STEPS).each(codes::add);
        return end == Walk.End.DONE ? codes.found() : null;
    }

    private static boolean fits(List<Walk.Axis> axes) {
        long room = 1L << 62;
        for (Walk.Axis axis : axes) {
            room /= Math.max(1, radix(axis));
        }
        return room > 0;
    }

    /** A continuum takes no room: the walk ends where one is active. */
    private static long radix(Walk.Axis axis) {
        return axis.size() == Walk.Axis.ENDLESS ? 1 : axis.size();
    }

    /** A growing array of codes. */
    private static final class Codes {
        private final List<Walk.Axis> axes;
        private long[] codes = new long[64];
        private int size;

        Codes(List<Walk.Axis> axes) {
            this.axes = axes;
        }

        boolean add(long[] path) {
            if (size == MOST) {
                return false;
            }
            long code = 0;
            for (int i = 0; i < path.length; i++) {
                code = code * radix(axes.get(i)) + path[i];
            }
            if (size == codes.length) {
                codes = Arrays.copyOf(codes, 2 * size);
            }
            codes[size++] = code;
            return true;
        }

        long[] found() {
            return Arrays.copyOf(codes, size);
        }
    }

    @Override
    public OptionalLong size() {
        return codes == null ? OptionalLong.empty() : OptionalLong.of(codes.length);
    }

    @Override
    public Point at(long rank) {
        if (codes == null) {
            throw new IllegalStateException("cells that were given up have no ranks");
        }
        long rest = codes[(int) rank];
        var path = new long[axes.size()];
        for (int i = path.length - 1; i >= 0; i--) {
            long radix = radix(axes.get(i));
            path[i] = rest % radix;
            rest /= radix;
        }
        var values = new TreeMap<String, Object>();
        for (int i = 0; i < path.length; i++) {
            Parameter parameter = parameters.get(i);
            if (SearchSpace.isActive(parameter, values)) {
                values.put(parameter.name(), axes.get(i).at(path[i]));
            }
        }
        return new Point(values);
    }
}
