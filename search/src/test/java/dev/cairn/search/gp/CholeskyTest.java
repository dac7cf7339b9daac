package dev.cairn.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CholeskyTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 13, 31, 32, 33, 40, 67})
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
                    product += matrix[i][k] * inverse[Math.min(j, k)][Math.max(j, k)];
                }
                assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-10));
            }
        }
    }

    /** Sizes about the edges of groups of four, panels of 32 and tiles of 256; the oracle is the textbook's sum. */
    @Test
    void everySizeHasTheFactorOfTheTextbook() {
        double[][] largest = positiveDefinite(300, 7);
        double[][] expected = textbook(largest);
        for (int n = 1; n <= 300; n++) {
            if (n > 70 && n < 250 && n % 32 > 2) {
                continue;
            }
            Cholesky factor = Cholesky.of(leading(largest, n));
            double[] v = new Random(n).doubles(n).toArray();
            double[] forward = v.clone();
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < j; k++) {
                    forward[j] -= expected[j][k] * forward[k];
                }
                forward[j] /= expected[j][j];
            }
            double[] backward = v.clone();
            for (int j = n - 1; j >= 0; j--) {
                for (int k = j + 1; k < n; k++) {
                    backward[j] -= expected[k][j] * backward[k];
                }
                backward[j] /= expected[j][j];
            }
            double[] solved = v.clone();
            factor.forward(solved);
            assertThat(solved).as("forward %d", n).containsExactly(forward, within(1e-11));
            solved = v.clone();
            factor.backward(solved);
            assertThat(solved).as("backward %d", n).containsExactly(backward, within(1e-11));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 7, 31, 32, 33, 65, 260})
    void columnsAreSolvedForAsRowsAre(int n) {
        Cholesky factor = Cholesky.of(positiveDefinite(n, 11));
        for (int m : new int[] {1, 3, 30}) {
            double[][] rows = gaussian(m, n, 3);
            var columns = new double[n][m];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    columns[j][i] = rows[i][j];
                }
            }
            double[] alone = rows[0].clone();
            factor.forward(rows);
            factor.forwardColumns(columns);
            factor.forward(alone);
            assertThat(alone).isEqualTo(rows[0]);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    assertThat(columns[j][i]).isCloseTo(rows[i][j], within(1e-11));
                }
            }
        }
    }

    @Test
    void theDeterminantIsThatOfTheMatrix() {
        double[][] matrix = {{4, 1}, {1, 3}};
        assertThat(Cholesky.of(matrix).logDeterminant()).isCloseTo(Math.log(11), within(1e-14));
    }

    /** From {@code n} rows factorised at once to five more. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 8, 31, 64, 258})
    void appendedRowsGiveTheFactorOfTheLargerMatrix(int n) {
        double[][] matrix = positiveDefinite(n + 5, 3);
        Cholesky grown = Cholesky.of(leading(matrix, n));
        for (int j = n; j < n + 5; j++) {
            double[] across = Arrays.copyOf(matrix[j], j);
            grown.forward(across);
            grown = grown.with(across, matrix[j][j] - Cholesky.dot(across, across, j));
        }
        assertThat(grown.size()).isEqualTo(n + 5);
        Cholesky fresh = Cholesky.of(copy(matrix));
        assertThat(grown.logDeterminant()).isCloseTo(fresh.logDeterminant(), within(1e-11));
        double[][] rows = gaussian(2, n + 5, 1);
        double[] expected = rows[0].clone();
        fresh.forward(expected);
        grown.forward(rows[0]);
        assertThat(rows[0]).containsExactly(expected, within(1e-11));
        expected = rows[1].clone();
        fresh.backward(expected);
        grown.backward(rows[1]);
        assertThat(rows[1]).containsExactly(expected, within(1e-11));
    }

    @Test
    void aMatrixThatIsNotPositiveDefiniteHasNoFactor() {
        assertThat(Cholesky.of(new double[][] {{1, 2}, {2, 1}})).isNull();
        assertThat(Cholesky.of(new double[][] {{0}})).isNull();
        assertThat(Cholesky.of(new double[][] {{Double.NaN}})).isNull();
        assertThat(Cholesky.of(new double[][] {{Double.POSITIVE_INFINITY}})).isNull();
    }

    /** L by its definition, one sum after the other. */
    private static double[][] textbook(double[][] matrix) {
        int n = matrix.length;
        var lower = new double[n][n];
        for (int j = 0; j < n; j++) {
            for (int i = 0; i <= j; i++) {
                double sum = matrix[j][i];
                for (int k = 0; k < i; k++) {
                    sum -= lower[j][k] * lower[i][k];
                }
                lower[j][i] = i == j ? Math.sqrt(sum) : sum / lower[i][i];
            }
        }
        return lower;
    }

    private static double[][] positiveDefinite(int n, long seed) {
        double[][] a = gaussian(n, n, seed);
        var matrix = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                matrix[i][j] = Cholesky.dot(a[i], a[j], n) / n + (i == j ? 1 : 0);
            }
        }
        return matrix;
    }

    private static double[][] gaussian(int n, int m, long seed) {
        var random = new Random(seed);
        var values = new double[n][m];
        for (double[] row : values) {
            for (int j = 0; j < m; j++) {
                row[j] = random.nextGaussian();
            }
        }
        return values;
    }

    /** The first rows and columns; below the diagonal, which must not be read, nothing. */
    private static double[][] leading(double[][] matrix, int n) {
        var leading = new double[n][];
        for (int j = 0; j < n; j++) {
            leading[j] = Arrays.copyOf(matrix[j], n);
            Arrays.fill(leading[j], 0, j, Double.NaN);
        }
        return leading;
    }

    private static double[][] copy(double[][] matrix) {
        return leading(matrix, matrix.length);
    }
}
