package dev.cairn.worker.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
        int rows = length + horizon;
        float[][] ahead = new float[rows][];
        System.arraycopy(channels.ahead(), first - length, ahead, 0, rows);
        float[][] seen = seen(channels.seenTargets(), first, targets);
        return new Channels(
                seen(channels.past(), first, windows.preparation().pastCount()),
                ahead,
                seen,
                seen,
                new double[0][],
                new double[0][],
                new double[0][]);
    }

    private float[][] seen(float[][] table, int first, int width) {
        float[][] copy = new float[length + horizon][width];
        for (int row = 0; row < length; row++) {
            System.arraycopy(table[first - length + row], 0, copy[row], 0, width);
        }
        return copy;
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
            float[][] next = network.apply(moved.batch(all, 0, count));
            for (int i = 0; i < count; i++) {
                tell(moved, i, step, next[i], answers[i]);
            }
        }
        return answers;
    }

    private void tell(Windows moved, int i, int step, float[] next, float[] answers) {
        Preparation preparation = windows.preparation();
        float[] row = copies.get(i).targets()[length + step];
        for (int target = 0; target < targets; target++) {
            double value = moved.frame(i, target).outOf(next[target]);
            answers[step * targets + target] =
                    windows.frame(order[from + i], target).into((float) value);
            row[target] = preparation.seen(target, value);
        }
        List<String> features = Objects.requireNonNull(preparation.task().features());
        for (int feature = 0; feature < features.size(); feature++) {
            copies.get(i).past()[length + step][feature] =
                    row[preparation.task().targets().indexOf(features.get(feature))];
        }
    }
}
