package dev.cairn.search.sampler;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import dev.cairn.search.space.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/** Cells of a space without constraints, counted and found by rank without listing them. */
final class CountedCells implements Cells {
    private final List<Parameter> parameters;
    private final List<Walk.Axis> axes;
    /** By position: the parents that this or a later parameter depends on. */
    private final List<List<String>> parents = new ArrayList<>();

    private final Map<List<Object>, Long> counts = new HashMap<>();

    CountedCells(List<Parameter> parameters, List<Walk.Axis> axes) {
        this.parameters = parameters;
        this.axes = axes;
        var open = new TreeSet<String>();
        for (int i = parameters.size() - 1; i >= 0; i--) {
            open.addAll(parameters.get(i).when().keySet());
            parents.add(0, List.copyOf(open));
        }
    }

    @Override
    public OptionalLong size() {
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
        parents.get(i).forEach(parent -> key.add(values.get(parent)));
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
        Walk.Axis axis = axes.get(i);
        if (axis.size() > MOST) {
            return MOST + 1;
        }
        if (!isParent(i)) {
            return Math.min(MOST + 1, axis.size() * count(i + 1, values));
        }
        long sum = 0;
        for (long v = 0; v < axis.size() && sum <= MOST; v++) {
            values.put(parameter.name(), axis.at(v));
            sum += count(i + 1, values);
        }
        values.remove(parameter.name());
        return Math.min(MOST + 1, sum);
    }

    private boolean isParent(int i) {
        return i + 1 < parameters.size()
                && parents.get(i + 1).contains(parameters.get(i).name());
    }

    @Override
    public boolean isGivenUp() {
        return false;
    }

    @Override
    public Point at(long rank) {
        var values = new TreeMap<String, Object>();
        long rest = rank;
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            if (!SearchSpace.isActive(parameter, values)) {
                continue;
            }
            Walk.Axis axis = axes.get(i);
            if (!isParent(i)) {
                long each = count(i + 1, values);
                values.put(parameter.name(), axis.at(rest / each));
                rest %= each;
                continue;
            }
            for (long v = 0; v < axis.size(); v++) {
                values.put(parameter.name(), axis.at(v));
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
