package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Shape;
import java.util.SplittableRandom;

/**
 * Changes examples a little each time they are trained on (Um et al., 2017, section 3: jittering and scaling).
 *
 * @param jitter deviation of what is added to each input number
 * @param scaling deviation, around 1, of the factor of each example; the target of a forecast is scaled with it
 */
record Augmentation(double jitter, double scaling, Shape.Answer answer) {
    static Augmentation of(LstmHyperparameters h, Shape shape) {
        return new Augmentation(h.real("jitter"), h.real("magnitudeScaling"), shape.answer());
    }

    /** The batch's own arrays are changed: they are made anew each time. */
    Batch of(Batch batch, SplittableRandom random) {
        if (scaling > 0) {
            int width = batch.inputs().length / batch.count();
            int outputs = batch.outputs().length / batch.count();
            for (int i = 0; i < batch.count(); i++) {
                float factor = (float) (1 + scaling * random.nextGaussian());
                scale(batch.inputs(), i * width, width, factor);
                if (answer == Shape.Answer.NUMBERS) {
                    scale(batch.outputs(), i * outputs, outputs, factor);
                }
            }
        }
        if (jitter > 0) {
            for (int i = 0; i < batch.inputs().length; i++) {
                batch.inputs()[i] += (float) (jitter * random.nextGaussian());
            }
        }
        return batch;
    }

    private static void scale(float[] numbers, int from, int count, float factor) {
        for (int i = from; i < from + count; i++) {
            numbers[i] *= factor;
        }
    }
}
