package dev.cairn.worker.lstm;

import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.data.Recipe;
import java.util.Map;

/**
 * One trial to run.
 *
 * @param point values of the searched hyperparameters
 * @param dataset the table's file, its digest already checked
 * @param model where to save the fitted model
 */
public record TrialOrder(
        long study,
        String studyName,
        long trial,
        Purpose purpose,
        Forecasting task,
        Map<String, Object> point,
        long seed,
        String dataset,
        String model) {

    LstmHyperparameters hyperparameters() {
        return LstmHyperparameters.of(Hyperparameters.FORECASTING.complete(task.hyperparameters(), point));
    }

    /** The task without the columns that the point does not use. */
    Forecasting usedTask() {
        return task.using(point);
    }

    /** How the data is prepared. */
    Recipe recipe() {
        return Recipe.of(Hyperparameters.FORECASTING.complete(task.hyperparameters(), point));
    }
}
