package dev.cairn.search.sampler;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * The points of a finite space in lexicographic order, the first parameter slowest: counted and found by rank without listing
 * them. Only points that exist: an inactive parameter adds no cells.
 */
final class Cells {
    /** A space with more cells is not worth a grid. */
    static final long MOST = 1_000_000;

    /** The values that a parameter takes on the grid. */
    record Axis(long size, LongFunction<Object> values) {}

    private final List<Parameter> parameters;
    private final List<Axis> axes;
    /** By position: the parents that this or a later parameter depends on. */
    private final List<List<String>> parents = new ArrayList<>();

    private final Map<List<Object>, Long> counts = new HashMap<>();

    private Cells(SearchSpace space, List<Axis> axes) {
        this.parameters = space.parameters();
        this.axes = axes;
        var open = new TreeSet<String>();
        for (int i = parameters.size() - 1; i >= 0; i--) {
            open.addAll(parameters.get(i).when().keySet());
            parents.add(0, List.copyOf(open));
        }
    }

    static Cells of(SearchSpace space, List<Axis> axes) {
        return new Cells(space, List.copyOf(axes));
    }

    /** Every value of every parameter; the space must not have a continuous one. */
    static Cells of(SearchSpace space) {
        return of(space, space.parameters().stream().map(Cells::all).toList());
    }

    static Axis all(Parameter parameter) {
        return new Axis(parameter.size().orElseThrow(), parameter::valueAt);
    }

    /** How many cells; empty if there are more than {@link #MOST}. */
    OptionalLong size() {
        if (axes.stream().anyMatch(axis -> axis.size() > MOST)) {
            return OptionalLong.empty();
        }
        long size = count(0, new HashMap<>());
        return size > MOST ? OptionalLong.empty() : OptionalLong.of(size);
    }

    /** Cells spanned by the parameters from {@code i} on, given the values of earlier ones; more than MOST counts as MOST + 1. */
    private long count(int i, Map<String, Object> values) {
        if (i == parameters.size()) {
            return 1;
        }
        var key = new ArrayList<Object>();
        key.add(i);
        parents.get(i).forEach(parent -> key.add(String.valueOf(values.get(parent))));
        Long known = counts.get(key);
        if (known != null) {
            return known;
        }
        long count = counted(i, values);
        counts.put(key, count);
        return count;
    }

    private long counted(int i, Map<String, Object> values) {
        Parameter parameter = parameters.get(i);
        if (!SearchSpace.isActive(parameter, values)) {
            return count(i + 1, values);
        }
        Axis axis = axes.get(i);
        if (!isParent(i)) {
            return Math.min(MOST + 1, axis.size() * count(i + 1, values));
        }
        long sum = 0;
        for (long v = 0; v < axis.size() && sum <= MOST; v++) {
            values.put(parameter.name(), axis.values().apply(v));
            sum += count(i + 1, values);
        }
        values.remove(parameter.name());
        return Math.min(MOST + 1, sum);
    }

    private boolean isParent(int i) {
        return i + 1 < parameters.size()
                && parents.get(i + 1).contains(parameters.get(i).name());
    }

    /** The cell with a rank in [0, size). */
    Point at(long rank) {
        var values = new TreeMap<String, Object>();
        long rest = rank;
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            if (!SearchSpace.isActive(parameter, values)) {
                continue;
            }
            Axis axis = axes.get(i);
            if (!isParent(i)) {
                long each = count(i + 1, values);
                values.put(parameter.name(), axis.values().apply(rest / each));
                rest %= each;
                continue;
            }
            for (long v = 0; v < axis.size(); v++) {
                values.put(parameter.name(), axis.values().apply(v));
                long each = count(i + 1, values);
                if (rest < each) {
                    break;
                }
                rest -= each;
            }
        }
        return new Point(values);
    }
}
