package dev.cairn.worker.data;

import dev.cairn.api.task.ClassSplit.Fold;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Probabilities of classes that need no network. They learn from the whole training part, what early stopping watches included.
 *
 * @param labels [example], of all examples
 * @param scores of the held ones
 */
record ClassBaselines(RawExamples raw, int[] labels, Fold fold, int classes, ClassScores scores) {
    /** Bound of the linear model's work: it is a measure beside a network, not the aim. */
    private static final int MOST_EXAMPLES = 20_000;

    Map<String, Map<String, Double>> all() {
        return Map.of("majority", scores.of(majority()), "linear", scores.of(linear()));
    }

    /** The shares of the classes in the training part. */
    private double[][] majority() {
        double[] shares = new double[classes];
        Arrays.stream(fold.train()).forEach(i -> shares[labels[i]] += 1.0 / fold.train().length);
        double[][] majority = new double[fold.held().length][];
        Arrays.fill(majority, shares);
        return majority;
    }

    private double[][] linear() {
        int[] training = fold.train();
        int taken = Math.min(MOST_EXAMPLES, training.length);
        int[] some = IntStream.range(0, taken)
                .map(i -> training[(int) ((long) i * training.length / taken)])
                .toArray();
        RawExamples.Inputs inputs = raw.inputs(some);
        SoftmaxRegression regression = SoftmaxRegression.fit(
                inputs.count(),
                classes,
                Arrays.stream(some).mapToObj(inputs.of()).toList(),
                Arrays.stream(some).map(i -> labels[i]).toArray());
        return Arrays.stream(fold.held())
                .mapToObj(inputs.of())
                .map(regression::probabilities)
                .toArray(double[][]::new);
    }
}
