package dev.cairn.worker.data;

import dev.cairn.api.task.TimeSplit.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Examples cut out of series. Example {@code i} forecasts the rows {@code first[i]} to {@code first[i] + h - 1} of series
 * {@code of[i]}. What is known up to the forecast is seen at the L rows before {@code first[i]}. What is known ahead is seen h rows
 * further on: beside the last row stands its value at the last step of the horizon. If the window is shorter than the horizon, it
 * stands there several times, each L rows apart, until every step is shown. A network that is fed its own forecasts answers one step, as
 * if h were 1.
 *
 * <pre>
 * L         rows that the network sees
 * h         rows that it forecasts
 * P, A, T   numbers of features known up to the forecast, of those known ahead, of targets
 * Q         numbers answered for each step and target: 1, or that of the quantiles
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
        int lag = preparation.recipe().differencingLag();
        Places places = Places.within(parts, series, reach, preparation.horizon(), lag, stride, (one, row) -> true);
        return new Windows(series, preparation, places.of(), places.rows());
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
        Batch batch = unanswered(order, from, to);
        for (int i = from; i < to; i++) {
            putOutputs(
                    order[i], batch.outputs(), (i - from) * preparation.shape().outputs());
        }
        return batch;
    }

    /** Without what should be answered: zeros stand there. */
    Batch unanswered(int[] order, int from, int to) {
        int length = preparation.recipe().windowLength();
        Shape shape = preparation.shape();
        float[] inputs = new float[(to - from) * shape.features() * length];
        float[] outputs = new float[(to - from) * shape.outputs()];
        for (int i = from; i < to; i++) {
            putInputs(order[i], inputs, (i - from) * shape.features() * length);
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
            var frame = recipe.windowNormalisation()
                    .frame(channels.scaled(), channels.past()[feature], start, first[example]);
            for (int row = start; row < first[example]; row++) {
                inputs[at++] = frame.into(channels.past(row, feature));
            }
        }
        for (int copy = 0; copy < (preparation.needsFuture() ? preparation.aheadCopies() : 0); copy++) {
            int shift = preparation.answeredSteps() - copy * recipe.windowLength();
            for (int feature = 0; feature < preparation.aheadCount(); feature++) {
                for (int row = start; row < first[example]; row++) {
                    inputs[at++] = channels.ahead(row + shift, feature);
                }
            }
        }
    }

    /** What an example has to forecast, in its own units: number {@code i} of [h * T], target fastest. */
    double actual(int example, int i) {
        int targets = preparation.targetCount();
        return channels(example).actual().get(first[example] + i / targets, i % targets);
    }

    /** [h][T][Q], last index fastest. */
    private void putOutputs(int example, float[] outputs, int from) {
        int targets = preparation.targetCount();
        int answers = preparation.answers();
        for (int target = 0; target < targets; target++) {
            var frame = frame(example, target);
            for (int step = 0; step < preparation.answeredSteps(); step++) {
                float value = frame.into(scaled(example, step, target));
                int at = from + (step * targets + target) * answers;
                Arrays.fill(outputs, at, at + answers, value);
            }
        }
    }

    /** What is to be answered, before the window is taken out of it. */
    private float scaled(int example, int step, int target) {
        Channels channels = channels(example);
        Stationary stationary = channels.stationary();
        Scaling.Column column = preparation.scaling().columns().get(target);
        int lag = preparation.recipe().differencingLag();
        int row = first[example] + step;
        if (preparation.recipe().quantiles() && lag > 0) {
            int before = observed(example, step, lag);
            return column.scale(stationary.level(row, target) - stationary.level(before, target));
        }
        return preparation.limits().clips() ? column.scale(stationary.get(row, target)) : channels.target(row, target);
    }

    /** The latest row that was seen a whole number of lags before a step. */
    private int observed(int example, int step, int lag) {
        return first[example] + step % lag - lag;
    }

    @Override
    public float[][] answered(int[] order, int from, int to, Function<Batch, float[][]> network) {
        return preparation.recipe().horizonStrategy() == HorizonStrategy.DIRECT
                ? network.apply(batch(order, from, to))
                : new Recursion(this, order, from, to).answers(network);
    }

    @Override
    public int passes() {
        return preparation.horizon() / preparation.answeredSteps();
    }

    WindowNormalisation.Frame frame(int example, int target) {
        return preparation
                .recipe()
                .windowNormalisation()
                .frame(
                        channels(example).scaled(),
                        target,
                        first[example] - preparation.recipe().windowLength(),
                        first[example]);
    }

    /**
     * A network's answer to one example in the targets' own units: [h][T], last index fastest. Of quantiles the median.
     *
     * @param answer [h][T][Q], last index fastest
     */
    public double[] restored(int example, float[] answer) {
        if (preparation.recipe().quantiles()) {
            int median = preparation.quantiles().indexOf(0.5);
            return Stream.of(quantiles(example, answer))
                    .mapToDouble(some -> some[median])
                    .toArray();
        }
        Channels channels = channels(example);
        int targets = preparation.targetCount();
        int lag = preparation.recipe().differencingLag();
        double[] levels = new double[answer.length];
        double[] values = new double[answer.length];
        for (int i = 0; i < answer.length; i++) {
            int target = i % targets;
            int before = i / targets - lag;
            levels[i] =
                    change(example, target, answer[i]) + base(channels, first[example], before, levels, target, lag);
            values[i] = preparation.recipe().logTarget().undo(levels[i]);
        }
        return values;
    }

    /**
     * The quantiles that a network answered, in the targets' own units: [h * T][Q], in order. All that is undone grows with the
     * answer, so a quantile stays one. Those that a network gives in the wrong order are put into the right one, which brings them
     * nearer to the true ones (Chernozhukov, Fernández-Val and Galichon 2010).
     *
     * @param answer [h][T][Q], last index fastest
     */
    public double[][] quantiles(int example, float[] answer) {
        int count = preparation.answers();
        int targets = preparation.targetCount();
        int lag = preparation.recipe().differencingLag();
        double[][] values = new double[answer.length / count][count];
        for (int i = 0; i < values.length; i++) {
            int target = i % targets;
            // Quantiles of changes do not add up: each is a change from what was observed, however far ahead it lies.
            double base =
                    lag == 0 ? 0 : channels(example).stationary().level(observed(example, i / targets, lag), target);
            for (int j = 0; j < count; j++) {
                double level = change(example, target, answer[i * count + j]) + base;
                values[i][j] = preparation.recipe().logTarget().undo(level);
            }
            Arrays.sort(values[i]);
        }
        return values;
    }

    /** Out of the network's units: of a level or, with a lag, of a difference. */
    private double change(int example, int target, float answer) {
        return preparation
                .scaling()
                .columns()
                .get(target)
                .restore(frame(example, target).outOf(answer));
    }

    /** What a difference is added to: an observed level, or one forecast before if the lag does not reach back that far. */
    private static double base(Channels channels, int first, int before, double[] levels, int target, int lag) {
        if (lag == 0) {
            return 0;
        }
        int targets = channels.stationary().targets();
        return before < 0 ? channels.stationary().level(first + before, target) : levels[before * targets + target];
    }
}
