package dev.cairn.worker.lstm;

import dev.cairn.api.trial.FailureCause;
import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Examples;
import dev.cairn.worker.data.TrialData;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Fits one network to the training part of one fold. The result depends on data, hyperparameters and seed alone: every random
 * choice of an epoch follows from (seed, epoch), so that it does not matter what ran before in this thread.
 */
final class FoldTraining {
    /** Outputs computed at once: bounds memory, no effect on results. */
    private static final int OUTPUT_BATCH = 256;

    /**
     * Loss of an epoch beyond which training is given up. For numbers it is the mean squared error in deviations of the target:
     * the forecast of the mean has 1. With clipped gradients a hopeless training grows for ever without reaching infinity.
     */
    private static final double HOPELESS_LOSS = 1e6;

    private final TrialData data;
    private final LstmHyperparameters hyperparameters;
    private final long seed;
    private final TrialListener listener;
    private final MultiLayerNetwork network;
    private final int[] order;
    private double lastFiniteLoss = Double.NaN;

    FoldTraining(
            TrialData data,
            LstmHyperparameters hyperparameters,
            long seed,
            TrialListener listener,
            MultiLayerNetwork network) {
        this.data = data;
        this.hyperparameters = hyperparameters;
        this.seed = seed;
        this.listener = listener;
        this.network = network;
        this.order = IntStream.range(0, data.fitting().count()).toArray();
    }

    MultiLayerNetwork network() {
        return network;
    }

    Map<String, Map<String, Double>> baselines() {
        return data.baselines();
    }

    /** Fits once to every example; returns the mean loss, in which each batch counts as it was before its update. */
    double fit(int epoch) throws TrialFailedException, TrialStoppedException {
        var random = new SplittableRandom(seed * 31 + epoch);
        // For drop-out: the masks of an epoch must not depend on how many were drawn before it.
        Nd4j.getRandom().setSeed(random.nextLong());
        shuffle(random);
        double sum = 0;
        for (int from = 0; from < order.length; from += hyperparameters.batchSize()) {
            int to = Math.min(order.length, from + hyperparameters.batchSize());
            sum += fit(epoch, data.fitting().batch(order, from, to)) * (to - from);
            listener.progressed();
        }
        double loss = sum / order.length;
        if (loss > HOPELESS_LOSS) {
            throw diverged(epoch, "the training loss grew to " + loss);
        }
        return loss;
    }

    /** One update of the weights; returns the loss before it, without penalties on weights. */
    private double fit(int epoch, Batch batch) throws TrialFailedException {
        double penalty = hyperparameters.l2() > 0 ? network.calcRegularizationScore(true) : 0;
        network.fit(
                inputs(batch),
                matrix(batch.outputs(), batch.count()),
                mask(batch),
                batch.weights() == null ? null : matrix(batch.weights(), batch.count()));
        double loss = network.score() - penalty;
        // Nothing in DL4J stops for a NaN: it would go on until the last epoch.
        if (!Double.isFinite(loss)) {
            throw diverged(epoch, "the training loss became " + loss);
        }
        lastFiniteLoss = loss;
        return loss;
    }

    private void shuffle(SplittableRandom random) {
        // From the same start each epoch, so that an epoch's order depends on nothing but (seed, epoch).
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    }

    /** More about the held examples, for the end of a training. */
    Map<String, Double> details() throws TrialStoppedException {
        return data.details(outputs(data.held()));
    }

    /** The metrics of all held examples. */
    Map<String, Double> judged(int epoch) throws TrialFailedException, TrialStoppedException {
        Map<String, Double> metrics = data.metrics(outputs(data.held()));
        for (Map.Entry<String, Double> metric : metrics.entrySet()) {
            if (!Double.isFinite(metric.getValue())) {
                throw diverged(epoch, "an output became infinite or not a number");
            }
        }
        return metrics;
    }

    private float[][] outputs(Examples examples) throws TrialStoppedException {
        int[] all = IntStream.range(0, examples.count()).toArray();
        float[][] outputs = new float[examples.count()][];
        for (int from = 0; from < examples.count(); from += OUTPUT_BATCH) {
            int to = Math.min(examples.count(), from + OUTPUT_BATCH);
            float[][] some = outputs(network, examples.batch(all, from, to));
            System.arraycopy(some, 0, outputs, from, some.length);
            listener.progressed();
        }
        return outputs;
    }

    /** [example][output], in the network's units. */
    static float[][] outputs(MultiLayerNetwork network, Batch batch) {
        INDArray answered = network.output(inputs(batch), false, mask(batch), null);
        float[] flat = answered.dup('c').data().asFloat();
        int width = flat.length / batch.count();
        float[][] outputs = new float[batch.count()][width];
        for (int i = 0; i < outputs.length; i++) {
            System.arraycopy(flat, i * width, outputs[i], 0, width);
        }
        return outputs;
    }

    private static INDArray inputs(Batch batch) {
        int features = batch.inputs().length / (batch.count() * batch.length());
        return Nd4j.create(batch.inputs(), new int[] {batch.count(), features, batch.length()}, 'c');
    }

    private static @Nullable INDArray mask(Batch batch) {
        return batch.mask() == null ? null : matrix(batch.mask(), batch.count());
    }

    private static INDArray matrix(float[] flat, int rows) {
        return Nd4j.create(flat, new int[] {rows, flat.length / rows}, 'c');
    }

    private TrialFailedException diverged(int epoch, String what) {
        return new TrialFailedException(
                FailureCause.DIVERGED,
                what + " in epoch " + epoch + "; the last finite loss was " + lastFiniteLoss
                        + ". A lower learningRate or gradientNormLimit may help.");
    }
}
