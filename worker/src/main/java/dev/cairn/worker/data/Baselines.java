package dev.cairn.worker.data;

import java.util.List;
import java.util.Optional;

/** Forecasts that need no network, of every example: [example][h * T] in the targets' own units. */
final class Baselines {
    /** Bounds of the linear model's work: it is a measure beside a network, not the aim. */
    private static final int MOST_INPUTS = 256;

    private static final int MOST_EXAMPLES = 4096;

    private Baselines() {}

    /** Every target stays as last seen. */
    static double[][] naive(Windows held) {
        double[][] forecasts = new double[held.count()][];
        for (int example = 0; example < held.count(); example++) {
            int targets = held.preparation().targetCount();
            forecasts[example] = new double[held.preparation().horizon() * targets];
            for (int i = 0; i < forecasts[example].length; i++) {
                forecasts[example][i] = held.channels(example).seen(held.first()[example] - 1, i % targets);
            }
        }
        return forecasts;
    }

    /**
     * Around the naive forecast, what it is off by in the training part: [example][h * T][Q]. The quantiles of its errors are
     * taken for each step and target by itself, over all series.
     */
    static double[][][] naiveQuantiles(Windows fitting, Windows held, List<Double> levels) {
        double[][] past = naive(fitting);
        double[][] forecasts = naive(held);
        double[][][] quantiles = new double[forecasts.length][past[0].length][levels.size()];
        for (int i = 0; i < past[0].length; i++) {
            int at = i;
            Sample errors = Sample.of(consumer -> {
                for (int example = 0; example < past.length; example++) {
                    consumer.accept(fitting.actual(example, at) - past[example][at]);
                }
            });
            for (int j = 0; j < levels.size(); j++) {
                double error = errors.quantile(levels.get(j));
                for (int example = 0; example < forecasts.length; example++) {
                    quantiles[example][i][j] = forecasts[example][i] + error;
                }
            }
        }
        return quantiles;
    }

    /** Every target is as it was at the same place of the latest season seen. Empty if that is missing somewhere. */
    static Optional<double[][]> seasonal(Windows held, int season) {
        double[][] forecasts = new double[held.count()][];
        for (int example = 0; example < held.count(); example++) {
            Channels channels = held.channels(example);
            int targets = held.preparation().targetCount();
            forecasts[example] = new double[held.preparation().horizon() * targets];
            for (int i = 0; i < forecasts[example].length; i++) {
                int row = held.first()[example] + i / targets % season - season;
                if (row < 0 || Double.isNaN(channels.seen(row, i % targets))) {
                    return Optional.empty();
                }
                forecasts[example][i] = channels.seen(row, i % targets);
            }
        }
        return Optional.of(forecasts);
    }

    /**
     * A linear model of the same windows, in the same preparation: what of a network's skill a line explains, too. Of wide windows
     * it sees the latest {@value #MOST_INPUTS} numbers, and it fits to no more than {@value #MOST_EXAMPLES} examples, evenly taken.
     */
    static double[][] linear(Examples fitting, Windows held) {
        int taken = Math.min(MOST_EXAMPLES, fitting.count());
        float[][] inputs = new float[taken][];
        float[][] outputs = new float[taken][];
        for (int i = 0; i < taken; i++) {
            Batch one = example(fitting, (int) ((long) i * fitting.count() / taken));
            inputs[i] = latest(one);
            outputs[i] = one.outputs();
        }
        Ridge ridge = Ridge.fit(inputs, outputs);
        double[][] forecasts = new double[held.count()][];
        for (int i = 0; i < forecasts.length; i++) {
            float[][] answer = held.answered(new int[] {i}, 0, 1, one -> new float[][] {ridge.predict(latest(one))});
            forecasts[i] = held.restored(i, answer[0]);
        }
        return forecasts;
    }

    private static Batch example(Examples examples, int index) {
        return examples.batch(new int[] {index}, 0, 1);
    }

    private static float[] latest(Batch one) {
        int features = one.inputs().length / one.length();
        int steps = Math.max(1, Math.min(one.length(), MOST_INPUTS / features));
        float[] latest = new float[features * steps];
        for (int feature = 0; feature < features; feature++) {
            System.arraycopy(one.inputs(), (feature + 1) * one.length() - steps, latest, feature * steps, steps);
        }
        return latest;
    }
}
