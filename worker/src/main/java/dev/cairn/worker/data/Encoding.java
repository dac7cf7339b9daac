package dev.cairn.worker.data;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.cairn.api.task.AnomalyDetection;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.SequenceClassification;
import dev.cairn.api.task.Task;
import dev.cairn.api.task.TextClassification;

/**
 * The way from a task's raw data to what a network sees, and back from what it answers, with all that was learnt for it from the
 * training part. The same object serves in training and in a saved model, so that they cannot differ.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Preparation.class, name = Forecasting.TYPE),
    @JsonSubTypes.Type(value = SequenceEncoding.class, name = SequenceClassification.TYPE),
    @JsonSubTypes.Type(value = TextEncoding.class, name = TextClassification.TYPE),
    @JsonSubTypes.Type(value = AnomalyEncoding.class, name = AnomalyDetection.TYPE)
})
public sealed interface Encoding permits Preparation, ClassEncoding, AnomalyEncoding {
    Task task();

    Shape shape();
}
