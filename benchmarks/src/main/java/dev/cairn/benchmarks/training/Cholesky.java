package dev.cairn.benchmarks.training;

import org.jspecify.annotations.Nullable;

/** Symmetric positive definite equations, of which the lower triangle is given and both arguments are overwritten. */
final class Cholesky {
    private Cholesky() {}

    /** Null if the matrix, as rounded, is not positive definite. */
    static double @Nullable [] solved(double[][] matrix, double[] right) {
        int n = right.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= matrix[i][k] * matrix[j][k];
                }
                if (i == j && !(sum > 0)) {
                    return null;
                }
                matrix[i][j] = i == j ? Math.sqrt(sum) : sum / matrix[j][j];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                right[i] -= matrix[i][k] * right[k];
            }
            right[i] /= matrix[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                right[i] -= matrix[k][i] * right[k];
            }
            right[i] /= matrix[i][i];
        }
        return right;
    }
}
