package dev.cairn.worker.data;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.dataset.Table;
import dev.cairn.api.task.AnomalyDetection;
import dev.cairn.api.task.Classification;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.Task;
import dev.cairn.api.trial.Purpose;
import java.util.List;
import java.util.Map;

/** What a trial of a study's task trains on. */
public interface TaskData extends TrialData {
    Encoding encoding();

    @Override
    default TaskData calibrated(float[][] outputs) {
        return this;
    }

    @Override
    default Shape shape() {
        return encoding().shape();
    }

    /**
     * Prepares a data set for a trial: once for each fold of a search, once for a confirmation.
     *
     * @param task without what the trial does not use
     * @param hyperparameters a value for every one that the task has
     * @param watchedShare part of the training examples that is kept back for early stopping; in [0, 1), 0 for none
     * @param room where numbers are kept
     * @throws dev.cairn.search.InvalidValueException if it cannot serve the task; with a pointer under
     *     {@code /hyperparameters} if other hyperparameters could make it serve
     */
    static List<? extends TaskData> of(
            Task task,
            Purpose purpose,
            Table table,
            Map<String, Object> hyperparameters,
            double watchedShare,
            Room room) {
        if (task instanceof Forecasting forecasting) {
            return ForecastingData.of(forecasting, purpose, table, Recipe.of(hyperparameters), watchedShare, room);
        }
        if (task instanceof Classification classification) {
            return ClassData.of(classification, purpose, CsvTable.of(table), hyperparameters, watchedShare);
        }
        if (task instanceof AnomalyDetection detection) {
            return AnomalyData.of(detection, purpose, table, hyperparameters, watchedShare, room);
        }
        throw new IllegalArgumentException("no data is prepared for tasks of type " + task.type());
    }

    /** Likewise, with all numbers on the heap. */
    static List<? extends TaskData> of(
            Task task, Purpose purpose, Table table, Map<String, Object> hyperparameters, double watchedShare) {
        return of(task, purpose, table, hyperparameters, watchedShare, Room.onHeap());
    }
}
