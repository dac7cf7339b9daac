package dev.cairn.worker.lstm;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.search.InvalidValueException;
import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.ForecastingData;
import dev.cairn.worker.data.Shape;
import dev.cairn.worker.data.TrialData;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/** Runs whole trials: from the table's file to the saved model. */
public final class LstmTrial {
    private LstmTrial() {}

    /** Loads the native libraries and the classes of a training, which takes seconds. No effect on any trial. */
    public static void warmUp() {
        var hyperparameters = LstmHyperparameters.of(Hyperparameters.FORECASTING.complete(Map.of(), Map.of()));
        var shape = new Shape(1, 1, Shape.Answer.NUMBERS);
        MultiLayerNetwork network = Network.initialised(Network.configuration(hyperparameters, shape, 1));
        network.fit(Nd4j.zeros(2, 1, 2), Nd4j.zeros(2, 1));
        FoldTraining.outputs(network, new Batch(2, 2, new float[4], null, new float[2], null));
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
        } catch (OutOfMemoryError e) {
            throw outOfMemory(e);
        } catch (RuntimeException e) {
            if (isAllocation(e)) {
                throw outOfMemory(e);
            }
            throw e;
        }
    }

    private static Map<String, Double> trained(TrialOrder order, TrialListener listener)
            throws TrialFailedException, TrialStoppedException {
        LstmHyperparameters hyperparameters = hyperparameters(order);
        List<ForecastingData> folds = data(order);
        var trainings = new ArrayList<FoldTraining>();
        for (TrialData fold : folds) {
            MultiLayerNetwork network = network(order, hyperparameters, fold.shape());
            trainings.add(new FoldTraining(fold, hyperparameters, order.seed(), listener, network));
        }
        listener.progressed();
        Map<String, Double> metrics = new Training(trainings, hyperparameters.epochs(), listener).run(order.purpose());
        // Of several folds the last one's network is kept: where time orders them, it has seen the latest.
        int last = trainings.size() - 1;
        MultiLayerNetwork network = trainings.get(last).network();
        try {
            ModelFile.save(
                    Path.of(order.model()),
                    network,
                    ModelDescription.of(order, folds.get(last).preparation(), metrics));
        } catch (IOException e) {
            throw new TrialFailedException(FailureCause.CRASHED, "cannot save the model: " + e, e);
        }
        return metrics;
    }

    private static LstmHyperparameters hyperparameters(TrialOrder order) throws TrialFailedException {
        try {
            order.recipe();
            order.usedTask();
            return order.hyperparameters();
        } catch (InvalidValueException e) {
            throw new TrialFailedException(FailureCause.INVALID_CONFIG, e.getMessage(), e);
        }
    }

    private static List<ForecastingData> data(TrialOrder order) throws TrialFailedException {
        try (var in = new BufferedInputStream(Files.newInputStream(Path.of(order.dataset())))) {
            return data(order, in);
        } catch (IOException e) {
            throw new TrialFailedException(FailureCause.DATA_ERROR, "cannot read the data set: " + e, e);
        }
    }

    static List<ForecastingData> data(TrialOrder order, InputStream table) throws TrialFailedException {
        try {
            return ForecastingData.of(order.usedTask(), order.purpose(), CsvTable.read(table), order.recipe(), 0);
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
        } catch (IOException e) {
            throw new TrialFailedException(FailureCause.DATA_ERROR, "cannot read the data set: " + e, e);
        }
    }

    private static MultiLayerNetwork network(TrialOrder order, LstmHyperparameters hyperparameters, Shape shape)
            throws TrialFailedException {
        try {
            return Network.initialised(Network.configuration(hyperparameters, shape, order.seed()));
        } catch (RuntimeException e) {
            if (isAllocation(e)) {
                throw e;
            }
            throw new TrialFailedException(
                    FailureCause.INVALID_CONFIG, "the network cannot be built: " + e.getMessage(), e);
        }
    }

    /** ND4J wraps what its native allocator threw. */
    private static boolean isAllocation(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (cause instanceof OutOfMemoryError || message != null && message.contains("Allocation failed")) {
                return true;
            }
        }
        return false;
    }

    private static TrialFailedException outOfMemory(Throwable cause) {
        return new TrialFailedException(
                FailureCause.HOST_OOM,
                "the trial needs more memory than it may have (" + cause.getMessage()
                        + "); fewer units, layers or windows per batch need less",
                cause);
    }
}
