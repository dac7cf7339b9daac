package dev.cairn.worker.data;

import dev.cairn.api.task.TimeSplit.Rows;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Examples cut out of series. Example {@code i} forecasts the rows {@code first[i]} to {@code first[i] + h - 1} of series
 * {@code of[i]}. What is known up to the forecast is seen at the L rows before {@code first[i]}. What is known ahead is seen h rows
 * further on: beside the last row stands its value at the last step of the horizon. If the window is shorter than the horizon, it
 * stands there several times, each L rows apart, until every step is shown.
 *
 * <pre>
 * L         rows that the network sees
 * h         rows that it forecasts
 * P, A, T   numbers of features known up to the forecast, of those known ahead, of targets
 * F         inputs at each step: P, then A for each copy
 * </pre>
 */
public record Windows(List<Channels> series, Preparation preparation, int[] of, int[] first) implements Examples {

    /**
     * All examples whose targets lie in the rows, of all series.
     *
     * @param reach rows before a forecast that must be there and without missing values
     * @param stride rows from one example to the next in the same series
     */
    static Windows within(List<Rows> parts, List<Channels> series, Preparation preparation, int reach, int stride) {
        int horizon = preparation.horizon();
        int lag = preparation.recipe().differencingLag();
        IntStream.Builder of = IntStream.builder();
        IntStream.Builder first = IntStream.builder();
        for (int one = 0; one < series.size(); one++) {
            for (Rows part : parts) {
                for (int row = Math.max(part.from(), reach); row + horizon <= part.to(); row += stride) {
                    if (series.get(one).holds(row - reach, row, horizon, lag)) {
                        of.add(one);
                        first.add(row);
                    }
                }
            }
        }
        return new Windows(
                series, preparation, of.build().toArray(), first.build().toArray());
    }

    @Override
    public int count() {
        return first.length;
    }

    Channels channels(int example) {
        return series.get(of[example]);
    }

    @Override
    public Batch batch(int[] order, int from, int to) {
        int length = preparation.recipe().windowLength();
        Shape shape = preparation.shape();
        float[] inputs = new float[(to - from) * shape.features() * length];
        float[] outputs = new float[(to - from) * shape.outputs()];
        for (int i = from; i < to; i++) {
            putInputs(order[i], inputs, (i - from) * shape.features() * length);
            putOutputs(order[i], outputs, (i - from) * shape.outputs());
        }
        return new Batch(to - from, length, inputs, null, outputs, null);
    }

    /** [F][L], last index fastest. */
    private void putInputs(int example, float[] inputs, int from) {
        Channels channels = channels(example);
        Recipe recipe = preparation.recipe();
        int start = first[example] - recipe.windowLength();
        int at = from;
        for (int feature = 0; feature < preparation.pastCount(); feature++) {
            var frame = recipe.windowNormalisation().frame(channels.past(), feature, start, first[example]);
            for (int row = start; row < first[example]; row++) {
                inputs[at++] = frame.into(channels.past()[row][feature]);
            }
        }
        for (int copy = 0; copy < (preparation.needsFuture() ? preparation.aheadCopies() : 0); copy++) {
            int shift = preparation.horizon() - copy * recipe.windowLength();
            for (int feature = 0; feature < preparation.aheadCount(); feature++) {
                for (int row = start; row < first[example]; row++) {
                    inputs[at++] = channels.ahead()[row + shift][feature];
                }
            }
        }
    }

    /** [h][T], last index fastest. */
    private void putOutputs(int example, float[] outputs, int from) {
        Channels channels = channels(example);
        for (int target = 0; target < preparation.targetCount(); target++) {
            var frame = frame(example, target);
            for (int step = 0; step < preparation.horizon(); step++) {
                outputs[from + step * preparation.targetCount() + target] =
                        frame.into(channels.targets()[first[example] + step][target]);
            }
        }
    }

    private WindowNormalisation.Frame frame(int example, int target) {
        return preparation
                .recipe()
                .windowNormalisation()
                .frame(
                        channels(example).seenTargets(),
                        target,
                        first[example] - preparation.recipe().windowLength(),
                        first[example]);
    }

    /** A network's answer to one example in the targets' own units: [h][T], last index fastest. */
    public double[] restored(int example, float[] answer) {
        Channels channels = channels(example);
        int targets = preparation.targetCount();
        int lag = preparation.recipe().differencingLag();
        double[] levels = new double[answer.length];
        double[] values = new double[answer.length];
        for (int i = 0; i < answer.length; i++) {
            int target = i % targets;
            int before = i / targets - lag;
            double change = preparation
                    .scaling()
                    .columns()
                    .get(target)
                    .restore(frame(example, target).outOf(answer[i]));
            levels[i] = change + base(channels, first[example], before, levels, target, lag);
            values[i] = preparation.recipe().logTarget().undo(levels[i]);
        }
        return values;
    }

    /** What a difference is added to: an observed level, or one forecast before if the lag does not reach back that far. */
    private static double base(Channels channels, int first, int before, double[] levels, int target, int lag) {
        if (lag == 0) {
            return 0;
        }
        int targets = channels.levels()[0].length;
        return before < 0 ? channels.levels()[first + before][target] : levels[before * targets + target];
    }
}
