package dev.cairn.api.task;

import dev.cairn.api.NearestWord;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import dev.cairn.search.space.SearchSpace;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a study of a task can search, and aim at.
 *
 * @param task the JSON type of the task
 * @param hyperparameters what others depend on stands before them
 * @param metrics those that may be an objective, of some studies only: what needs labels or quantiles is refused without
 * @param spaces ready ones, to be cut or widened
 */
public record TaskCatalogue(
        String task, List<Hyperparameter> hyperparameters, List<String> metrics, Map<ReadySpaces, SearchSpace> spaces) {

    /** Of every task that exists. */
    public static final List<TaskCatalogue> ALL = List.of(
            of(Forecasting.TYPE, Hyperparameters.FORECASTING, Forecasting.OBJECTIVE_METRICS),
            of(SequenceClassification.TYPE, Hyperparameters.SEQUENCE_CLASSIFICATION, Classification.OBJECTIVE_METRICS),
            of(TextClassification.TYPE, Hyperparameters.TEXT_CLASSIFICATION, Classification.OBJECTIVE_METRICS),
            of(
                    AnomalyDetection.TYPE,
                    Hyperparameters.ANOMALY_DETECTION,
                    Stream.of(AnomalyDetection.LABELLED_METRICS, AnomalyDetection.LOSSES)
                            .flatMap(List::stream)
                            .toList()));

    public TaskCatalogue {
        hyperparameters = List.copyOf(hyperparameters);
        metrics = List.copyOf(metrics);
        spaces = Collections.unmodifiableMap(new EnumMap<>(spaces));
    }

    private static TaskCatalogue of(String task, Hyperparameters known, List<String> metrics) {
        var spaces = new EnumMap<ReadySpaces, SearchSpace>(ReadySpaces.class);
        for (ReadySpaces size : ReadySpaces.values()) {
            spaces.put(size, size.of(known));
        }
        return new TaskCatalogue(task, known.all(), metrics, spaces);
    }

    /**
     * Of one task.
     *
     * @throws InvalidValueException if there is no such task, with the nearest that there is
     */
    public static TaskCatalogue of(String task) {
        return ALL.stream()
                .filter(one -> one.task().equals(task))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException(List.of(new Violation(
                        "/task",
                        "there is no task '" + task + "'" + NearestWord.hint(task, Task.TYPES) + "; known are "
                                + Task.TYPES))));
    }
}
