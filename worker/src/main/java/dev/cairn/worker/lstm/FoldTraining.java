package dev.cairn.worker.lstm;

import dev.cairn.api.trial.FailureCause;
import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Examples;
import dev.cairn.worker.data.RunningScores;
import dev.cairn.worker.data.Sampled;
import dev.cairn.worker.data.TrialData;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Fits one network to the training part of one fold. The result depends on data, hyperparameters and seed alone: every random
 * choice of an epoch follows from (seed, epoch), so that it does not matter what ran before in this thread.
 */
final class FoldTraining {

    private final TrialData data;
    private final LstmHyperparameters hyperparameters;
    private final long seed;
    private final TrialListener listener;
    private final ComputationGraph network;
    private final Descent descent;
    private final RateSchedule schedule;
    private final BatchSizes batchSizes;
    private final Averaging averaging;
    private final Augmentation augmentation;
    private final Judge judge;
    private FoldState state;
    private final int[] order;

    FoldTraining(
            TrialData data,
            LstmHyperparameters hyperparameters,
            long seed,
            TrialListener listener,
            ComputationGraph network) {
        this.data = data;
        this.hyperparameters = hyperparameters;
        this.seed = seed;
        this.listener = listener;
        this.network = network;
        this.descent = new Descent(network, hyperparameters);
        this.schedule = RateSchedule.of(hyperparameters);
        this.batchSizes = BatchSizes.of(hyperparameters);
        this.averaging = Averaging.of(hyperparameters);
        this.augmentation = Augmentation.of(hyperparameters, data.shape());
        this.judge = new Judge(network, Losses.of(hyperparameters, data.shape()), listener);
        this.state = new FoldState(
                descent.weights(), descent.optimizerArrays(), data.watched() != null, averaging.averages());
        System.arraycopy(descent.get(), 0, state.weights, 0, state.weights.length);
        this.order = IntStream.range(0, data.fitting().count()).toArray();
    }

    ComputationGraph network() {
        return network;
    }

    /** All that changes: may be saved after an epoch. */
    FoldState state() {
        return state;
    }

    /** Goes on from the end of the epoch that a saved state is of. */
    void resume(FoldState saved) {
        state = saved;
        if (state.progress.stopped()) {
            finish();
        }
    }

    Map<String, Map<String, Double>> baselines() {
        return data.baselines();
    }

    /**
     * Fits once to every example, unless early stopping has ended this training.
     *
     * @return the mean loss over the batches, each as it was before its update, and what else is known of them; after the end
     *     that of the last epoch
     */
    Map<String, Double> fit(int epoch) throws TrialFailedException, TrialStoppedException {
        if (state.progress.stopped()) {
            return state.figures;
        }
        var random = new SplittableRandom(seed * 31 + epoch);
        // For drop-out: the masks of an epoch must not depend on how many were drawn before it.
        Nd4j.getRandom().setSeed(random.nextLong());
        shuffle(random);
        descent.put(state.weights);
        Optional<RunningScores> scores = data.trainingScores();
        Descent.Sums sums = updates(epoch, random, scores);
        averaging.afterEpoch(epoch, state);
        descent.put(averaging.judged(state));
        state.figures = figures(sums);
        scores.ifPresent(some -> some.metrics().forEach((name, value) -> state.figures.put("train." + name, value)));
        watch(epoch);
        return state.figures;
    }

    private Descent.Sums updates(int epoch, SplittableRandom random, Optional<RunningScores> scores)
            throws TrialFailedException, TrialStoppedException {
        var sums = new Descent.Sums();
        int size = batchSizes.in(epoch);
        for (int from = 0; from < order.length; from += size) {
            int to = Math.min(order.length, from + size);
            double rate = schedule.at(epoch - 1 + (double) from / order.length, state.progress.rateShare());
            Batch batch = augmentation.of(data.fitting().batch(order, from, to), random);
            double loss = descent.update(batch, state, rate, sums);
            // Nothing in DL4J stops for a NaN: it would go on until the last epoch.
            if (!Double.isFinite(loss)) {
                throw diverged(epoch, "the training loss became " + loss);
            }
            averaging.afterUpdate(state);
            if (scores.isPresent()) {
                scores.get().add(order, from, to, batch.outputs(), descent.answers());
            }
            listener.progressed();
        }
        // With clipped gradients a hopeless training grows for ever without reaching infinity.
        if (sums.loss / sums.examples > judge.losses().hopeless(data.shape().outputs())) {
            throw diverged(epoch, "the training loss grew to " + sums.loss / sums.examples);
        }
        return sums;
    }

    private static Map<String, Double> figures(Descent.Sums sums) {
        var figures = new TreeMap<String, Double>();
        sums.byName.forEach((name, sum) -> figures.put(name, sum / sums.updates));
        figures.put("train.loss", sums.loss / sums.examples);
        return figures;
    }

    /** Ends the epoch: looks at the watched examples, which nothing is fitted to and nothing is judged by. */
    private void watch(int epoch) throws TrialFailedException, TrialStoppedException {
        Examples watched = data.watched();
        if (watched == null) {
            state.progress = state.progress.unwatched();
            return;
        }
        double loss = judge.loss(watched);
        if (!Double.isFinite(loss)) {
            throw diverged(epoch, "the watched loss became " + loss);
        }
        state.figures.put("watched.loss", loss);
        if (loss < state.progress.best()) {
            state.progress = state.progress.improved(loss);
            System.arraycopy(averaging.judged(state), 0, state.best, 0, state.best.length);
        } else {
            boolean plateaus = hyperparameters.is("schedule", "PLATEAU");
            state.progress = state.progress.worsened(
                    hyperparameters.whole("earlyStoppingPatience"),
                    plateaus ? hyperparameters.whole("plateauPatience") : 0,
                    hyperparameters.real("plateauFactor"));
        }
        if (state.progress.stopped()) {
            finish();
        }
    }

    /** Gives the network the weights it is to be judged by and saved with. */
    void finish() {
        descent.put(restores() ? state.best : averaging.judged(state));
    }

    private boolean restores() {
        return hyperparameters.whole("earlyStoppingPatience") > 0 && state.progress.bestEpoch() > 0;
    }

    /** The epoch at whose end it had those weights. */
    int keptEpoch() {
        return restores() ? state.progress.bestEpoch() : state.progress.epoch();
    }

    /** Its results on the held examples in a form that can be resampled, for the end of a training. */
    Optional<Sampled> sampled() throws TrialFailedException, TrialStoppedException {
        return data.calibrated(calibration()).sampled(judge.outputs(data.held()));
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
    Map<String, Double> details() throws TrialFailedException, TrialStoppedException {
        return data.calibrated(calibration()).details(judge.outputs(data.held()));
    }

    /** The metrics of all held examples, their loss among them. */
    Map<String, Double> judged(int epoch) throws TrialFailedException, TrialStoppedException {
        float[][] outputs = judge.outputs(data.held());
        var metrics = new TreeMap<>(data.calibrated(calibration()).metrics(outputs));
        metrics.put("loss", judge.loss(data.held(), outputs));
        for (Map.Entry<String, Double> metric : metrics.entrySet()) {
            if (!Double.isFinite(metric.getValue())) {
                throw diverged(epoch, "an output became infinite or not a number");
            }
        }
        return metrics;
    }

    /**
     * The loss of the held examples that is more than that of all fitted ones, with the weights that are kept and nothing that
     * only training does: no drop-out, no augmentation, no weights of examples.
     *
     * @param heldLoss of the same weights
     */
    double gap(double heldLoss) throws TrialStoppedException {
        return heldLoss - judge.plainLoss(data.fitting());
    }

    /** The network's answers to what calibrates it; none if nothing does. */
    float[][] calibration() throws TrialFailedException, TrialStoppedException {
        Examples calibrating = data.calibrating();
        float[][] outputs = calibrating == null ? new float[0][] : judge.outputs(calibrating);
        for (float[] output : outputs) {
            for (float number : output) {
                if (!Float.isFinite(number)) {
                    throw new TrialFailedException(
                            FailureCause.DIVERGED, "an output became infinite or not a number while calibrating");
                }
            }
        }
        return outputs;
    }

    /** Examples that {@link #judged} looks at. */
    int held() {
        return data.held().count();
    }

    /** Examples that an epoch fits to. */
    int fitted() {
        return order.length;
    }

    private TrialFailedException diverged(int epoch, String what) {
        return new TrialFailedException(
                FailureCause.DIVERGED,
                what + " in epoch " + epoch + "; the last finite loss was "
                        + Objects.toString(state.progress.lastLoss())
                        + ". A lower learningRate or gradientNormLimit may help.");
    }
}
