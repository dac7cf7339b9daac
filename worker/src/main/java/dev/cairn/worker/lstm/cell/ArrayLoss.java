package dev.cairn.worker.lstm.cell;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * The commonest losses on plain arrays, with the output's activation in them, as DL4J defines them: its own make a dozen small arrays for a
 * batch. Numbers are [output][example], flat.
 */
enum ArrayLoss {
    /** The mean over an example's outputs of the squared error; no activation. */
    SQUARED {
        @Override
        double differentiate(
                float[] answers, float[] labels, float @Nullable [] weights, int examples, float[] errors) {
            int outputs = answers.length / examples;
            double sum = 0;
            for (int i = 0; i < answers.length; i++) {
                float weight = weights == null ? 1 : weights[i % examples];
                float error = answers[i] - labels[i];
                errors[i] = weight * 2 * error / outputs;
                sum += (double) weight * error * error / outputs;
            }
            return sum;
        }
    },
    /** The logarithm of the true class's probability, by softmax; probabilities no nearer to 0 and 1 than {@link #NEAREST}. */
    CROSS_ENTROPY {
        @Override
        double differentiate(
                float[] answers, float[] labels, float @Nullable [] weights, int examples, float[] errors) {
            double sum = 0;
            for (int example = 0; example < examples; example++) {
                toProbabilities(answers, example, examples);
                float weight = weights == null ? 1 : weights[example];
                for (int i = example; i < answers.length; i += examples) {
                    errors[i] = weight * (answers[i] - labels[i]);
                    double clipped = Math.max(NEAREST, Math.min(1 - NEAREST, answers[i]));
                    sum -= weight * labels[i] * Math.log(clipped);
                }
            }
            return sum;
        }
    };

    /** DL4J's. */
    private static final double NEAREST = 1e-10;

    /** For this loss and activation; null if it is none of these. */
    static @Nullable ArrayLoss of(ILossFunction loss, IActivation activation) {
        if (loss.getClass() == LossMSE.class
                && ((LossMSE) loss).getWeights() == null
                && activation instanceof ActivationIdentity) {
            return SQUARED;
        }
        return loss.getClass() == LossMCXENT.class
                        && ((LossMCXENT) loss).getWeights() == null
                        && ((LossMCXENT) loss).getSoftmaxClipEps() == NEAREST
                        && activation instanceof ActivationSoftmax
                ? CROSS_ENTROPY
                : null;
    }

    /**
     * The loss of a batch, summed over its examples.
     *
     * @param answers in: the output layer's sums; out: what the network answers
     * @param weights of the examples; null if all count alike
     * @param errors receives those of the sums
     */
    abstract double differentiate(
            float[] answers, float[] labels, float @Nullable [] weights, int examples, float[] errors);

    private static void toProbabilities(float[] sums, int example, int examples) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = example; i < sums.length; i += examples) {
            largest = Math.max(largest, sums[i]);
        }
        float total = 0;
        for (int i = example; i < sums.length; i += examples) {
            sums[i] = (float) Math.exp(sums[i] - largest);
            total += sums[i];
        }
        for (int i = example; i < sums.length; i += examples) {
            sums[i] /= total;
        }
    }
}
