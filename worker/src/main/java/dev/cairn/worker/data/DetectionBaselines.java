package dev.cairn.worker.data;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Alarms that need no network, smoothed and calibrated as the network's are. */
record DetectionBaselines(AnomalyData data) {
    /** Deviation of a window that never changes, in the scaled column's units. */
    private static final double LEAST_DEVIATION = 1e-6;

    Map<String, Map<String, Double>> all() {
        var baselines = new TreeMap<String, Map<String, Double>>();
        if (data.calibration().count() > 0) {
            baselines.put("naive", naive());
            baselines.put("movingZ", movingZ());
        }
        double[] same = new double[data.held().count()];
        Arrays.fill(same, 1);
        baselines.put("always", data.judged(same, 0));
        return baselines;
    }

    /** By the error of the forecast that every feature stays as last seen. */
    private Map<String, Double> naive() {
        AnomalyEncoding encoding = data.encoding();
        double[][] usual = changes(data.calibration());
        ErrorScale scale = ErrorScale.fit(encoding.detection().errorScore(), usual);
        return judged(
                Arrays.stream(usual).mapToDouble(scale::score).toArray(),
                Arrays.stream(changes(data.held())).mapToDouble(scale::score).toArray());
    }

    private double[][] changes(AnomalyWindows windows) {
        double[][] changes = new double[windows.count()][data.encoding().features()];
        for (int i = 0; i < changes.length; i++) {
            for (int feature = 0; feature < changes[i].length; feature++) {
                int row = windows.rows()[i];
                changes[i][feature] = seen(windows, i, row, feature) - seen(windows, i, row - 1, feature);
            }
        }
        return changes;
    }

    /** By how many deviations of the window before it each feature lies from that window's mean; the mean of all features. */
    private Map<String, Double> movingZ() {
        return judged(deviations(data.calibration()), deviations(data.held()));
    }

    private double[] deviations(AnomalyWindows windows) {
        int length = data.encoding().recipe().windowLength();
        int features = data.encoding().features();
        double[] scores = new double[windows.count()];
        for (int i = 0; i < scores.length; i++) {
            int row = windows.rows()[i];
            for (int feature = 0; feature < features; feature++) {
                double mean = 0;
                for (int before = row - length; before < row; before++) {
                    mean += seen(windows, i, before, feature) / length;
                }
                double variance = 0;
                for (int before = row - length; before < row; before++) {
                    double difference = seen(windows, i, before, feature) - mean;
                    variance += difference * difference / length;
                }
                double deviation = Math.max(Math.sqrt(variance), LEAST_DEVIATION);
                scores[i] += Math.abs(seen(windows, i, row, feature) - mean) / deviation / features;
            }
        }
        return scores;
    }

    /** In units of the column's usual size, so that features of any size count alike. */
    private double seen(AnomalyWindows windows, int example, int row, int feature) {
        double value = windows.series().get(windows.of()[example]).seen(row, feature);
        return value / data.encoding().scaling().columns().get(feature).spread();
    }

    private Map<String, Double> judged(double[] usual, double[] scores) {
        int width = data.encoding().detection().smoothing();
        double threshold = data.threshold(data.calibration().smoothed(usual, width));
        return data.judged(data.held().smoothed(scores, width), threshold);
    }
}
