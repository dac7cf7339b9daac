package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Examples;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Asks a network about examples that it is not being trained on. */
record Judge(ComputationGraph network, JudgingLoss losses, TrialListener listener) {
    /** Outputs computed at once: bounds memory, no effect on results. */
    static final int BATCH = 256;

    /** [example][answer], of all examples: what a network is asked for more than once stands there one after the other. */
    float[][] outputs(Examples examples) throws TrialStoppedException {
        int[] all = all(examples);
        float[][] outputs = new float[all.length][];
        for (int from = 0; from < all.length; from += BATCH) {
            int to = Math.min(all.length, from + BATCH);
            float[][] some = examples.answered(all, from, to, batch -> Tensors.outputs(network, batch));
            System.arraycopy(some, 0, outputs, from, some.length);
            listener.progressed();
        }
        return outputs;
    }

    /** The mean loss of answers that are known already, as far as they are trained for. */
    double loss(Examples examples, float[][] outputs) {
        int[] all = all(examples);
        double sum = 0;
        for (int from = 0; from < all.length; from += BATCH) {
            int to = Math.min(all.length, from + BATCH);
            sum += losses.sum(Arrays.copyOfRange(outputs, from, to), examples.batch(all, from, to));
        }
        return sum / all.length;
    }

    /** The mean loss, without keeping an answer. */
    double loss(Examples examples) throws TrialStoppedException {
        return loss(examples, UnaryOperator.identity());
    }

    /** The same where all examples count alike, whatever their weights. */
    double plainLoss(Examples examples) throws TrialStoppedException {
        return loss(examples, Batch::unweighted);
    }

    private double loss(Examples examples, UnaryOperator<Batch> as) throws TrialStoppedException {
        int[] all = all(examples);
        double sum = 0;
        for (int from = 0; from < all.length; from += BATCH) {
            Batch batch = as.apply(examples.batch(all, from, Math.min(all.length, from + BATCH)));
            sum += losses.sum(Tensors.outputs(network, batch), batch);
            listener.progressed();
        }
        return sum / all.length;
    }

    private static int[] all(Examples examples) {
        return IntStream.range(0, examples.count()).toArray();
    }
}
