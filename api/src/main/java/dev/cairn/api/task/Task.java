package dev.cairn.api.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.cairn.search.Violation;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Map;

/** What a worker trains for each trial. A study without a task is trained by whoever asks for its trials. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Forecasting.class, name = Forecasting.TYPE),
    @JsonSubTypes.Type(value = SequenceClassification.class, name = SequenceClassification.TYPE),
    @JsonSubTypes.Type(value = TextClassification.class, name = TextClassification.TYPE),
    @JsonSubTypes.Type(value = AnomalyDetection.class, name = AnomalyDetection.TYPE)
})
public sealed interface Task permits Forecasting, Classification, AnomalyDetection {
    /** The types that exist, which workers name among their capabilities. */
    List<String> TYPES =
            List.of(Forecasting.TYPE, SequenceClassification.TYPE, TextClassification.TYPE, AnomalyDetection.TYPE);

    /** The JSON type. */
    String type();

    /** The data set's address, {@code sha256:} and 64 hex digits. */
    String dataset();

    /** Whether the study ends with a confirmation on a sealed test part. */
    boolean hasTest();

    /**
     * What in a space this task cannot train and in objectives and constraints it does not report, with pointers into the study
     * specification.
     */
    List<Violation> objections(SearchSpace space, List<Objective> objectives, List<OutcomeConstraint> constraints);

    /** The hyperparameters that it has. */
    Hyperparameters known();

    /** A value for every hyperparameter, with a point's. What else a point decides is none of them: see {@link #using}. */
    Map<String, Object> complete(Map<String, ?> point);

    /**
     * The task without what a point does not use.
     *
     * @throws dev.cairn.search.InvalidValueException if nothing is left to see
     */
    Task using(Map<String, ?> point);

    /** The same task, knowing what all trials of a space have in common; asked only of a space without objections. */
    Task within(SearchSpace space);
}
