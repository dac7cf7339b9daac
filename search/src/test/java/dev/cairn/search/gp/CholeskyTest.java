package dev.cairn.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CholeskyTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 13, 40})
    void solvingAndInvertingUndoTheMatrix(int n) {
        double[][] matrix = positiveDefinite(n, n);
        Cholesky factor = Cholesky.of(copy(matrix));
        double[][] inverse = factor.inverse();
        for (int i = 0; i < n; i++) {
            double[] solved = matrix[i].clone();
            factor.forward(solved);
            factor.backward(solved);
            for (int j = 0; j < n; j++) {
                assertThat(solved[j]).isCloseTo(i == j ? 1 : 0, within(1e-10));
                double product = 0;
                for (int k = 0; k < n; k++) {
                    product += matrix[i][k] * inverse[Math.max(j, k)][Math.min(j, k)];
                }
                assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-10));
            }
        }
    }

    @Test
    void theDeterminantIsThatOfTheMatrix() {
        double[][] matrix = {{4, 1}, {1, 3}};
        assertThat(Cholesky.of(matrix).logDeterminant()).isCloseTo(Math.log(11), within(1e-14));
    }

    @Test
    void anAppendedRowGivesTheFactorOfTheLargerMatrix() {
        double[][] matrix = positiveDefinite(9, 3);
        double[][] smaller = new double[8][8];
        var across = new double[8];
        for (int i = 0; i < 8; i++) {
            System.arraycopy(matrix[i], 0, smaller[i], 0, 8);
            across[i] = matrix[8][i];
        }
        Cholesky factor = Cholesky.of(smaller);
        factor.forward(across);
        Cholesky grown = factor.with(across, matrix[8][8] - Cholesky.dot(across, across, 8));
        assertThat(grown.size()).isEqualTo(9);
        assertThat(grown.logDeterminant()).isCloseTo(Cholesky.of(copy(matrix)).logDeterminant(), within(1e-12));
    }

    @Test
    void aMatrixThatIsNotPositiveDefiniteHasNoFactor() {
        assertThat(Cholesky.of(new double[][] {{1, 2}, {2, 1}})).isNull();
        assertThat(Cholesky.of(new double[][] {{0}})).isNull();
        assertThat(Cholesky.of(new double[][] {{Double.NaN}})).isNull();
        assertThat(Cholesky.of(new double[][] {{Double.POSITIVE_INFINITY}})).isNull();
    }

    private static double[][] positiveDefinite(int n, long seed) {
        var random = new Random(seed);
        var a = new double[n][n];
        for (double[] row : a) {
            for (int j = 0; j < n; j++) {
                row[j] = random.nextGaussian();
            }
        }
        var matrix = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                matrix[i][j] = Cholesky.dot(a[i], a[j], n) + (i == j ? 1 : 0);
            }
        }
        return matrix;
    }

    private static double[][] copy(double[][] matrix) {
        var copy = new double[matrix.length][];
        for (int i = 0; i < matrix.length; i++) {
            copy[i] = matrix[i].clone();
        }
        return copy;
    }
}
