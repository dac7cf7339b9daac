package dev.cairn.benchmarks.training;

import java.util.List;
import java.util.Random;

/**
 * Fits a function of four inputs, of which one counts for little and one for nothing, by kernel ridge regression (Saunders,
 * Gammerman and Vovk 1998).
 *
 * @param lengths of the inputs: a longer one makes its input count for less
 * @param degree only for the polynomial kernel
 * @param offset only for the polynomial kernel
 */
public record KernelRidge(Kernel kernel, List<Double> lengths, int degree, double offset, double ridge) {
    private static final int INPUTS = 4;
    private static final int TRAINING = 90;
    private static final int VALIDATION = 120;
    private static final double WORST = 2;

    private static final double[][] TRAINING_ROWS = rows(TRAINING, new Random(41));
    private static final double[][] VALIDATION_ROWS = rows(VALIDATION, new Random(42));

    /** In the order in which the problems list them. */
    public enum Kernel {
        GAUSSIAN,
        LAPLACE,
        POLYNOMIAL
    }

    public KernelRidge {
        lengths = List.copyOf(lengths);
    }

    /** The inputs, then the value. */
    private static double[][] rows(int count, Random random) {
        var rows = new double[count][INPUTS + 1];
        for (double[] row : rows) {
            for (int j = 0; j < INPUTS; j++) {
                row[j] = 2 * random.nextDouble() - 1;
            }
            row[INPUTS] = StrictMath.sin(4 * row[0])
                    + 1.2 * Math.abs(row[1]) * row[0]
                    - 0.6 * row[1]
                    + 0.25 * row[2]
                    - 0.1
                    + 0.15 * random.nextGaussian();
        }
        return rows;
    }

    /** The validation error's root mean square over the values'; NaN if the equations cannot be solved or the fit runs away. */
    public double loss() {
        var matrix = new double[TRAINING][TRAINING];
        var values = new double[TRAINING];
        for (int i = 0; i < TRAINING; i++) {
            values[i] = TRAINING_ROWS[i][INPUTS];
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = alike(TRAINING_ROWS[i], TRAINING_ROWS[j]);
            }
            matrix[i][i] += ridge;
        }
        double[] weights = Cholesky.solved(matrix, values);
        if (weights == null) {
            return Double.NaN;
        }
        double squares = 0;
        double variance = 0;
        for (double[] row : VALIDATION_ROWS) {
            double miss = -row[INPUTS];
            for (int i = 0; i < TRAINING; i++) {
                miss += weights[i] * alike(row, TRAINING_ROWS[i]);
            }
            squares += miss * miss;
            variance += row[INPUTS] * row[INPUTS];
        }
        double loss = Math.sqrt(squares / variance);
        return loss <= WORST ? loss : Double.NaN;
    }

    private double alike(double[] a, double[] b) {
        double product = 0;
        double squares = 0;
        for (int j = 0; j < INPUTS; j++) {
            double length = lengths.get(j);
            double apart = (a[j] - b[j]) / length;
            squares += apart * apart;
            product += a[j] / length * (b[j] / length);
        }
        return switch (kernel) {
            case GAUSSIAN -> StrictMath.exp(-squares / 2);
            case LAPLACE -> StrictMath.exp(-Math.sqrt(squares));
            case POLYNOMIAL -> StrictMath.pow(product + offset, degree);
        };
    }
}
