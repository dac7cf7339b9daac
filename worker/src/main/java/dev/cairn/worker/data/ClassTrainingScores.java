package dev.cairn.worker.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Judges probabilities of the examples that a network is trained on, as {@link ClassScores} does of others. */
final class ClassTrainingScores implements RunningScores {
    private final int classes;
    private final int sought;
    private final List<Integer> actual = new ArrayList<>();
    private final List<double[]> probabilities = new ArrayList<>();

    /** @param sought the class that is sought, or {@link ClassScores#NONE} */
    ClassTrainingScores(int classes, int sought) {
        this.classes = classes;
        this.sought = sought;
    }

    @Override
    public void add(int[] order, int from, int to, float[] truths, float[] answers) {
        for (int i = 0; i < to - from; i++) {
            // Smoothed labels still have most at their class.
            actual.add(ClassScores.likeliest(row(truths, i)));
            probabilities.add(row(answers, i));
        }
    }

    private double[] row(float[] flat, int example) {
        var row = new double[classes];
        for (int i = 0; i < classes; i++) {
            row[i] = flat[example * classes + i];
        }
        return row;
    }

    @Override
    public Map<String, Double> metrics() {
        int[] labels = actual.stream().mapToInt(label -> label).toArray();
        return new ClassScores(classes, labels, sought).of(probabilities.toArray(double[][]::new));
    }
}
