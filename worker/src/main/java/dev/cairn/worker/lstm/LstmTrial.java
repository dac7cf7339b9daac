package dev.cairn.worker.lstm;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.search.InvalidValueException;
import dev.cairn.worker.data.ForecastingData;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs whole trials: from the table's file to the saved model. */
public final class LstmTrial {
    private LstmTrial() {}

    /**
     * Loads the native libraries and the classes of a training, which takes seconds. No effect on any trial.
     *
     * @return what computes: {@code cpu} or {@code cuda}
     * @throws UnusableBackendException if nothing here can
     */
    public static String warmUp() throws UnusableBackendException {
        try {
            var hyperparameters = LstmHyperparameters.of(Hyperparameters.FORECASTING.complete(Map.of(), Map.of()));
            MultiLayerNetwork network = Network.initialised(Network.configuration(hyperparameters, 1, 1, 1));
            INDArray inputs = Nd4j.zeros(2, 1, 2);
            network.fit(inputs, Nd4j.zeros(2, 1));
            Training.forecast(network, inputs);
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
        ForecastingData data = data(order, hyperparameters.windowLength());
        MultiLayerNetwork network = network(order, hyperparameters, data);
        Cost cost = Cost.of(
                hyperparameters,
                network.numParams(),
                data.fitting().featureCount(),
                data.fitting().count(),
                data.held().count());
        listener.expects(cost.bytes(), cost.epochSeconds());
        listener.progressed();
        Map<String, Double> metrics = new Training(
                        data, hyperparameters, order.seed(), listener, network, new Checkpoints(order, listener))
                .run(order.purpose());
        try {
            ModelFile.save(Path.of(order.model()), network, ModelDescription.of(order, data, metrics));
        } catch (IOException e) {
            throw new TrialFailedException(FailureCause.CRASHED, "cannot save the model: " + e, e);
        }
        return metrics;
    }

    private static LstmHyperparameters hyperparameters(TrialOrder order) throws TrialFailedException {
        try {
            return order.hyperparameters();
        } catch (InvalidValueException e) {
            throw new TrialFailedException(FailureCause.INVALID_CONFIG, e.getMessage(), e);
        }
    }

    private static ForecastingData data(TrialOrder order, int windowLength) throws TrialFailedException {
        try (var in = new BufferedInputStream(Files.newInputStream(Path.of(order.dataset())))) {
            return data(order, windowLength, in);
        } catch (IOException e) {
            throw new TrialFailedException(FailureCause.DATA_ERROR, "cannot read the data set: " + e, e);
        }
    }

    static ForecastingData data(TrialOrder order, int windowLength, InputStream table) throws TrialFailedException {
        try {
            return ForecastingData.of(order.task(), order.purpose(), CsvTable.read(table), windowLength);
        } catch (OutOfMemoryError e) {
            // Not HOST_OOM: no other hyperparameters would help, and a sampler shall not learn to avoid these.
            throw new TrialFailedException(
                    FailureCause.DATA_ERROR,
                    "the data set does not fit into " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB",
                    e);
        } catch (InvalidValueException e) {
            throw new TrialFailedException(FailureCause.DATA_ERROR, e.getMessage(), e);
        } catch (IOException e) {
            throw new TrialFailedException(FailureCause.DATA_ERROR, "cannot read the data set: " + e, e);
        }
    }

    private static MultiLayerNetwork network(
            TrialOrder order, LstmHyperparameters hyperparameters, ForecastingData data) throws TrialFailedException {
        try {
            return Network.initialised(Network.configuration(
                    hyperparameters,
                    data.fitting().featureCount(),
                    data.fitting().outputCount(),
                    order.seed()));
        } catch (RuntimeException e) {
            if (OutOfMemory.of(e).isPresent()) {
                throw e;
            }
            throw new TrialFailedException(
                    FailureCause.INVALID_CONFIG, "the network cannot be built: " + e.getMessage(), e);
        }
    }
}
