package dev.cairn.worker.lstm;

import dev.cairn.api.task.Forecasting;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.worker.data.ForecastingData;
import dev.cairn.worker.data.Scaling;
import dev.cairn.worker.data.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a saved model is and how to use it: the file {@value #FILE} beside the network.
 *
 * @param format of this description; {@value #FORMAT} now
 * @param task with names and order of features and targets, and the horizon
 * @param hyperparameters all of them
 * @param features scaling of each feature, in the task's order
 * @param targets scaling of each target, in the task's order
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
        Forecasting task,
        LstmHyperparameters hyperparameters,
        Scaling features,
        Scaling targets,
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
        boolean complete = rules.present(task, "task")
                & rules.present(hyperparameters, "hyperparameters")
                & rules.present(features, "features")
                & rules.present(targets, "targets")
                & rules.present(metrics, "metrics")
                & rules.present(libraries, "libraries");
        if (complete) {
            metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
            libraries = Collections.unmodifiableMap(new TreeMap<>(libraries));
            checkCount(
                    rules,
                    "/features",
                    features,
                    Objects.requireNonNull(task.features()).size());
            checkCount(rules, "/targets", targets, task.targets().size());
        }
        rules.hold();
    }

    private static void checkCount(Rules rules, String pointer, Scaling scaling, int columns) {
        int count = scaling.columns().size();
        rules.check(
                count == columns, pointer, () -> "scaling of " + columns + " columns is needed but there are " + count);
    }

    static ModelDescription of(TrialOrder order, ForecastingData data, Map<String, Double> metrics) {
        var kept = new TreeMap<>(metrics);
        kept.keySet().removeAll(Training.READINGS);
        return new ModelDescription(
                FORMAT,
                order.study(),
                order.studyName(),
                order.trial(),
                order.purpose(),
                order.seed(),
                order.task(),
                order.hyperparameters(),
                data.featureScaling(),
                data.targetScaling(),
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

    /** Of the network beside it. */
    Shape shape() {
        return new Shape(
                features.columns().size(), horizon() * targets.columns().size(), Shape.Answer.NUMBERS);
    }

    int horizon() {
        return Objects.requireNonNull(task.horizon());
    }
}
