package dev.cairn.worker.data;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.trial.Purpose;

/**
 * Everything that one trial trains on and is judged by.
 *
 * @param fitting examples to train on
 * @param held examples to judge by: the validation part in a search, the test part in a confirmation
 * @param featureScaling fitted on the rows of the fitting part only
 * @param targetScaling likewise
 * @param heldTargets [row][target] unscaled, by the row numbers of {@code held}
 */
public record ForecastingData(
        Windows fitting, Windows held, Scaling featureScaling, Scaling targetScaling, double[][] heldTargets) {

    /**
     * Prepares a data set for a trial.
     *
     * @throws dev.cairn.search.InvalidValueException if it cannot serve the task
     */
    public static ForecastingData of(Forecasting task, Purpose purpose, CsvTable table, int windowLength) {
        return of(VisibleRows.of(task, purpose, table, windowLength), windowLength, task.horizon());
    }

    static ForecastingData of(VisibleRows visible, int windowLength, int horizon) {
        double[][] features = visible.series().features();
        double[][] targets = visible.series().targets();
        Scaling featureScaling = Scaling.fit(features, visible.fitting());
        Scaling targetScaling = Scaling.fit(targets, visible.fitting());
        float[][] inputs = featureScaling.scale(features);
        float[][] outputs = targetScaling.scale(targets);
        return new ForecastingData(
                Windows.within(visible.fitting(), inputs, outputs, windowLength, horizon),
                Windows.within(visible.held(), inputs, outputs, windowLength, horizon),
                featureScaling,
                targetScaling,
                targets);
    }

    /**
     * Judges forecasts of all held examples.
     *
     * @param forecasts [example][horizon * T], scaled as the network gives them
     */
    public Errors errors(float[][] forecasts) {
        int width = targetScaling.columns().size();
        var sum = new Errors.Sum();
        for (int example = 0; example < held.count(); example++) {
            for (int i = 0; i < held.outputCount(); i++) {
                double forecast = targetScaling.columns().get(i % width).restore(forecasts[example][i]);
                sum.add(forecast, heldTargets[held.first() + example + i / width][i % width]);
            }
        }
        return sum.mean();
    }

    /** Errors of the forecast that every target stays as last seen. */
    public Errors naive() {
        int width = targetScaling.columns().size();
        var sum = new Errors.Sum();
        for (int example = 0; example < held.count(); example++) {
            int origin = held.first() + example - 1;
            for (int i = 0; i < held.outputCount(); i++) {
                sum.add(heldTargets[origin][i % width], heldTargets[origin + 1 + i / width][i % width]);
            }
        }
        return sum.mean();
    }
}
