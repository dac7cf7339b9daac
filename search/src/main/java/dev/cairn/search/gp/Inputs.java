package dev.cairn.search.gp;

import java.util.Arrays;

/**
 * Points laid out by column, so that loops over points are contiguous.
 *
 * <pre>
 * kinds   d       kind of each dimension
 * across  d x n   coordinate; for ARC its cosine, 0 where inactive; for CATEGORICAL its index, -1 where inactive
 * up      d x n   for ARC the sine, 0 where inactive; null otherwise
 * </pre>
 */
final class Inputs {
    private final Dimension[] kinds;
    private final int count;
    private final double[][] across;
    private final double[][] up;

    private Inputs(Dimension[] kinds, int count, double[][] across, double[][] up) {
        this.kinds = kinds;
        this.count = count;
        this.across = across;
        this.up = up;
    }

    static Inputs of(Dimension[] kinds, double[][] points) {
        int d = kinds.length;
        int n = points.length;
        var across = new double[d][n];
        var up = new double[d][];
        for (int i = 0; i < d; i++) {
            up[i] = kinds[i] == Dimension.ARC ? new double[n] : null;
            for (int j = 0; j < n; j++) {
                place(kinds[i], points[j][i], across[i], up[i], j);
            }
        }
        return new Inputs(kinds, n, across, up);
    }

    private static void place(Dimension kind, double value, double[] across, double[] up, int j) {
        boolean inactive = Double.isNaN(value);
        switch (kind) {
            case STRAIGHT -> across[j] = value;
            case CATEGORICAL -> across[j] = inactive ? -1 : value;
            case ARC -> {
                across[j] = inactive ? 0 : StrictMath.cos(value);
                up[j] = inactive ? 0 : StrictMath.sin(value);
            }
        }
    }

    int count() {
        return count;
    }

    int dimensions() {
        return kinds.length;
    }

    Dimension kind(int i) {
        return kinds[i];
    }

    /** These points and more behind them. */
    Inputs with(double[][] points) {
        Inputs more = of(kinds, points);
        var wider = new double[kinds.length][];
        var higher = new double[kinds.length][];
        for (int i = 0; i < kinds.length; i++) {
            wider[i] = joined(across[i], more.across[i]);
            higher[i] = up[i] == null ? null : joined(up[i], more.up[i]);
        }
        return new Inputs(kinds, count + more.count, wider, higher);
    }

    private static double[] joined(double[] a, double[] b) {
        double[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    /**
     * Distances in dimension {@code i} from point {@code j} of {@code others} to points {@code from} to {@code to} of these,
     * at the same places of {@code out}.
     */
    void distances(int i, Inputs others, int j, int from, int to, double[] out) {
        double x = others.across[i][j];
        switch (kinds[i]) {
            case STRAIGHT -> straight(across[i], x, from, to, out);
            case CATEGORICAL -> categorical(across[i], x, from, to, out);
            case ARC -> arc(across[i], x, up[i], others.up[i][j], from, to, out);
        }
    }

    private static void straight(double[] a, double x, int from, int to, double[] out) {
        for (int k = from; k < to; k++) {
            double t = a[k] - x;
            out[k] = t * t;
        }
    }

    /** 0 or 1 without a branch: indices differ by 0 or by at least 1. */
    private static void categorical(double[] a, double x, int from, int to, double[] out) {
        for (int k = from; k < to; k++) {
            out[k] = Math.min(1, Math.abs(a[k] - x));
        }
    }

    private static void arc(double[] a, double x, double[] b, double y, int from, int to, double[] out) {
        for (int k = from; k < to; k++) {
            double t = a[k] - x;
            double s = b[k] - y;
            out[k] = t * t + s * s;
        }
    }

    /** Derivative of {@link #distances} by the coordinate of {@code others}' point; 0 for categories. */
    void slopes(int i, Inputs others, int j, double[] out) {
        double x = others.across[i][j];
        switch (kinds[i]) {
            case STRAIGHT -> {
                for (int k = 0; k < count; k++) {
                    out[k] = 2 * (x - across[i][k]);
                }
            }
            case CATEGORICAL -> Arrays.fill(out, 0, count, 0);
            case ARC -> {
                double y = others.up[i][j];
                for (int k = 0; k < count; k++) {
                    out[k] = 2 * (y * across[i][k] - x * up[i][k]);
                }
            }
        }
    }
}
