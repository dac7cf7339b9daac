package dev.cairn.worker.data;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.AnomalyDetection;
import dev.cairn.api.task.AnomalyDetection.TrainingAnomalies;
import dev.cairn.api.task.Forecasting.Missing;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.Purpose;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Data of an anomaly detection trial for tests: a feature, its negative, and labels. */
record Detecting(
        int rows,
        IntFunction<Object> x,
        IntFunction<String> label,
        boolean hasLabel,
        @Nullable TrainingAnomalies trainingAnomalies,
        @Nullable Missing missing,
        TimeSplit split,
        @Nullable Integer reach) {

    Detecting(int rows, IntFunction<Object> x, IntFunction<String> label) {
        this(rows, x, label, true, null, null, Tables.HOLD_OUT, null);
    }

    static Detecting of(int rows, IntFunction<Object> x, IntPredicate isAnomalous) {
        return new Detecting(rows, x, row -> isAnomalous.test(row) ? "1" : "0");
    }

    Detecting unlabelled() {
        return new Detecting(rows, x, label, false, trainingAnomalies, missing, split, reach);
    }

    Detecting with(TrainingAnomalies rule) {
        return new Detecting(rows, x, label, hasLabel, rule, missing, split, reach);
    }

    Detecting with(Missing rule) {
        return new Detecting(rows, x, label, hasLabel, trainingAnomalies, rule, split, reach);
    }

    Detecting with(TimeSplit other) {
        return new Detecting(rows, x, label, hasLabel, trainingAnomalies, missing, other, reach);
    }

    Detecting reaching(int furthest) {
        return new Detecting(rows, x, label, hasLabel, trainingAnomalies, missing, split, furthest);
    }

    Detecting with(IntFunction<Object> otherX, IntFunction<String> otherLabel) {
        return new Detecting(rows, otherX, otherLabel, hasLabel, trainingAnomalies, missing, split, reach);
    }

    AnomalyDetection task() {
        return new AnomalyDetection(
                "sha256:" + "0".repeat(64),
                "day",
                null,
                List.of("x", "y"),
                hasLabel ? "bad" : null,
                trainingAnomalies,
                split,
                null,
                null,
                missing,
                reach,
                null);
    }

    CsvTable table() {
        return Tables.daily(rows, List.of("x", "y", "bad"), row -> {
            Object value = x.apply(row);
            Object negative = value instanceof Number number ? -number.doubleValue() : value;
            return List.of(value, negative, label.apply(row));
        });
    }

    AnomalyData data(Map<String, Object> values) {
        return data(values, 0);
    }

    AnomalyData data(Map<String, Object> values, double watchedShare) {
        return folds(Purpose.SEARCH, values, watchedShare).get(0);
    }

    List<AnomalyData> folds(Purpose purpose, Map<String, Object> values, double watchedShare) {
        var all = new HashMap<>(Hyperparameters.ANOMALY_DETECTION.complete(Map.of(), values));
        return AnomalyData.of(task(), purpose, table(), all, watchedShare, Room.onHeap());
    }

    /** What a network that knows everything would answer. */
    static float[][] truth(Examples examples) {
        Batch batch = all(examples);
        int width = batch.outputs().length / batch.count();
        float[][] truth = new float[batch.count()][width];
        for (int i = 0; i < truth.length; i++) {
            System.arraycopy(batch.outputs(), i * width, truth[i], 0, width);
        }
        return truth;
    }

    static Batch all(Examples examples) {
        int[] all = IntStream.range(0, examples.count()).toArray();
        return examples.batch(all, 0, all.length);
    }
}
