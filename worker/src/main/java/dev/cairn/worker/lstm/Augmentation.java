package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Shape;
import dev.cairn.worker.data.Vocabulary;
import java.util.SplittableRandom;

/**
 * Changes examples a little each time they are trained on.
 *
 * @param jitter deviation of what is added to each input number (Um et al., 2017, section 3)
 * @param scaling deviation, around 1, of the factor of each example; the target of a forecast is scaled with it (the same)
 * @param cropped share of an example's steps that is cut off at its ends (Le Guennec et al., 2016, section 3.1: window slicing)
 * @param tokenDrop probability that a token becomes the unknown one
 * @param smoothing probability that is taken from an example's class and given to all classes alike (Szegedy et al., 2016,
 *     section 7)
 */
record Augmentation(
        double jitter, double scaling, double cropped, double tokenDrop, double smoothing, Shape.Answer answer) {
    static Augmentation of(LstmHyperparameters h, Shape shape) {
        return new Augmentation(
                h.realOrNone("jitter"),
                h.realOrNone("magnitudeScaling"),
                h.realOrNone("cropShare"),
                h.realOrNone("tokenDropRate"),
                h.realOrNone("labelSmoothing"),
                shape.answer());
    }

    /** The batch's own arrays are changed: they are made anew each time. */
    Batch of(Batch batch, SplittableRandom random) {
        Batch some = cropped > 0 ? Crop.of(batch, cropped, random) : batch;
        if (scaling > 0) {
            scale(some, random);
        }
        if (jitter > 0) {
            for (int i = 0; i < some.inputs().length; i++) {
                some.inputs()[i] += (float) (jitter * random.nextGaussian());
            }
        }
        if (tokenDrop > 0) {
            dropTokens(some, random);
        }
        if (smoothing > 0) {
            int classes = some.outputs().length / some.count();
            for (int i = 0; i < some.outputs().length; i++) {
                some.outputs()[i] = (float) ((1 - smoothing) * some.outputs()[i] + smoothing / classes);
            }
        }
        return some;
    }

    private void scale(Batch batch, SplittableRandom random) {
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

    private static void scale(float[] numbers, int from, int count, float factor) {
        for (int i = from; i < from + count; i++) {
            numbers[i] *= factor;
        }
    }

    private void dropTokens(Batch batch, SplittableRandom random) {
        for (int i = 0; i < batch.inputs().length; i++) {
            boolean drops = random.nextDouble() < tokenDrop;
            if (drops && batch.inputs()[i] != Vocabulary.PADDING) {
                batch.inputs()[i] = Vocabulary.UNKNOWN;
            }
        }
    }
}
