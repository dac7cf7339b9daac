package dev.cairn.search.gp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * K = L L' of a symmetric positive definite matrix.
 *
 * <pre>
 * U  n x n   L', built row by row: U[j] -= U[k][j] U[k] for k below j, four k at a time, contiguous in the inner loop,
 *            which HotSpot vectorises (a sum into one variable it does not)
 * L  n rows  row j has j + 1 entries, so that a row can be appended
 * </pre>
 *
 * A matrix that is not positive definite to working precision has no factor: that is an answer (null), not an exception. The
 * order of summation is fixed, so equal input gives equal bits.
 */
final class Cholesky {
    private final double[][] rows;

    private Cholesky(double[][] rows) {
        this.rows = rows;
    }

    /** The factor of a matrix whose upper triangle is given; {@code upper} is overwritten. */
    static @Nullable Cholesky of(double[][] upper) {
        int n = upper.length;
        for (int j = 0; j < n; j++) {
            double[] row = upper[j];
            int k = 0;
            for (; k + 3 < j; k += 4) {
                double[] a = upper[k];
                double[] b = upper[k + 1];
                double[] c = upper[k + 2];
                double[] e = upper[k + 3];
                double fa = a[j];
                double fb = b[j];
                double fc = c[j];
                double fe = e[j];
                for (int i = j; i < n; i++) {
                    row[i] -= (fa * a[i] + fb * b[i]) + (fc * c[i] + fe * e[i]);
                }
            }
            for (; k < j; k++) {
                subtract(row, upper[k][j], upper[k], j, n);
            }
            double pivot = row[j];
            if (!(pivot > 0) || pivot == Double.POSITIVE_INFINITY) {
                return null;
            }
            double scale = 1 / Math.sqrt(pivot);
            for (int i = j; i < n; i++) {
                row[i] *= scale;
            }
        }
        var rows = new double[n][];
        for (int j = 0; j < n; j++) {
            rows[j] = new double[j + 1];
            for (int k = 0; k <= j; k++) {
                rows[j][k] = upper[k][j];
            }
        }
        return new Cholesky(rows);
    }

    private static void subtract(double[] row, double factor, double[] other, int from, int to) {
        for (int i = from; i < to; i++) {
            row[i] -= factor * other[i];
        }
    }

    int size() {
        return rows.length;
    }

    /** v becomes L^-1 v. */
    void forward(double[] v) {
        for (int j = 0; j < rows.length; j++) {
            v[j] = (v[j] - dot(rows[j], v, j)) / rows[j][j];
        }
    }

    /** v becomes L'^-1 v. */
    void backward(double[] v) {
        for (int j = rows.length - 1; j >= 0; j--) {
            v[j] /= rows[j][j];
            subtract(v, v[j], rows[j], 0, j);
        }
    }

    /** V, shape n x m, becomes L^-1 V. */
    void forward(double[][] v) {
        for (int j = 0; j < rows.length; j++) {
            double[] row = v[j];
            double[] factors = rows[j];
            int m = row.length;
            int k = 0;
            for (; k + 3 < j; k += 4) {
                double[] a = v[k];
                double[] b = v[k + 1];
                double[] c = v[k + 2];
                double[] e = v[k + 3];
                double fa = factors[k];
                double fb = factors[k + 1];
                double fc = factors[k + 2];
                double fe = factors[k + 3];
                for (int i = 0; i < m; i++) {
                    row[i] -= (fa * a[i] + fb * b[i]) + (fc * c[i] + fe * e[i]);
                }
            }
            for (; k < j; k++) {
                subtract(row, factors[k], v[k], 0, m);
            }
            double scale = 1 / factors[j];
            for (int i = 0; i < m; i++) {
                row[i] *= scale;
            }
        }
    }

    /** The lower triangle of K^-1 = W'W with W = L^-1, as rows. */
    double[][] inverse() {
        int n = rows.length;
        var w = new double[n][];
        for (int j = 0; j < n; j++) {
            w[j] = new double[j + 1];
            w[j][j] = 1;
            for (int k = 0; k < j; k++) {
                subtract(w[j], rows[j][k], w[k], 0, k + 1);
            }
            double scale = 1 / rows[j][j];
            for (int i = 0; i <= j; i++) {
                w[j][i] *= scale;
            }
        }
        var inverse = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] sum = inverse[i] = new double[i + 1];
            int k = i;
            for (; k + 3 < n; k += 4) {
                double[] a = w[k];
                double[] b = w[k + 1];
                double[] c = w[k + 2];
                double[] e = w[k + 3];
                double fa = a[i];
                double fb = b[i];
                double fc = c[i];
                double fe = e[i];
                for (int j = 0; j <= i; j++) {
                    sum[j] += (fa * a[j] + fb * b[j]) + (fc * c[j] + fe * e[j]);
                }
            }
            for (; k < n; k++) {
                subtract(sum, -w[k][i], w[k], 0, i + 1);
            }
        }
        return inverse;
    }

    double logDeterminant() {
        double sum = 0;
        for (int j = 0; j < rows.length; j++) {
            sum += StrictMath.log(rows[j][j]);
        }
        return 2 * sum;
    }

    /**
     * The factor of K with one more row and column.
     *
     * @param across L^-1 k, where k is the new column without its diagonal
     * @param remainder the new diagonal less the squared length of {@code across}; must be positive
     */
    Cholesky with(double[] across, double remainder) {
        int n = rows.length;
        double[][] more = Arrays.copyOf(rows, n + 1);
        more[n] = Arrays.copyOf(across, n + 1);
        more[n][n] = Math.sqrt(remainder);
        return new Cholesky(more);
    }

    /** Sum of a[i] b[i] over the first n, in four interleaved parts. */
    static double dot(double[] a, double[] b, int n) {
        double p = 0;
        double q = 0;
        double r = 0;
        double s = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            p += a[i] * b[i];
            q += a[i + 1] * b[i + 1];
            r += a[i + 2] * b[i + 2];
            s += a[i + 3] * b[i + 3];
        }
        for (; i < n; i++) {
            p += a[i] * b[i];
        }
        return (p + q) + (r + s);
    }
}
