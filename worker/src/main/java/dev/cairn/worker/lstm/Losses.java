package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Shape;

/** Losses that are the same for each output; {@link QuantileLoss} is not. */
enum Losses implements JudgingLoss {
    SQUARED {
        @Override
        double of(float answer, float truth) {
            double error = answer - truth;
            return error * error;
        }
    },
    ABSOLUTE {
        @Override
        double of(float answer, float truth) {
            return Math.abs(answer - truth);
        }
    },
    HUBER {
        @Override
        double of(float answer, float truth) {
            double size = Math.abs(answer - truth);
            double inside = Math.min(1, size);
            return inside * (size - inside / 2);
        }
    },
    /** Of probabilities: summed over classes, not averaged. */
    CROSS_ENTROPY {
        @Override
        double of(float answer, float truth) {
            // DL4J does not clip either, but works on logits; a probability that vanished in single precision is not
            // infinite.
            return truth == 0 ? 0 : -truth * Math.log(Math.max(answer, Float.MIN_NORMAL));
        }
    };

    static JudgingLoss of(LstmHyperparameters h, Shape shape) {
        if (shape.answer() == Shape.Answer.CLASSES) {
            return CROSS_ENTROPY;
        }
        return h.is("loss", "QUANTILE") ? new QuantileLoss(shape.quantiles()) : valueOf(h.choice("loss"));
    }

    abstract double of(float answer, float truth);

    /**
     * Loss of an epoch beyond which training is hopeless. Of numbers it is in deviations of the target, and the forecast of the mean
     * has 1. Of classes it is in nats: chance has the logarithm of their number, and who is certain of wrong classes about 23, which is
     * where DL4J cuts it, so that a training that has blown up stays finite.
     *
     * @param outputs numbers that an example is answered with
     */
    @Override
    public double hopeless(int outputs) {
        return this == CROSS_ENTROPY ? 8 + Math.log(outputs) : 1e6;
    }

    @Override
    public double sum(float[][] answers, Batch batch) {
        double sum = 0;
        int width = batch.outputs().length / batch.count();
        for (int i = 0; i < batch.count(); i++) {
            double one = 0;
            for (int j = 0; j < width; j++) {
                one += of(answers[i][j], batch.outputs()[i * width + j]);
            }
            double weight = batch.weights() == null ? 1 : batch.weights()[i];
            sum += weight * (this == CROSS_ENTROPY ? one : one / width);
        }
        return sum;
    }
}
