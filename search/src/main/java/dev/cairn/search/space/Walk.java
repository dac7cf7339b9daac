package dev.cairn.search.space;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Visits the admissible points of listed values in lexicographic order, the first parameter slowest. A branch is left as soon
 * as it breaks a constraint, so that what is visited is little more than what is admissible where constraints name parameters
 * that are declared near each other.
 */
public final class Walk {
    /** The values that a parameter takes on the way. */
    public sealed interface Axis {
        /** The size of a continuum, which may be there as long as it is active nowhere. */
        long ENDLESS = Long.MAX_VALUE;

        long size();

        Object at(long index);
    }

    /** Every value of a parameter. */
    public record Every(Parameter parameter) implements Axis {
        @Override
        public long size() {
            return parameter.size().orElse(ENDLESS);
        }

        @Override
        public Object at(long index) {
            return parameter.valueAt(index);
        }
    }

    /** Some values of a parameter, in canonical types. */
    public record Some(List<Object> values) implements Axis {
        public Some {
            values = List.copyOf(values);
        }

        @Override
        public long size() {
            return values.size();
        }

        @Override
        public Object at(long index) {
            return values.get((int) index);
        }
    }

    private final List<Parameter> parameters;
    private final List<Axis> axes;
    /** By position: the constraints whose parameters are all known once this one is. */
    private final List<List<Constraint>> constraints = new ArrayList<>();

    private final long[] path;
    private final Map<String, Object> values = new HashMap<>();
    private long workLeft;

    /**
     * @param mostWork lookups of values and parts of constraints evaluated before it gives up; about as many times 30 ns at
     *     worst
     */
    public Walk(List<Parameter> parameters, List<Constraint> constraints, List<? extends Axis> axes, long mostWork) {
        this.parameters = parameters;
        this.axes = List.copyOf(axes);
        this.path = new long[axes.size()];
        this.workLeft = mostWork;
        var positions = new HashMap<String, Integer>();
        for (Parameter parameter : parameters) {
            positions.put(parameter.name(), positions.size());
            this.constraints.add(new ArrayList<>());
        }
        for (Constraint constraint : constraints) {
            int last =
                    constraint.names().stream().mapToInt(positions::get).max().orElse(0);
            this.constraints.get(last).add(constraint);
        }
    }

    /** How a walk ended. */
    public enum End {
        /** Every point was seen. */
        DONE,
        /** The visitor had enough. */
        STOPPED,
        /** There is a continuum, or it was too much work. */
        TOO_LONG
    }

    /**
     * @param visitor told each point as the index on each axis, 0 where it is inactive; must copy it to keep it. Says whether
     *     to go on
     */
    public End each(Predicate<long[]> visitor) {
        return from(0, visitor);
    }

    private End from(int i, Predicate<long[]> visitor) {
        if (i == path.length) {
            return visitor.test(path) ? End.DONE : End.STOPPED;
        }
        path[i] = 0;
        Parameter parameter = parameters.get(i);
        for (List<Object> asked : parameter.when().values()) {
            workLeft -= asked.size();
        }
        if (--workLeft < 0) {
            return End.TOO_LONG;
        }
        if (!SearchSpace.isActive(parameter, values)) {
            return from(i + 1, visitor);
        }
        Axis axis = axes.get(i);
        if (axis.size() == Axis.ENDLESS) {
            return End.TOO_LONG;
        }
        for (long v = 0; v < axis.size(); v++) {
            if (--workLeft < 0) {
                return End.TOO_LONG;
            }
            path[i] = v;
            values.put(parameter.name(), axis.at(v));
            if (isAdmitted(i)) {
                End end = from(i + 1, visitor);
                if (end != End.DONE) {
                    return end;
                }
            }
        }
        values.remove(parameter.name());
        return End.DONE;
    }

    private boolean isAdmitted(int i) {
        for (Constraint constraint : constraints.get(i)) {
            workLeft -= constraint.size();
            if (!constraint.holds(values)) {
                return false;
            }
        }
        return true;
    }
}
