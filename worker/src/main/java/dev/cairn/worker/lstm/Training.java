package dev.cairn.worker.lstm;

import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.data.Errors;
import dev.cairn.worker.data.ForecastingData;
import dev.cairn.worker.data.Windows;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Fits one network. The result depends on data, hyperparameters and seed alone: every random choice of an epoch follows from
 * (seed, epoch), so that it does not matter what ran before in this thread.
 */
final class Training {
    /** Forecasts made at once: bounds memory, no effect on results. */
    static final int FORECAST_BATCH = 256;

    /**
     * Mean squared error of an epoch, in deviations of the target, beyond which training is given up: the forecast of the mean
     * has 1. With clipped gradients a hopeless training grows for ever without reaching infinity.
     */
    private static final double HOPELESS_LOSS = 1e6;

    private final ForecastingData data;
    private final LstmHyperparameters hyperparameters;
    private final long seed;
    private final TrialListener listener;
    private final MultiLayerNetwork network;
    private final Errors naive;
    private final int[] order;
    private final Checkpoints checkpoints;
    private long began = System.nanoTime();
    private double lastFiniteLoss = Double.NaN;

    Training(
            ForecastingData data,
            LstmHyperparameters hyperparameters,
            long seed,
            TrialListener listener,
            MultiLayerNetwork network,
            Checkpoints checkpoints) {
        this.data = data;
        this.hyperparameters = hyperparameters;
        this.seed = seed;
        this.listener = listener;
        this.network = network;
        this.checkpoints = checkpoints;
        this.naive = data.naive();
        this.order = IntStream.range(0, data.fitting().count()).toArray();
    }

    /** Fits for all epochs that no earlier attempt did, and returns the final metrics. */
    Map<String, Double> run(Purpose purpose) throws TrialFailedException, TrialStoppedException {
        Map<String, Double> last = Map.of();
        for (int epoch = 1 + epochsBehind(); epoch <= hyperparameters.epochs(); epoch++) {
            double loss = fit(epoch);
            // The sealed test part is opened once, when the fitting is over.
            last = purpose == Purpose.SEARCH ? validated(epoch, loss) : fitted(loss);
            listener.measured(new Measurement((long) epoch, last));
            if (epoch < hyperparameters.epochs()) {
                checkpoints.ended(new TrainingState(epoch, seconds(), lastFiniteLoss), network);
            }
        }
        return purpose == Purpose.SEARCH ? searched(last) : confirmed();
    }

    private int epochsBehind() {
        Optional<TrainingState> state = checkpoints.restored(network);
        state.ifPresent(from -> {
            began = System.nanoTime() - (long) (from.seconds() * 1e9);
            lastFiniteLoss = from.lastFiniteLoss();
        });
        return state.map(TrainingState::epoch).orElse(0);
    }

    private double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    private double fit(int epoch) throws TrialFailedException, TrialStoppedException {
        var random = new SplittableRandom(seed * 31 + epoch);
        // For drop-out: the masks of an epoch must not depend on how many were drawn before it.
        Nd4j.getRandom().setSeed(random.nextLong());
        shuffle(random);
        double sum = 0;
        for (int from = 0; from < order.length; from += hyperparameters.batchSize()) {
            int to = Math.min(order.length, from + hyperparameters.batchSize());
            sum += fit(epoch, from, to) * (to - from);
            listener.progressed();
        }
        double loss = sum / order.length;
        if (loss > HOPELESS_LOSS) {
            throw diverged(epoch, "the training loss grew to " + loss);
        }
        return loss;
    }

    /** One update of the weights; returns the loss before it, without penalties on weights. */
    private double fit(int epoch, int from, int to) throws TrialFailedException {
        Windows examples = data.fitting();
        double penalty = hyperparameters.l2() > 0 ? network.calcRegularizationScore(true) : 0;
        network.fit(
                inputs(examples, order, from, to),
                Nd4j.create(examples.outputs(order, from, to), new int[] {to - from, examples.outputCount()}, 'c'));
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

    private Map<String, Double> fitted(double loss) {
        var metrics = new TreeMap<String, Double>();
        metrics.put("train.loss", loss);
        metrics.put("seconds", seconds());
        return metrics;
    }

    private Map<String, Double> validated(int epoch, double loss) throws TrialFailedException, TrialStoppedException {
        Map<String, Double> metrics = fitted(loss);
        putErrors(metrics, "validation", judged(epoch));
        return metrics;
    }

    private Map<String, Double> searched(Map<String, Double> last) {
        var metrics = new TreeMap<>(last);
        metrics.put("naive.validation.rmse", naive.rmse());
        metrics.put("naive.validation.mae", naive.mae());
        metrics.put("parameters", (double) network.numParams());
        return metrics;
    }

    private Map<String, Double> confirmed() throws TrialFailedException, TrialStoppedException {
        var metrics = new TreeMap<String, Double>();
        putErrors(metrics, "test", judged(hyperparameters.epochs()));
        metrics.put("naive.test.rmse", naive.rmse());
        metrics.put("naive.test.mae", naive.mae());
        metrics.put("parameters", (double) network.numParams());
        return metrics;
    }

    private void putErrors(Map<String, Double> metrics, String part, Errors errors) {
        metrics.put(part + ".rmse", errors.rmse());
        metrics.put(part + ".mae", errors.mae());
        // Of a series that never changed there the naive forecast is perfect: no share of its error can be gained.
        if (naive.rmse() > 0) {
            metrics.put(part + ".skill", errors.skill(naive));
        }
    }

    private Errors judged(int epoch) throws TrialFailedException, TrialStoppedException {
        Windows held = data.held();
        int[] all = IntStream.range(0, held.count()).toArray();
        float[][] forecasts = new float[held.count()][];
        for (int from = 0; from < held.count(); from += FORECAST_BATCH) {
            int to = Math.min(held.count(), from + FORECAST_BATCH);
            float[][] some = forecast(network, inputs(held, all, from, to));
            System.arraycopy(some, 0, forecasts, from, some.length);
            listener.progressed();
        }
        Errors errors = data.errors(forecasts);
        if (!Double.isFinite(errors.rmse())) {
            throw diverged(epoch, "a forecast became infinite or not a number");
        }
        return errors;
    }

    /** [example][output], in the network's units. */
    static float[][] forecast(MultiLayerNetwork network, INDArray inputs) {
        INDArray answered = network.output(inputs, false);
        float[] flat = answered.dup('c').data().asFloat();
        int width = (int) answered.size(1);
        float[][] forecasts = new float[flat.length / width][width];
        for (int i = 0; i < forecasts.length; i++) {
            System.arraycopy(flat, i * width, forecasts[i], 0, width);
        }
        return forecasts;
    }

    private static INDArray inputs(Windows examples, int[] order, int from, int to) {
        return Nd4j.create(
                examples.inputs(order, from, to),
                new int[] {to - from, examples.featureCount(), examples.length()},
                'c');
    }

    private TrialFailedException diverged(int epoch, String what) {
        return new TrialFailedException(
                FailureCause.DIVERGED,
                what + " in epoch " + epoch + "; the last finite loss was " + lastFiniteLoss
                        + ". A lower learningRate or gradientNormLimit may help.");
    }
}
