package dev.cairn.worker.data;

import dev.cairn.api.dataset.Grid;
import java.util.BitSet;

/**
 * One series as windows are cut from it. A row that is not known has not-a-numbers.
 *
 * <pre>
 * T   numbers of targets, the first columns
 * </pre>
 *
 * @param scaled [row][the task's columns, then the calendar's] in the network's units, as the network may see them: within limits
 * @param past columns of it that are known up to the forecast
 * @param ahead columns of it that are known ahead
 * @param stationary what was scaled, and [row][T] before differencing
 * @param actual [row][T and others] as given: only these targets are forecast and judged
 * @param lacks rows that cannot serve
 */
record Channels(Floats scaled, int[] past, int[] ahead, Stationary stationary, Grid actual, Lacks lacks) {

    /**
     * Rows where something is missing.
     *
     * @param level a target before differencing, or something known ahead
     * @param change something known up to the forecast, or a target after differencing
     * @param answer a target as given, or something known ahead
     */
    record Lacks(BitSet level, BitSet change, BitSet answer) {}

    static Channels of(Floats scaled, int[] past, int[] ahead, Stationary stationary, Grid actual) {
        var lacks = new Lacks(new BitSet(), new BitSet(), new BitSet());
        int targets = stationary.targets();
        for (int row = 0; row < actual.rows(); row++) {
            boolean level = false;
            boolean change = false;
            boolean answer = false;
            for (int target = 0; target < targets; target++) {
                level |= Double.isNaN(stationary.seen().get(row, target));
                change |= Float.isNaN(scaled.get(row, target));
                answer |= Double.isNaN(actual.get(row, target));
            }
            for (int column : past) {
                change |= Float.isNaN(scaled.get(row, column));
            }
            for (int column : ahead) {
                boolean missing = Float.isNaN(scaled.get(row, column));
                level |= missing;
                answer |= missing;
            }
            lacks.level().set(row, level);
            lacks.change().set(row, change);
            lacks.answer().set(row, answer);
        }
        return new Channels(scaled, past, ahead, stationary, actual, lacks);
    }

    int rows() {
        return actual.rows();
    }

    /** As given, with missing values filled by the task's rule. */
    double seen(int row, int target) {
        return stationary.seen().get(row, target);
    }

    float past(int row, int feature) {
        return scaled.get(row, past[feature]);
    }

    float ahead(int row, int feature) {
        return scaled.get(row, ahead[feature]);
    }

    /** As the network may see it. */
    float target(int row, int target) {
        return scaled.get(row, target);
    }

    /** Whether a window before {@code first} that reaches back to {@code from} can be made and its forecast be judged. */
    boolean holds(int from, int first, int horizon, int lag) {
        return from >= 0
                && first + horizon <= rows()
                && !any(lacks.level(), from, first)
                && !any(lacks.change(), from + lag, first)
                && !any(lacks.answer(), first, first + horizon);
    }

    private static boolean any(BitSet rows, int from, int to) {
        int next = rows.nextSetBit(from);
        return next >= 0 && next < to;
    }
}
