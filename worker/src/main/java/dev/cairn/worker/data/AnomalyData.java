package dev.cairn.worker.data;

import dev.cairn.api.dataset.Labels;
import dev.cairn.api.dataset.Table;
import dev.cairn.api.task.AnomalyDetection;
import dev.cairn.api.task.AnomalyDetection.TrainingAnomalies;
import dev.cairn.api.task.TimeSplit.Fold;
import dev.cairn.api.task.TimeSplit.Rows;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import dev.cairn.worker.data.Detection.LabelWeights;
import dev.cairn.worker.data.Detection.ThresholdRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one network of an anomaly detection trial trains on and is judged by. Labels of the part that judges are read by
 * nothing but {@link #metrics}.
 *
 * @param labels of all rows that the trial may see
 * @param calibration rows that the network is not fitted to, where it judges by errors; baselines are calibrated with them in any
 *     case
 */
record AnomalyData(
        AnomalyEncoding encoding,
        Labels labels,
        AnomalyWindows fitting,
        @Nullable AnomalyWindows watched,
        AnomalyWindows calibration,
        AnomalyWindows held)
        implements TaskData {

    /**
     * Prepares a data set for a trial: once for each fold of a search, once for a confirmation.
     *
     * @param values of every hyperparameter
     * @param room where numbers are kept
     * @throws InvalidValueException if it cannot serve the task; with a pointer under {@code /hyperparameters} if other
     *     hyperparameters could make it serve
     */
    static List<AnomalyData> of(
            AnomalyDetection task,
            Purpose purpose,
            Table table,
            Map<String, Object> values,
            double watchedShare,
            Room room) {
        var all = new HashMap<>(values);
        all.put("logTarget", TargetLog.NONE.name());
        Recipe recipe = Recipe.of(all);
        Detection detection = Detection.of(values);
        VisibleRows visible = VisibleRows.of(task.forecasting(), purpose, table, recipe.reach(), room);
        Labels labels = Labels.of(task, table, visible.series().rows());
        List<Stationary> stationary = visible.series().series().stream()
                .map(one -> Stationary.of(task.forecasting(), recipe, one.values(), room))
                .toList();
        var folds = new ArrayList<AnomalyData>();
        for (Fold fold : visible.folds()) {
            TrainingSlices slices = TrainingSlices.of(
                    fold.train(),
                    watchedShare,
                    detection.calibrationShare(),
                    recipe.reach(),
                    !detection.method().byError());
            Scaling scaling = Preparation.fit(task.forecasting(), recipe, stationary, slices.fitted())
                    .scaling();
            Alarm certain = detection.method().byError() ? null : new Alarm(null, detection.alarmProbability());
            var encoding = new AnomalyEncoding(task, recipe, scaling, detection, certain);
            List<Channels> channels = encoding.channels(visible.series(), stationary, room);
            folds.add(of(encoding, channels, labels, slices, fold.held()));
        }
        return folds;
    }

    private static AnomalyData of(
            AnomalyEncoding encoding, List<Channels> channels, Labels labels, TrainingSlices slices, Rows heldRows) {
        AnomalyDetection task = encoding.task();
        Recipe recipe = encoding.recipe();
        Detection detection = encoding.detection();
        Places.Choice usual = usual(task, recipe, labels);
        Places.Choice training = detection.method().byError() ? usual : labels::isKnown;
        boolean bestF1 = detection.thresholdRule() == ThresholdRule.BEST_F1;
        Places.Choice judging = task.label() == null ? (of, row) -> true : labels::isKnown;
        int own = recipe.reach();
        AnomalyWindows fitting =
                AnomalyWindows.within(slices.fitted(), channels, encoding, own, recipe.stride(), training);
        AnomalyWindows watched = slices.watched().isEmpty()
                ? null
                : AnomalyWindows.within(slices.watched(), channels, encoding, own, 1, training);
        AnomalyWindows calibration = AnomalyWindows.within(
                slices.calibrating(), channels, encoding, own, 1, bestF1 ? labels::isKnown : usual);
        AnomalyWindows held = AnomalyWindows.within(
                List.of(heldRows), channels, encoding, VisibleRows.reach(task.forecasting(), own), 1, judging);
        requireExamples(detection, fitting, watched, calibration, held);
        if (detection.method().byError()) {
            if (bestF1) {
                requireBoth(labels, calibration, "thresholdRule", "BEST_F1 needs a calibration slice with");
            }
            return new AnomalyData(encoding, labels, fitting, watched, calibration, held);
        }
        requireBoth(labels, fitting, "method", "SUPERVISED needs training rows with");
        float @Nullable [] weights = weights(detection, labels, fitting);
        return new AnomalyData(
                encoding,
                labels,
                fitting.labelled(labels, weights),
                watched == null ? null : watched.labelled(labels, weights),
                calibration,
                // Unweighted: what judges must not depend on what is searched.
                held.labelled(labels, null));
    }

    /** What counts as usual: a label is read for it only if the study says so. */
    private static Places.Choice usual(AnomalyDetection task, Recipe recipe, Labels labels) {
        if (task.trainingAnomalies() == TrainingAnomalies.KEEP) {
            return (of, row) -> true;
        }
        return (of, row) -> {
            for (int seen = row - recipe.windowLength(); seen <= row; seen++) {
                if (labels.isAnomalous(of, seen)) {
                    return false;
                }
            }
            return true;
        };
    }

    private static void requireExamples(
            Detection detection,
            AnomalyWindows fitting,
            @Nullable AnomalyWindows watched,
            AnomalyWindows calibration,
            AnomalyWindows held) {
        boolean calibrates = detection.method().byError();
        if (fitting.count() == 0
                || held.count() == 0
                || calibrates && calibration.count() == 0
                || watched != null && watched.count() == 0) {
            throw new InvalidValueException(List.of(new Violation(
                    "",
                    "missing values or labels leave " + fitting.count() + " windows to train on, "
                            + (watched == null ? "" : watched.count() + " to watch, ") + calibration.count()
                            + " to calibrate with and " + held.count() + " to judge by")));
        }
    }

    private static int anomalous(Labels labels, AnomalyWindows windows) {
        int anomalous = 0;
        for (int i = 0; i < windows.count(); i++) {
            anomalous += labels.isAnomalous(windows.of()[i], windows.rows()[i]) ? 1 : 0;
        }
        return anomalous;
    }

    private static void requireBoth(Labels labels, AnomalyWindows windows, String hyperparameter, String need) {
        int anomalous = anomalous(labels, windows);
        if (anomalous == 0 || anomalous == windows.count()) {
            throw new InvalidValueException(List.of(new Violation(
                    "/hyperparameters/" + hyperparameter,
                    need + " labelled anomalies and normal rows, but " + anomalous + " of its " + windows.count()
                            + " windows are labelled anomalous")));
        }
    }

    private static float @Nullable [] weights(Detection detection, Labels labels, AnomalyWindows fitting) {
        if (detection.labelWeights() == LabelWeights.NONE) {
            return null;
        }
        float half = fitting.count() / 2f;
        int anomalous = anomalous(labels, fitting);
        return new float[] {half / (fitting.count() - anomalous), half / anomalous};
    }

    @Override
    public @Nullable AnomalyWindows calibrating() {
        return encoding.detection().method().byError() ? calibration : null;
    }

    @Override
    public AnomalyData calibrated(float[][] outputs) {
        if (calibrating() == null) {
            return this;
        }
        var errors = new ArrayList<double[]>();
        for (int i = 0; i < outputs.length; i++) {
            boolean isLeftOut = encoding.detection().thresholdRule() == ThresholdRule.BEST_F1
                    && labels.isAnomalous(calibration.of()[i], calibration.rows()[i]);
            if (!isLeftOut) {
                errors.addAll(List.of(encoding.errors(calibration, i, outputs[i])));
            }
        }
        ErrorScale scale = ErrorScale.fit(encoding.detection().errorScore(), errors.toArray(double[][]::new));
        double[] scores = encoding.with(new Alarm(scale, 0)).scores(calibration, outputs);
        return with(encoding.with(new Alarm(scale, threshold(scores))));
    }

    /** Of scores of the calibration rows. */
    double threshold(double[] scores) {
        boolean[] isAnomalous = new boolean[scores.length];
        boolean[] isKnown = new boolean[scores.length];
        for (int i = 0; i < scores.length; i++) {
            isAnomalous[i] = labels.isAnomalous(calibration.of()[i], calibration.rows()[i]);
            isKnown[i] = labels.isKnown(calibration.of()[i], calibration.rows()[i]);
        }
        return Alarm.threshold(encoding.detection(), scores, isAnomalous, isKnown);
    }

    private AnomalyData with(AnomalyEncoding other) {
        return new AnomalyData(other, labels, fitting, watched, calibration, held);
    }

    @Override
    public Map<String, Double> metrics(float[][] outputs) {
        return judged(
                encoding.scores(held, outputs),
                Objects.requireNonNull(encoding.alarm()).threshold());
    }

    /** Of scores of the held rows, the network's or others'. */
    Map<String, Double> judged(double[] scores, double threshold) {
        if (encoding.task().label() == null) {
            double alarms = 0;
            for (double score : scores) {
                alarms += score > threshold ? 1 : 0;
            }
            return Map.of("alarmShare", alarms / scores.length);
        }
        return alarmScores().of(scores, threshold);
    }

    private AlarmScores alarmScores() {
        boolean[] isAnomalous = new boolean[held.count()];
        for (int i = 0; i < isAnomalous.length; i++) {
            isAnomalous[i] = labels.isAnomalous(held.of()[i], held.rows()[i]);
        }
        return new AlarmScores(held.of(), held.rows(), isAnomalous);
    }

    @Override
    public Optional<Sampled> sampled(float[][] outputs) {
        if (encoding.task().label() == null) {
            return Optional.empty();
        }
        return Optional.of(alarmScores()
                .sampled(
                        encoding.scores(held, outputs),
                        Objects.requireNonNull(encoding.alarm()).threshold(),
                        encoding.detection().smoothing()));
    }

    @Override
    public Map<String, Map<String, Double>> baselines() {
        return new DetectionBaselines(this).all();
    }
}
