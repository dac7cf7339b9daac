package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Examples;
import dev.cairn.worker.data.Shape;
import dev.cairn.worker.data.TrialData;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of random numbers and something to be found in them.
 *
 * @param truth of a sequence
 * @param noise deviation of what is added to the truth of the examples that are fitted to
 */
record Toy(int fittingCount, @Nullable Integer watchedCount, int steps, double noise, ToDoubleFunction<float[]> truth)
        implements TrialData {

    private record Sequences(int count, int steps, double noise, long seed, ToDoubleFunction<float[]> truth)
            implements Examples {
        @Override
        public Batch batch(int[] order, int from, int to) {
            float[] inputs = new float[(to - from) * steps];
            float[] outputs = new float[to - from];
            for (int i = from; i < to; i++) {
                var random = new SplittableRandom(seed * 1_000_003 + order[i]);
                float[] one = new float[steps];
                for (int step = 0; step < steps; step++) {
                    one[step] = (float) random.nextGaussian();
                }
                System.arraycopy(one, 0, inputs, (i - from) * steps, steps);
                outputs[i - from] = (float) (truth.applyAsDouble(one) + noise * random.nextGaussian());
            }
            return new Batch(to - from, steps, inputs, null, outputs, null);
        }
    }

    @Override
    public Shape shape() {
        return new Shape(1, 1, Shape.Answer.NUMBERS);
    }

    @Override
    public Examples fitting() {
        return new Sequences(fittingCount, steps, noise, 1, truth);
    }

    @Override
    public @Nullable Examples watched() {
        return watchedCount == null ? null : new Sequences(watchedCount, steps, noise, 2, truth);
    }

    @Override
    public Examples held() {
        return new Sequences(64, steps, noise, 3, truth);
    }

    @Override
    public Map<String, Double> metrics(float[][] outputs) {
        double sum = 0;
        for (float[] output : outputs) {
            sum += output[0];
        }
        return Map.of("sum", sum);
    }

    @Override
    public Map<String, Map<String, Double>> baselines() {
        return Map.of();
    }
}
