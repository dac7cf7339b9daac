package dev.cairn.worker.data;

import dev.cairn.search.Rules;
import java.util.Map;

/**
 * The hyperparameters that decide what becomes an alarm, each named and explained by {@link
 * dev.cairn.api.task.Hyperparameters#ANOMALY_DETECTION}.
 */
public record Detection(
        Method method,
        WindowError windowError,
        ErrorScale.Kind errorScore,
        int smoothing,
        ThresholdRule thresholdRule,
        double thresholdQuantile,
        double calibrationShare,
        double alarmProbability,
        LabelWeights labelWeights) {

    /** What an alarm rests on. */
    public enum Method {
        /** How far a row lies from what the rows before it let expect (Malhotra et al. 2015). */
        FORECAST,
        /** How badly the window that ends with the row passes through what the network keeps of it (Malhotra et al. 2016). */
        RECONSTRUCTION,
        /** How probable labels made it that the last row of such a window is anomalous. */
        SUPERVISED;

        boolean byError() {
            return this != SUPERVISED;
        }

        /** Whether the network sees the row that it is about. */
        boolean seesItsRow() {
            return this != FORECAST;
        }
    }

    /** Which of a reconstructed window's rows count. */
    public enum WindowError {
        LAST,
        MEAN
    }

    /** How the calibration slice fixes the threshold. */
    public enum ThresholdRule {
        QUANTILE,
        BEST_F1
    }

    /** How much an example of either class counts. */
    public enum LabelWeights {
        BALANCED,
        NONE
    }

    public Detection {
        var rules = new Rules();
        rules.present(method, "method");
        rules.present(windowError, "windowError");
        rules.present(errorScore, "errorScore");
        int width = smoothing;
        rules.check(width >= 1, "/smoothing", () -> "smoothing must be at least 1 but was " + width);
        rules.present(thresholdRule, "thresholdRule");
        rules.present(labelWeights, "labelWeights");
        rules.hold();
    }

    /** From a value for every hyperparameter that the task has. */
    static Detection of(Map<String, Object> values) {
        return new Detection(
                Method.valueOf((String) values.get("method")),
                WindowError.valueOf((String) values.get("windowError")),
                ErrorScale.Kind.valueOf((String) values.get("errorScore")),
                ((Number) values.get("smoothing")).intValue(),
                ThresholdRule.valueOf((String) values.get("thresholdRule")),
                real(values, "thresholdQuantile"),
                real(values, "calibrationShare"),
                real(values, "alarmProbability"),
                LabelWeights.valueOf((String) values.get("labelWeights")));
    }

    private static double real(Map<String, Object> values, String name) {
        return ((Number) values.get(name)).doubleValue();
    }
}
