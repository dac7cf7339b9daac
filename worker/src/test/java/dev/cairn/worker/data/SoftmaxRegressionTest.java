package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SoftmaxRegressionTest {
    private static final double[][] INPUTS = {
        {1.76, 0.4, 0.98}, {3.24, 1.87, -0.98}, {2.95, -0.15, -0.1}, {0.41, 0.14, 1.45},
        {1.76, 0.12, 0.44}, {2.33, 1.49, -0.21}, {0.31, -0.85, -2.55}, {0.65, 0.86, -0.74},
        {3.27, -1.45, 0.05}, {1.81, 1.53, 1.47}, {1.15, 0.38, -0.89}, {-1.98, -0.35, 0.16}
    };
    private static final int[] LABELS = {0, 1, 2, 0, 1, 2, 0, 0, 1, 2, 1, 0};

    private static List<SparseVector> vectors(double[][] rows) {
        return Arrays.stream(rows).map(SparseVector::of).toList();
    }

    /** scikit-learn 1.9.1, LogisticRegression(C=1.0, tol=1e-12). */
    @Test
    void probabilitiesAreThoseOfScikitLearn() {
        SoftmaxRegression regression = SoftmaxRegression.fit(3, 3, vectors(INPUTS), LABELS);

        assertProbabilities(regression, new double[] {0, 0, 0}, 0.89429124, 0.07287890, 0.03282985);
        assertProbabilities(regression, new double[] {2, -1, 0.5}, 0.38439705, 0.42634147, 0.18926149);
        assertProbabilities(regression, new double[] {1, 1, 1}, 0.56211258, 0.15619910, 0.28168832);
    }

    private static void assertProbabilities(SoftmaxRegression regression, double[] input, double... expected) {
        assertThat(regression.probabilities(SparseVector.of(input))).containsExactly(expected, Offset.offset(5e-3));
    }

    @Test
    void inputsThatSayNothingLeaveTheSharesOfTheClasses() {
        double[][] nothing = new double[12][3];

        double[] probabilities = SoftmaxRegression.fit(3, 3, vectors(nothing), LABELS)
                .probabilities(new SparseVector(new int[0], new double[0]));

        assertThat(probabilities).containsExactly(new double[] {5 / 12.0, 4 / 12.0, 3 / 12.0}, Offset.offset(1e-3));
    }
}
