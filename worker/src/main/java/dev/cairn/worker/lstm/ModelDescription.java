package dev.cairn.worker.lstm;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.cairn.api.task.Task;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.worker.data.Encoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a saved model is and how to use it: the file {@value #FILE} beside the network.
 *
 * @param format of this description; {@value #FORMAT} now
 * @param values of the hyperparameters, of each one that the task has
 * @param encoding what is done to data before and after: with the task, which has the names of columns, the hyperparameters of
 *     the data, and what was learnt from the training part
 * @param metrics the trial's final ones
 * @param libraries versions it was trained with; {@value #OURS} is among them where the network cannot be loaded without it
 */
public record ModelDescription(
        int format,
        long study,
        String studyName,
        long trial,
        Purpose purpose,
        long seed,
        @JsonProperty("hyperparameters") Map<String, Object> values,
        Encoding encoding,
        Map<String, Double> metrics,
        Map<String, String> libraries) {
    static final String FILE = "cairn.json";
    static final String OURS = "cairn-worker";
    static final int FORMAT = 3;

    /**
     * Checks what can be checked.
     *
     * @throws InvalidValueException if it cannot describe a model
     */
    public ModelDescription {
        int given = format;
        var rules = new Rules();
        rules.check(given == FORMAT, "/format", () -> "format must be " + FORMAT + " but was " + given);
        boolean complete = rules.present(values, "hyperparameters")
                & rules.present(encoding, "encoding")
                & rules.present(metrics, "metrics")
                & rules.present(libraries, "libraries");
        if (complete) {
            values = Collections.unmodifiableMap(new TreeMap<>(values));
            new LstmHyperparameters(encoding.task().known(), values);
            metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
            libraries = Collections.unmodifiableMap(new TreeMap<>(libraries));
        }
        rules.hold();
    }

    static ModelDescription of(TrialOrder order, Encoding encoding, Map<String, Double> metrics) {
        var kept = new TreeMap<>(metrics);
        kept.keySet().removeAll(Training.READINGS);
        return new ModelDescription(
                FORMAT,
                order.study(),
                order.studyName(),
                order.trial(),
                order.purpose(),
                order.seed(),
                order.hyperparameters().values(),
                encoding,
                kept,
                libraries(Network.trained(order.hyperparameters(), encoding.shape(), order.seed())));
    }

    private static Map<String, String> libraries(ComputationGraphConfiguration network) {
        var libraries = new TreeMap<>(Map.of(
                "java", Runtime.version().toString(),
                "deeplearning4j", version("org.deeplearning4j", "deeplearning4j-nn"),
                "nd4j", version("org.nd4j", "nd4j-api"),
                "backend", Nd4j.getBackend().getClass().getSimpleName()));
        if (network.toJson().contains("\"dev.cairn.")) {
            String version = ModelDescription.class.getPackage().getImplementationVersion();
            libraries.put(OURS, version == null ? "unknown" : version);
        }
        return libraries;
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

    public Task task() {
        return encoding.task();
    }

    LstmHyperparameters hyperparameters() {
        return new LstmHyperparameters(task().known(), values);
    }
}
