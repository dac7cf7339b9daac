package dev.cairn.search.gp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * K = L L' = U'U of a symmetric positive definite matrix.
 *
 * <pre>
 * U  m rows   row k has entries from k on; the first m rows and columns only, what was factorised at once
 * L  n rows   row j has j + 1 entries, so that rows can be appended; n - m of them were
 * </pre>
 *
 * The same numbers lie in both so that every loop over many entries runs along a row of one of them: HotSpot vectorises
 * {@code row[i] -= f a[i] + ...}, but never a sum into one variable. Four rows are subtracted at a time; with eight, or two
 * targets, the loop's body grows past what JDK 17 vectorises, and it is half as fast.
 *
 * <p>A matrix that is not positive definite to working precision has no factor: that is an answer (null), not an exception. The
 * order of summation is fixed, so equal input gives equal bits.
 */
final class Cholesky {
    /** Rows subtracted from all the others before the next are used: a multiple of four. */
    private static final int PANEL = 32;
    /** Columns for which they are: a panel of this width, 64 KiB, stays in the second-level cache. */
    private static final int TILE = 256;

    private final double[][] upper;
    private final double[][] lower;

    private Cholesky(double[][] upper, double[][] lower) {
        this.upper = upper;
        this.lower = lower;
    }

    /** The factor of a matrix whose upper triangle is given; {@code upper} is overwritten and kept. */
    static @Nullable Cholesky of(double[][] upper) {
        int n = upper.length;
        var lower = new double[n][];
        for (int j = 0; j < n; j++) {
            lower[j] = new double[j + 1];
        }
        for (int start = 0; start < n; start += PANEL) {
            int end = Math.min(start + PANEL, n);
            for (int j = start; j < end; j++) {
                transpose(upper, lower[j], start, j, j);
                subtract(upper[j], lower[j], upper, start, j, j, n);
                double pivot = upper[j][j];
                if (!(pivot > 0) || pivot == Double.POSITIVE_INFINITY) {
                    return null;
                }
                scale(upper[j], 1 / Math.sqrt(pivot), j, n);
                lower[j][j] = upper[j][j];
            }
            for (int j = end; j < n; j++) {
                transpose(upper, lower[j], start, end, j);
            }
            for (int left = end; left < n; left += TILE) {
                int right = Math.min(left + TILE, n);
                for (int j = end; j < right; j++) {
                    subtract(upper[j], lower[j], upper, start, end, Math.max(j, left), right);
                }
            }
        }
        return new Cholesky(upper, lower);
    }

    /** Rows {@code start} to {@code end} of column {@code j} of U become entries of row {@code j} of L. */
    private static void transpose(double[][] upper, double[] row, int start, int end, int j) {
        for (int k = start; k < end; k++) {
            row[k] = upper[k][j];
        }
    }

    /** row[i] -= sum of factors[k] others[k][i] over k from {@code start} to {@code end}; i from {@code from} to {@code to}. */
    private static void subtract(
            double[] row, double[] factors, double[][] others, int start, int end, int from, int to) {
        int k = start;
        for (; k + 3 < end; k += 4) {
            subtract(row, factors, k, others[k], others[k + 1], others[k + 2], others[k + 3], from, to);
        }
        for (; k < end; k++) {
            subtract(row, factors[k], others[k], from, to);
        }
    }

    private static void subtract(
            double[] row, double[] factors, int k, double[] a, double[] b, double[] c, double[] e, int from, int to) {
        double fa = factors[k];
        double fb = factors[k + 1];
        double fc = factors[k + 2];
        double fe = factors[k + 3];
        for (int i = from; i < to; i++) {
            row[i] -= (fa * a[i] + fb * b[i]) + (fc * c[i] + fe * e[i]);
        }
    }

    private static void subtract(double[] row, double factor, double[] other, int from, int to) {
        for (int i = from; i < to; i++) {
            row[i] -= factor * other[i];
        }
    }

    private static void scale(double[] row, double factor, int from, int to) {
        for (int i = from; i < to; i++) {
            row[i] *= factor;
        }
    }

    int size() {
        return lower.length;
    }

    /**
     * The first n entries v of each vector become L^-1 v. Several together read U once; what becomes of one does not depend on
     * the others.
     */
    void forward(double[]... vectors) {
        int m = upper.length;
        for (int start = 0; start < m; start += 4) {
            int end = Math.min(start + 4, m);
            for (double[] v : vectors) {
                for (int k = start; k < end; k++) {
                    v[k] /= upper[k][k];
                    subtract(v, v[k], upper[k], k + 1, end);
                }
                subtract(v, v, upper, start, end, end, m);
            }
        }
        for (double[] v : vectors) {
            forwardFrom(m, v);
        }
    }

    /** What is left of {@link #forward} if the first {@code from} entries are done, which must be those of U at least. */
    void forwardFrom(int from, double[] v) {
        for (int j = from; j < lower.length; j++) {
            v[j] = (v[j] - dot(lower[j], v, j)) / lower[j][j];
        }
    }

    /** v, shape n, becomes L'^-1 v. */
    void backward(double[] v) {
        for (int end = lower.length; end > 0; end -= 4) {
            int start = Math.max(end - 4, 0);
            for (int k = end - 1; k >= start; k--) {
                v[k] /= lower[k][k];
                subtract(v, v[k], lower[k], start, k);
            }
            subtract(v, v, lower, start, end, 0, start);
        }
    }

    /** V, shape n x m, becomes L^-1 V; for many columns, but so few that V fits the second-level cache. */
    void forwardColumns(double[][] v) {
        int n = lower.length;
        for (int start = 0; start < n; start += PANEL) {
            int end = Math.min(start + PANEL, n);
            for (int j = start; j < end; j++) {
                subtract(v[j], lower[j], v, start, j, 0, v[j].length);
                scale(v[j], 1 / lower[j][j], 0, v[j].length);
            }
            for (int j = end; j < n; j++) {
                subtract(v[j], lower[j], v, start, end, 0, v[j].length);
            }
        }
    }

    /** K^-1 = W'W with W = L^-1; the upper triangle is right, below it lies nothing of use. */
    double[][] inverse() {
        int n = lower.length;
        double[][] w = inverseOfLower();
        var inverse = new double[n][n];
        var factors = new double[n];
        for (int start = 0; start < n; start += PANEL) {
            int end = Math.min(start + PANEL, n);
            for (int i = 0; i < end; i++) {
                // Before row i of W, column i is 0.
                for (int k = start; k < end; k++) {
                    factors[k] = -w[k][i];
                }
                subtract(inverse[i], factors, w, start, end, i, end);
            }
        }
        return inverse;
    }

    /** W; above its diagonal are zeros, which are computed with: loops of few different lengths are faster. */
    private double[][] inverseOfLower() {
        int n = lower.length;
        var w = new double[n][n];
        for (int j = 0; j < n; j++) {
            w[j][j] = 1;
        }
        for (int start = 0; start < n; start += PANEL) {
            int end = Math.min(start + PANEL, n);
            for (int j = start; j < end; j++) {
                subtract(w[j], lower[j], w, start, j, 0, end);
                scale(w[j], 1 / lower[j][j], 0, end);
            }
            for (int j = end; j < n; j++) {
                subtract(w[j], lower[j], w, start, end, 0, end);
            }
        }
        return w;
    }

    double logDeterminant() {
        double sum = 0;
        for (int j = 0; j < lower.length; j++) {
            sum += StrictMath.log(lower[j][j]);
        }
        return 2 * sum;
    }

    /**
     * The factor of K with one more row and column. Shares all rows with this one.
     *
     * @param across L^-1 k, where k is the new column without its diagonal
     * @param remainder the new diagonal less the squared length of {@code across}; must be positive
     */
    Cholesky with(double[] across, double remainder) {
        int n = lower.length;
        double[][] more = Arrays.copyOf(lower, n + 1);
        more[n] = Arrays.copyOf(across, n + 1);
        more[n][n] = Math.sqrt(remainder);
        return new Cholesky(upper, more);
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
