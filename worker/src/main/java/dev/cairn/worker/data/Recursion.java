package dev.cairn.worker.data;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Forecasts of several steps by a network that answers one. Each example gets a copy of its window; what the network answers is
 * written behind it, and the window moves on by a row. Nothing of a target after the forecast's origin is in the copy.
 */
final class Recursion {
    private final Windows windows;
    private final int[] order;
    private final int from;
    private final int count;
    private final List<Channels> copies = new ArrayList<>();
    private final int length;
    private final int horizon;
    private final int targets;

    Recursion(Windows windows, int[] order, int from, int to) {
        this.windows = windows;
        this.order = order;
        this.from = from;
        this.count = to - from;
        Preparation preparation = windows.preparation();
        this.length = preparation.recipe().windowLength();
        this.horizon = preparation.horizon();
        this.targets = preparation.targetCount();
        for (int i = from; i < to; i++) {
            copies.add(copy(windows.channels(order[i]), windows.first()[order[i]]));
        }
    }

    private Channels copy(Channels channels, int first) {
        Preparation preparation = windows.preparation();
        int columns = preparation.task().columns().size() + channels.ahead().length;
        var copy = new Floats(length + horizon, columns, FloatBuffer::allocate);
        for (int row = 0; row < length + horizon; row++) {
            int from = first - length + row;
            for (int target = 0; target < targets && row < length; target++) {
                copy.set(row, target, channels.target(from, target));
            }
            for (int column : channels.ahead()) {
                copy.set(row, column, channels.scaled().get(from, column));
            }
        }
        return new Channels(
                copy, channels.past(), channels.ahead(), channels.stationary(), channels.actual(), channels.lacks());
    }

    /** [example][h * T], target fastest: each step as if it had been answered from the window before the first. */
    float[][] answers(Function<Batch, float[][]> network) {
        float[][] answers = new float[count][horizon * targets];
        int[] all = new int[count];
        for (int i = 0; i < count; i++) {
            all[i] = i;
        }
        for (int step = 0; step < horizon; step++) {
            int[] first = new int[count];
            Arrays.fill(first, length + step);
            var moved = new Windows(copies, windows.preparation(), all, first);
            float[][] next = network.apply(moved.unanswered(all, 0, count));
            for (int i = 0; i < count; i++) {
                tell(moved, i, step, next[i], answers[i]);
            }
        }
        return answers;
    }

    private void tell(Windows moved, int i, int step, float[] next, float[] answers) {
        Preparation preparation = windows.preparation();
        for (int target = 0; target < targets; target++) {
            double scaled = moved.frame(i, target).outOf(next[target]);
            answers[step * targets + target] =
                    windows.frame(order[from + i], target).into((float) scaled);
            double value = preparation.scaling().columns().get(target).restore(scaled);
            // Every feature is a target, so this is all that is seen of it.
            float seen = preparation.limits().clips() ? preparation.clipped(target, value) : (float) scaled;
            copies.get(i).scaled().set(length + step, target, seen);
        }
    }
}
