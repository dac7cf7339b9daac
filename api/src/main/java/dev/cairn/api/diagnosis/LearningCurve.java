package dev.cairn.api.diagnosis;

import dev.cairn.api.trial.Measurement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The parts of a trial's measurements that a diagnosis looks at, by epoch.
 *
 * @param train losses
 * @param validation losses; empty where not every epoch has one, as in a confirmation
 * @param gradients norms by layer, in the network's order as far as their names tell: those that are read first come first
 */
record LearningCurve(double[] train, double[] validation, Map<String, double[]> gradients) {
    private static final String NORM = "gradientNorm.";

    static LearningCurve of(List<Measurement> measurements) {
        List<Map<String, Double>> epochs = measurements.stream()
                .map(Measurement::metrics)
                .filter(metrics -> metrics.containsKey("train.loss"))
                .toList();
        Set<String> names = new TreeSet<>();
        epochs.forEach(metrics -> names.addAll(metrics.keySet()));
        var gradients = new TreeMap<String, double[]>();
        for (String name : names) {
            if (name.startsWith(NORM)) {
                gradients.put(name.substring(NORM.length()), all(epochs, name));
            }
        }
        gradients.values().removeIf(norms -> norms.length == 0);
        return new LearningCurve(all(epochs, "train.loss"), all(epochs, "validation.loss"), gradients);
    }

    private static double[] all(List<Map<String, Double>> epochs, String name) {
        boolean complete = epochs.stream().allMatch(metrics -> metrics.containsKey(name));
        return complete
                ? epochs.stream().mapToDouble(metrics -> metrics.get(name)).toArray()
                : new double[0];
    }

    int epochs() {
        return train.length;
    }

    boolean isFinite() {
        return Arrays.stream(train).allMatch(Double::isFinite)
                && Arrays.stream(validation).allMatch(Double::isFinite);
    }

    /** What is to be judged: the validation's loss where there is one. */
    double[] judged() {
        return validation.length > 0 ? validation : train;
    }

    String judgedName() {
        return validation.length > 0 ? "validation.loss" : "train.loss";
    }

    /** The largest norm of any layer in each epoch. */
    double[] largestGradients() {
        double[] largest = new double[epochs()];
        gradients.values().forEach(norms -> {
            for (int i = 0; i < largest.length; i++) {
                largest[i] = Math.max(largest[i], norms[i]);
            }
        });
        return largest;
    }

    /** The index of the smallest. */
    static int lowest(double[] values) {
        int lowest = 0;
        for (int i = 1; i < values.length; i++) {
            lowest = values[i] < values[lowest] ? i : lowest;
        }
        return lowest;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
