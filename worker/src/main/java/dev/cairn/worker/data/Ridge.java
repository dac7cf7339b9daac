package dev.cairn.worker.data;

/**
 * Linear regression with a small penalty on squared weights (Hoerl and Kennard 1970), by Cholesky decomposition of
 *
 * <pre>
 * (X'X + l I) W = X'Y
 *
 * X   [n][d]   inputs, centred
 * Y   [n][k]   outputs, centred
 * W   [d][k]   weights
 * l            penalty: {@value #PENALTY} of the mean of the diagonal of X'X
 * </pre>
 *
 * The penalty keeps the matrix from being singular where inputs repeat each other; all inputs equal to their means make it zero,
 * and the weights are then zero, too.
 */
final class Ridge {
    private static final double PENALTY = 1e-3;

    private final double[] inputMeans;
    private final double[] outputMeans;
    private final double[][] weights;

    private Ridge(double[] inputMeans, double[] outputMeans, double[][] weights) {
        this.inputMeans = inputMeans;
        this.outputMeans = outputMeans;
        this.weights = weights;
    }

    /** Fits to inputs [n][d] and outputs [n][k], n at least 1. */
    static Ridge fit(float[][] inputs, float[][] outputs) {
        double[] inputMeans = means(inputs);
        double[] outputMeans = means(outputs);
        int d = inputMeans.length;
        int k = outputMeans.length;
        double[][] products = new double[d][d];
        double[][] weights = new double[d][k];
        double[] x = new double[d];
        for (int n = 0; n < inputs.length; n++) {
            for (int i = 0; i < d; i++) {
                x[i] = inputs[n][i] - inputMeans[i];
                for (int j = 0; j <= i; j++) {
                    products[i][j] += x[i] * x[j];
                }
                for (int j = 0; j < k; j++) {
                    weights[i][j] += x[i] * (outputs[n][j] - outputMeans[j]);
                }
            }
        }
        double trace = 0;
        for (int i = 0; i < d; i++) {
            trace += products[i][i];
        }
        if (trace > 0) {
            for (int i = 0; i < d; i++) {
                products[i][i] += PENALTY * trace / d;
            }
            decompose(products);
            solve(products, weights);
        }
        return new Ridge(inputMeans, outputMeans, weights);
    }

    float[] predict(float[] input) {
        float[] output = new float[outputMeans.length];
        for (int j = 0; j < output.length; j++) {
            double sum = outputMeans[j];
            for (int i = 0; i < input.length; i++) {
                sum += (input[i] - inputMeans[i]) * weights[i][j];
            }
            output[j] = (float) sum;
        }
        return output;
    }

    private static double[] means(float[][] rows) {
        double[] means = new double[rows[0].length];
        for (float[] row : rows) {
            for (int i = 0; i < means.length; i++) {
                means[i] += row[i] / (double) rows.length;
            }
        }
        return means;
    }

    /** Lower triangle in place. */
    private static void decompose(double[][] a) {
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int m = 0; m < j; m++) {
                    sum -= a[i][m] * a[j][m];
                }
                a[i][j] = i == j ? Math.sqrt(sum) : sum / a[j][j];
            }
        }
    }

    private static void solve(double[][] lower, double[][] b) {
        int d = lower.length;
        for (int column = 0; column < b[0].length; column++) {
            for (int i = 0; i < d; i++) {
                for (int m = 0; m < i; m++) {
                    b[i][column] -= lower[i][m] * b[m][column];
                }
                b[i][column] /= lower[i][i];
            }
            for (int i = d - 1; i >= 0; i--) {
                for (int m = i + 1; m < d; m++) {
                    b[i][column] -= lower[m][i] * b[m][column];
                }
                b[i][column] /= lower[i][i];
            }
        }
    }
}
