package dev.cairn.worker.data;

import dev.cairn.api.dataset.TimeSeries;
import dev.cairn.api.task.AnomalyDetection;
import dev.cairn.api.task.TimeSplit.Rows;
import dev.cairn.search.Rules;
import dev.cairn.worker.data.Detection.Method;
import dev.cairn.worker.data.Detection.WindowError;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The way from a table to what a network that detects anomalies sees, and from what it answers to scores and alarms.
 *
 * @param scaling of each feature, fitted on the training part
 * @param alarm learnt from the calibration slice when the network was trained: every saved model has one
 */
public record AnomalyEncoding(
        AnomalyDetection task,
        Recipe recipe,
        Scaling scaling,
        Detection detection,
        @Nullable Alarm alarm) implements Encoding {

    /**
     * Checks that the parts fit.
     *
     * @throws dev.cairn.search.InvalidValueException if the scaling or the errors are not of the task's features
     */
    public AnomalyEncoding {
        var rules = new Rules();
        rules.present(detection, "detection");
        boolean complete =
                rules.present(task, "task") & rules.present(recipe, "recipe") & rules.present(scaling, "scaling");
        if (complete) {
            new Preparation(task.forecasting(), recipe, scaling, InputLimits.NONE);
            int features = task.features().size();
            ErrorScale errors = alarm == null ? null : alarm.errors();
            rules.check(
                    errors == null || errors.center().size() == features,
                    "/alarm/errors",
                    () -> "errors of " + features + " features are needed");
            rules.check(
                    alarm == null
                            || detection == null
                            || (errors != null) == detection.method().byError(),
                    "/alarm/errors",
                    () -> "errors are needed by methods that look at errors, and only there");
        }
        rules.hold();
    }

    AnomalyEncoding with(Alarm learnt) {
        return new AnomalyEncoding(task, recipe, scaling, detection, learnt);
    }

    int features() {
        return task.features().size();
    }

    private Preparation preparation() {
        return new Preparation(task.forecasting(), recipe, scaling, InputLimits.NONE);
    }

    List<Channels> channels(TimeSeries series, List<Stationary> stationary, Room room) {
        Preparation preparation = preparation();
        return IntStream.range(0, stationary.size())
                .mapToObj(i -> preparation.channels(
                        series.times(), series.series().get(i).values(), stationary.get(i), room))
                .toList();
    }

    @Override
    public Shape shape() {
        return switch (detection.method()) {
            case FORECAST -> new Shape(features(), features(), Shape.Answer.NUMBERS);
            case RECONSTRUCTION -> new Shape(features(), recipe.windowLength() * features(), Shape.Answer.NUMBERS);
            case SUPERVISED -> new Shape(features(), 2, Shape.Answer.CLASSES);
        };
    }

    /** A row that could stand in the training part, to try a model with. */
    public double[] typicalRow() {
        return preparation().typicalRow();
    }

    /** All rows of a table that a model can judge. */
    public AnomalyWindows windows(TimeSeries series) {
        Room room = Room.onHeap();
        List<Stationary> stationary = series.series().stream()
                .map(one -> Stationary.of(task.forecasting(), recipe, one.values(), room))
                .toList();
        return AnomalyWindows.within(
                List.of(new Rows(0, series.rows())),
                channels(series, stationary, room),
                this,
                recipe.reach(),
                1,
                (of, row) -> true);
    }

    /**
     * How unusual each row is.
     *
     * @param outputs [example][output], as the network gives them
     */
    public double[] scores(AnomalyWindows windows, float[][] outputs) {
        Alarm learnt = Objects.requireNonNull(alarm, "alarms are learnt when the network is trained");
        double[] raw = detection.method() == Method.SUPERVISED
                ? probabilities(outputs)
                : raw(Objects.requireNonNull(learnt.errors()), windows, outputs);
        return windows.smoothed(raw, detection.smoothing());
    }

    private static double[] probabilities(float[][] outputs) {
        double[] probabilities = new double[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            probabilities[i] = outputs[i][1];
        }
        return probabilities;
    }

    private double[] raw(ErrorScale scale, AnomalyWindows windows, float[][] outputs) {
        double[] raw = new double[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            double[][] errors = errors(windows, i, outputs[i]);
            for (double[] row : errors) {
                raw[i] += scale.score(row) / errors.length;
            }
        }
        return raw;
    }

    /** The errors that count for one example: [row][feature]. */
    double[][] errors(AnomalyWindows windows, int example, float[] answer) {
        double[][] errors = windows.errors(example, answer);
        boolean lastOnly = detection.windowError() == WindowError.LAST;
        return lastOnly ? new double[][] {errors[errors.length - 1]} : errors;
    }
}
