package dev.cairn.worker.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Examples of classes, of different lengths.
 *
 * @param steps of each example, [step][feature], flat
 * @param labels [example], the index of its class
 * @param weights [class], how much its examples count; absent if all count the same
 */
public record ClassExamples(List<float[]> steps, int[] labels, int features, int classes, float @Nullable [] weights)
        implements Examples {

    /** One that is to be classified: what class it is of is not known. */
    public static Batch single(float[] steps, ClassEncoding encoding) {
        Shape shape = encoding.shape();
        return new ClassExamples(List.of(steps), new int[1], shape.features(), shape.outputs(), null)
                .batch(new int[1], 0, 1);
    }

    @Override
    public int count() {
        return labels.length;
    }

    @Override
    public int longest() {
        return steps.stream().mapToInt(some -> some.length / features).max().orElse(0);
    }

    @Override
    public Batch batch(int[] order, int from, int to) {
        int count = to - from;
        int longest = 0;
        int shortest = Integer.MAX_VALUE;
        for (int i = from; i < to; i++) {
            int length = steps.get(order[i]).length / features;
            longest = Math.max(longest, length);
            shortest = Math.min(shortest, length);
        }
        float[] inputs = new float[count * features * longest];
        float[] mask = shortest == longest ? null : new float[count * longest];
        float[] outputs = new float[count * classes];
        float[] counting = weights == null ? null : new float[count];
        for (int i = 0; i < count; i++) {
            int example = order[from + i];
            float[] own = steps.get(example);
            for (int step = 0; step < own.length / features; step++) {
                for (int feature = 0; feature < features; feature++) {
                    inputs[(i * features + feature) * longest + step] = own[step * features + feature];
                }
                if (mask != null) {
                    mask[i * longest + step] = 1;
                }
            }
            outputs[i * classes + labels[example]] = 1;
            if (counting != null && weights != null) {
                counting[i] = weights[labels[example]];
            }
        }
        return new Batch(count, longest, inputs, mask, outputs, counting);
    }

    /**
     * Weights with which every class counts the same, 1 on average over all examples.
     *
     * @param labels every class among them
     */
    static float[] balanced(int[] labels, int classes) {
        float[] weights = new float[classes];
        for (int label : labels) {
            weights[label]++;
        }
        for (int i = 0; i < classes; i++) {
            weights[i] = labels.length / (classes * weights[i]);
        }
        return weights;
    }
}
