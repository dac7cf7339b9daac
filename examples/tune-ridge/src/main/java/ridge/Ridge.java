package ridge;

/**
 * Least squares with a penalty on the weights, on standardised features: (X'X + penalty I) w = X'(y - mean(y)), solved by Cholesky's
 * decomposition.
 */
final class Ridge {
    private final double[] mean;
    private final double[] deviation;
    private final double[] weights;
    private final double offset;

    private Ridge(double[] mean, double[] deviation, double[] weights, double offset) {
        this.mean = mean;
        this.deviation = deviation;
        this.weights = weights;
        this.offset = offset;
    }

    /** @param x [example][feature] */
    static Ridge fit(double[][] x, double[] y, double penalty) {
        int width = x[0].length;
        double[] mean = new double[width];
        double[] deviation = new double[width];
        for (int j = 0; j < width; j++) {
            double sum = 0;
            double squares = 0;
            for (double[] row : x) {
                sum += row[j];
                squares += row[j] * row[j];
            }
            mean[j] = sum / x.length;
            double variance = squares / x.length - mean[j] * mean[j];
            // A feature that never changes says nothing.
            deviation[j] = variance > 1e-12 ? Math.sqrt(variance) : 1;
        }
        double offset = 0;
        for (double value : y) {
            offset += value / y.length;
        }
        double[][] gram = new double[width][width];
        double[] right = new double[width];
        for (int i = 0; i < x.length; i++) {
            double[] z = standardised(x[i], mean, deviation);
            for (int j = 0; j < width; j++) {
                right[j] += z[j] * (y[i] - offset);
                for (int k = 0; k <= j; k++) {
                    gram[j][k] += z[j] * z[k];
                }
            }
        }
        for (int j = 0; j < width; j++) {
            gram[j][j] += penalty;
        }
        return new Ridge(mean, deviation, solve(gram, right), offset);
    }

    double predict(double[] features) {
        double[] z = standardised(features, mean, deviation);
        double sum = offset;
        for (int j = 0; j < z.length; j++) {
            sum += weights[j] * z[j];
        }
        return sum;
    }

    private static double[] standardised(double[] features, double[] mean, double[] deviation) {
        double[] z = new double[features.length];
        for (int j = 0; j < z.length; j++) {
            z[j] = (features[j] - mean[j]) / deviation[j];
        }
        return z;
    }

    /** Of a symmetric matrix, of which the lower triangle is read and overwritten. */
    private static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= a[i][k] * a[j][k];
                }
                a[i][j] = i == j ? Math.sqrt(sum) : sum / a[j][j];
            }
        }
        double[] x = b.clone();
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                x[i] -= a[i][k] * x[k];
            }
            x[i] /= a[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                x[i] -= a[k][i] * x[k];
            }
            x[i] /= a[i][i];
        }
        return x;
    }
}
