package dev.cairn.worker.lstm;

import dev.cairn.api.task.Forecasting;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.worker.data.Preparation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a saved model is and how to use it: the file {@value #FILE} beside the network.
 *
 * @param format of this description; {@value #FORMAT} now
 * @param hyperparameters of the network and its training
 * @param preparation what is done to data before and after: with the task, which has the names of columns and the horizon, the
 *     hyperparameters of the data, and what was learnt from the training part
 * @param metrics the trial's final ones
 * @param libraries versions it was trained with
 */
public record ModelDescription(
        int format,
        long study,
        String studyName,
        long trial,
        Purpose purpose,
        long seed,
        LstmHyperparameters hyperparameters,
        Preparation preparation,
        Map<String, Double> metrics,
        Map<String, String> libraries) {
    static final String FILE = "cairn.json";
    static final int FORMAT = 2;

    /**
     * Checks what can be checked.
     *
     * @throws InvalidValueException if it cannot describe a model
     */
    public ModelDescription {
        int given = format;
        var rules = new Rules();
        rules.check(given == FORMAT, "/format", () -> "format must be " + FORMAT + " but was " + given);
        boolean complete = rules.present(hyperparameters, "hyperparameters")
                & rules.present(preparation, "preparation")
                & rules.present(metrics, "metrics")
                & rules.present(libraries, "libraries");
        if (complete) {
            metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
            libraries = Collections.unmodifiableMap(new TreeMap<>(libraries));
        }
        rules.hold();
    }

    static ModelDescription of(TrialOrder order, Preparation preparation, Map<String, Double> metrics) {
        var kept = new TreeMap<>(metrics);
        kept.keySet().removeAll(Training.READINGS);
        return new ModelDescription(
                FORMAT,
                order.study(),
                order.studyName(),
                order.trial(),
                order.purpose(),
                order.seed(),
                order.hyperparameters(),
                preparation,
                kept,
                Map.of(
                        "java", Runtime.version().toString(),
                        "deeplearning4j", version("org.deeplearning4j", "deeplearning4j-nn"),
                        "nd4j", version("org.nd4j", "nd4j-api"),
                        "backend", Nd4j.getBackend().getClass().getSimpleName()));
    }

    /** Their jars have no version in the manifest, but Maven's properties. */
    private static String version(String group, String artifact) {
        String file = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        var properties = new Properties();
        try (InputStream in = ModelDescription.class.getResourceAsStream(file)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }

    public Forecasting task() {
        return preparation.task();
    }
}
