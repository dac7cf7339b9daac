package dev.cairn.worker.data;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.Split.Rows;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one trial trains on and is judged by.
 *
 * @param fitting examples to train on
 * @param watched examples at the end of the training part, left out of {@code fitting}; absent if nothing is to be watched
 * @param held examples to judge by: the validation part in a search, the test part in a confirmation
 * @param featureScaling fitted on the rows of {@code fitting} only
 * @param targetScaling likewise
 * @param heldTargets [row][target] unscaled, by the row numbers of {@code held}
 */
public record ForecastingData(
        Windows fitting,
        @Nullable Windows watched,
        Windows held,
        Scaling featureScaling,
        Scaling targetScaling,
        double[][] heldTargets)
        implements TrialData {

    /**
     * Prepares a data set for a trial that watches nothing.
     *
     * @throws InvalidValueException if it cannot serve the task
     */
    public static ForecastingData of(Forecasting task, Purpose purpose, CsvTable table, int windowLength) {
        return of(task, purpose, table, windowLength, 0);
    }

    /**
     * Prepares a data set for a trial.
     *
     * @param watchedShare part of the training rows, the latest of them, kept back for early stopping; in [0, 1)
     * @throws InvalidValueException if it cannot serve the task
     */
    public static ForecastingData of(
            Forecasting task, Purpose purpose, CsvTable table, int windowLength, double watchedShare) {
        return of(VisibleRows.of(task, purpose, table, windowLength), windowLength, task.horizon(), watchedShare);
    }

    private static ForecastingData of(VisibleRows visible, int windowLength, int horizon, double watchedShare) {
        double[][] features = visible.series().features();
        double[][] targets = visible.series().targets();
        int kept = (int) (visible.fitting().count() * watchedShare);
        int watchedFrom = visible.fitting().to() - kept;
        // As between the other parts: no forecast of the training reaches into what is watched.
        Rows fitted = kept == 0 ? visible.fitting() : new Rows(visible.fitting().from(), watchedFrom - (horizon - 1));
        if (watchedShare > 0 && (kept < horizon || fitted.count() < windowLength + horizon)) {
            throw new InvalidValueException(List.of(new Violation(
                    "",
                    "of " + visible.fitting().count() + " training rows " + kept
                            + " would be watched for early stopping: too few to watch or to train on with a window of "
                            + windowLength + " and a horizon of " + horizon)));
        }
        Scaling featureScaling = Scaling.fit(features, fitted);
        Scaling targetScaling = Scaling.fit(targets, fitted);
        float[][] inputs = featureScaling.scale(features);
        float[][] outputs = targetScaling.scale(targets);
        return new ForecastingData(
                Windows.within(fitted, inputs, outputs, windowLength, horizon),
                kept == 0
                        ? null
                        : Windows.within(
                                new Rows(watchedFrom, visible.fitting().to()), inputs, outputs, windowLength, horizon),
                Windows.within(visible.held(), inputs, outputs, windowLength, horizon),
                featureScaling,
                targetScaling,
                targets);
    }

    @Override
    public Shape shape() {
        return new Shape(fitting.featureCount(), fitting.outputCount(), Shape.Answer.NUMBERS);
    }

    @Override
    public Map<String, Double> metrics(float[][] outputs) {
        Errors errors = errors(outputs);
        Errors naive = naive();
        var metrics = new TreeMap<>(metrics(errors));
        // Of a series that never changed there the naive forecast is perfect: no share of its error can be gained.
        if (naive.rmse() > 0) {
            metrics.put("skill", errors.skill(naive));
        }
        return metrics;
    }

    @Override
    public Map<String, Map<String, Double>> baselines() {
        return Map.of("naive", metrics(naive()));
    }

    private static Map<String, Double> metrics(Errors errors) {
        return Map.of("rmse", errors.rmse(), "mae", errors.mae());
    }

    /**
     * Judges forecasts of all held examples.
     *
     * @param forecasts [example][horizon * T], scaled as the network gives them
     */
    Errors errors(float[][] forecasts) {
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
    Errors naive() {
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
