package dev.cairn.worker.lstm;

import dev.cairn.api.dataset.CsvFile;
import dev.cairn.api.dataset.Table;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.search.InvalidValueException;
import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Room;
import dev.cairn.worker.data.Shape;
import dev.cairn.worker.data.TaskData;
import dev.cairn.worker.data.TrialData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.factory.Nd4j;

/** Runs whole trials: from the table's file to the saved model. */
public final class LstmTrial {
    /** The part of the heap that a data set may fill before it goes to a file: networks and their training need the rest. */
    private static final int HEAP_SHARE = 4;

    private LstmTrial() {}

    /**
     * Loads the native libraries and the classes of a training, which takes seconds. No effect on any trial.
     *
     * @return what computes: {@code cpu} or {@code cuda}
     * @throws UnusableBackendException if nothing here can
     */
    public static String warmUp() throws UnusableBackendException {
        try {
            var hyperparameters = LstmHyperparameters.of(Hyperparameters.FORECASTING, Map.of());
            var shape = new Shape(1, 1, Shape.Answer.NUMBERS);
            ComputationGraph network = Network.untrained(hyperparameters, shape, 1);
            var batch = new Batch(2, 2, new float[4], null, new float[2], null);
            new Descent(network, hyperparameters).gradient(batch);
            Tensors.outputs(network, batch);
            // With both on the class path and no device, ND4J falls back to the other one without being asked.
            return Nd4j.getBackend().getClass().getSimpleName().equals("CpuBackend") ? "cpu" : "cuda";
        } catch (LinkageError | RuntimeException e) {
            throw new UnusableBackendException(e);
        }
    }

    /**
     * Trains and saves.
     *
     * @return the outcome's metrics
     */
    public static Map<String, Double> run(TrialOrder order, TrialListener listener)
            throws TrialFailedException, TrialStoppedException {
        try {
            return trained(order, listener);
        } catch (OutOfMemoryError | RuntimeException e) {
            throw OutOfMemory.of(e).orElseGet(() -> unexpected(e));
        }
    }

    /** Not the configuration's fault, as far as we know. */
    private static TrialFailedException unexpected(Throwable thrown) {
        return new TrialFailedException(FailureCause.CRASHED, "the training failed: " + thrown, thrown);
    }

    private static Map<String, Double> trained(TrialOrder order, TrialListener listener)
            throws TrialFailedException, TrialStoppedException {
        LstmHyperparameters hyperparameters = hyperparameters(order);
        List<? extends TaskData> folds = data(order);
        expect(hyperparameters, folds, order.seeds().size(), listener);
        var trainings = new ArrayList<FoldTraining>();
        for (long seed : order.seeds()) {
            for (TrialData fold : folds) {
                ComputationGraph network = buildable(() -> Network.untrained(hyperparameters, fold.shape(), seed));
                trainings.add(new FoldTraining(fold, hyperparameters, seed, listener, network));
            }
        }
        SlowLayers.of(trainings.get(0).network()).forEach(listener::noted);
        SlowLayers.oneByOne(trainings.get(0).network()).ifPresent(listener::noted);
        Map<String, Double> metrics = new Training(
                        trainings, order.epochs(), listener, new Checkpoints(order, listener))
                .run(order.purpose());
        // Of several folds the last one's network is kept: where time orders them, it has seen the latest. Of several
        // seeds the first one's: to choose by the score would judge it too well.
        int last = folds.size() - 1;
        ComputationGraph network = trainings.get(last).network();
        TaskData kept = folds.get(last).calibrated(trainings.get(last).calibration());
        try {
            ModelFile.save(Path.of(order.model()), network, ModelDescription.of(order, kept.encoding(), metrics));
        } catch (IOException e) {
            throw new TrialFailedException(FailureCause.CRASHED, "cannot save the model: " + e, e);
        }
        return metrics;
    }

    /** Before a network is built: what does not fit is refused without having tried. */
    private static void expect(
            LstmHyperparameters hyperparameters, List<? extends TrialData> folds, int seeds, TrialListener listener)
            throws TrialFailedException, TrialStoppedException {
        var sizes = new ArrayList<Cost.Size>();
        for (TrialData fold : folds) {
            sizes.addAll(Collections.nCopies(seeds, buildable(() -> Cost.Size.of(fold, hyperparameters))));
        }
        Cost cost = Cost.of(hyperparameters, sizes);
        listener.expects(cost.bytes(), cost.epochSeconds());
        listener.progressed();
    }

    private static LstmHyperparameters hyperparameters(TrialOrder order) throws TrialFailedException {
        try {
            order.usedTask();
            return order.hyperparameters();
        } catch (InvalidValueException e) {
            throw new TrialFailedException(FailureCause.INVALID_CONFIG, e.getMessage(), e);
        }
    }

    private static List<? extends TaskData> data(TrialOrder order) throws TrialFailedException {
        return data(order, () -> CsvFile.of(Path.of(order.dataset())));
    }

    /** Opens a data set. */
    interface Opening {
        Table table() throws IOException;
    }

    static List<? extends TaskData> data(TrialOrder order, Opening opening) throws TrialFailedException {
        try {
            LstmHyperparameters hyperparameters = order.hyperparameters();
            return TaskData.of(
                    order.usedTask(),
                    order.purpose(),
                    opening.table(),
                    hyperparameters.values(),
                    hyperparameters.watchedShare(),
                    Room.of(
                            Path.of(order.checkpointing().folder()),
                            Runtime.getRuntime().maxMemory() / HEAP_SHARE));
        } catch (OutOfMemoryError e) {
            // Not HOST_OOM: no other hyperparameters would help, and a sampler shall not learn to avoid these.
            throw new TrialFailedException(
                    FailureCause.DATA_ERROR,
                    "the data set does not fit into " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB",
                    e);
        } catch (InvalidValueException e) {
            boolean isOfHyperparameters = e.violations().stream()
                    .anyMatch(violation -> violation.pointer().startsWith("/hyperparameters/"));
            throw new TrialFailedException(
                    isOfHyperparameters ? FailureCause.INVALID_CONFIG : FailureCause.DATA_ERROR, e.getMessage(), e);
        } catch (IOException | UncheckedIOException e) {
            throw new TrialFailedException(FailureCause.DATA_ERROR, "cannot read the data set: " + e.getMessage(), e);
        }
    }

    private static <T> T buildable(Supplier<T> network) throws TrialFailedException {
        try {
            return network.get();
        } catch (RuntimeException e) {
            if (OutOfMemory.of(e).isPresent()) {
                throw e;
            }
            throw new TrialFailedException(
                    FailureCause.INVALID_CONFIG, "the network cannot be built: " + e.getMessage(), e);
        }
    }
}
