package dev.cairn.search.sampler;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import dev.cairn.search.space.Walk;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Cells of a space with constraints, found by walking it and kept as numbers in a mixed radix: the index on each axis, the first
 * most significant. Given up where a walk is too much work or the numbers do not fit into 62 bits.
 */
final class ListedCells implements Cells {
    /** See {@link Walk}: a second at worst. */
    private static final long MOST_WORK = 30 * MOST;
    /** In numbers of eight bytes. */
    private static final long MOST_KEPT = 8 * MOST;
    /** What a space and its axes take, about. */
    private static final int EACH = 1_000;

    /**
     * The latest walks, since a grid is asked again for each of its cells and each time that its study is read. A walk depends
     * on its key alone.
     */
    private static final Map<Key, Kept> KEPT = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(SearchSpace space, List<Walk.Axis> axes) {}

    /** Cells that the first to ask walks to; others wait for them. */
    private static final class Kept {
        private @Nullable ListedCells cells;
        private volatile long size = EACH;

        synchronized ListedCells cells(Key key) {
            if (cells == null) {
                cells = walked(key.space, key.axes);
                size = EACH + cells.kept();
                forget();
            }
            return cells;
        }
    }

    private static void forget() {
        synchronized (KEPT) {
            long size = KEPT.values().stream().mapToLong(kept -> kept.size).sum();
            for (Iterator<Kept> eldest = KEPT.values().iterator(); size > MOST_KEPT && eldest.hasNext(); ) {
                size -= eldest.next().size;
                eldest.remove();
            }
        }
    }

    private final List<Parameter> parameters;
    private final List<Walk.Axis> axes;
    /** In ascending order; null where given up. */
    private final long @Nullable [] codes;

    private final boolean isGivenUp;

    private ListedCells(List<Parameter> parameters, List<Walk.Axis> axes, long @Nullable [] codes, boolean isGivenUp) {
        this.parameters = parameters;
        this.axes = axes;
        this.codes = codes;
        this.isGivenUp = isGivenUp;
    }

    static ListedCells of(SearchSpace space, List<Walk.Axis> axes) {
        var key = new Key(space, axes);
        Kept kept;
        synchronized (KEPT) {
            kept = KEPT.computeIfAbsent(key, k -> new Kept());
        }
        return kept.cells(key);
    }

    private static ListedCells walked(SearchSpace space, List<Walk.Axis> axes) {
        if (!fits(axes)) {
            return new ListedCells(space.parameters(), axes, null, true);
        }
        var codes = new Codes(axes);
        Walk.End end = new Walk(space.parameters(), space.constraints(), axes, MOST_WORK).each(codes::add);
        return new ListedCells(
                space.parameters(), axes, end == Walk.End.DONE ? codes.found() : null, end == Walk.End.TOO_LONG);
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

    /** How many numbers it holds. */
    private long kept() {
        long listed = axes.stream()
                .filter(Walk.Some.class::isInstance)
                .mapToLong(Walk.Axis::size)
                .sum();
        return listed + (codes == null ? 0 : codes.length);
    }

    @Override
    public boolean isGivenUp() {
        return isGivenUp;
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
