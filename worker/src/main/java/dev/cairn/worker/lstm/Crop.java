package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Batch;
import java.util.SplittableRandom;

/** Cuts off the ends of a batch's examples. */
final class Crop {
    private Crop() {}

    /**
     * A stretch of each example, anywhere in it, moved to the front.
     *
     * @param share of its steps that is cut off, in [0, 1); at least one step is left
     */
    static Batch of(Batch batch, double share, SplittableRandom random) {
        int longest = batch.length();
        int features = batch.inputs().length / batch.count() / longest;
        float[] inputs = new float[batch.inputs().length];
        float[] mask = new float[batch.count() * longest];
        for (int i = 0; i < batch.count(); i++) {
            int length = length(batch, i);
            int left = Math.max(1, (int) Math.ceil(length * (1 - share)));
            int from = random.nextInt(length - left + 1);
            for (int feature = 0; feature < features; feature++) {
                int row = (i * features + feature) * longest;
                System.arraycopy(batch.inputs(), row + from, inputs, row, left);
            }
            for (int step = 0; step < left; step++) {
                mask[i * longest + step] = 1;
            }
        }
        return new Batch(batch.count(), longest, inputs, mask, batch.outputs(), batch.weights());
    }

    private static int length(Batch batch, int example) {
        float[] mask = batch.mask();
        int length = 0;
        while (length < batch.length() && (mask == null || mask[example * batch.length() + length] == 1)) {
            length++;
        }
        return length;
    }
}
