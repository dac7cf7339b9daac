package dev.cairn.benchmarks.training;

import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Fits an echo state network (Jaeger 2001) to the Mackey-Glass series by ridge regression and lets it continue the series on
 * its own predictions.
 *
 * @param radius spectral radius of the recurrent weights
 * @param leak how much of a unit's state is new at each step
 * @param density share of the recurrent weights that are not zero
 */
public record EchoState(
        int units, double radius, double leak, double inputScale, double bias, double density, double ridge) {
    private static final int MOST_UNITS = 120;
    private static final int WASHOUT = 60;
    private static final int TRAINING = 400;
    private static final int[] STARTS = {400, 520, 640, 760};
    private static final int HORIZON = 50;
    private static final int GROWTH_STEPS = 60;
    private static final double WORST = 2;

    private static final double[] SERIES = series();

    /** Delay 17, Euler steps of a tenth, one value per time unit; centred. */
    private static double[] series() {
        int warmup = 200;
        var fine = new double[(warmup + STARTS[STARTS.length - 1] + HORIZON + 1) * 10 + 171];
        Arrays.fill(fine, 0, 171, 1.2);
        for (int t = 170; t + 1 < fine.length; t++) {
            double delayed = fine[t - 170];
            fine[t + 1] = fine[t] + 0.1 * (0.2 * delayed / (1 + StrictMath.pow(delayed, 10)) - 0.1 * fine[t]);
        }
        var series = new double[STARTS[STARTS.length - 1] + HORIZON + 1];
        for (int t = 0; t < series.length; t++) {
            series[t] = fine[171 + (warmup + t) * 10] - 0.93;
        }
        return series;
    }

    /** The root mean square error of the continuations over the series' deviation; NaN if one of them runs away. */
    public double loss() {
        double[][] recurrent = recurrent();
        var input = new double[units];
        var shift = new double[units];
        var random = new Random(32);
        for (int i = 0; i < units; i++) {
            input[i] = inputScale * (2 * random.nextDouble() - 1);
            shift[i] = bias * (2 * random.nextDouble() - 1);
        }
        var net = new Net(recurrent, input, shift);
        double[] output = net.fit();
        if (output == null) {
            return Double.NaN;
        }
        double squares = 0;
        double variance = 0;
        var state = new double[units];
        int time = 0;
        for (int start : STARTS) {
            for (; time < start; time++) {
                state = net.next(state, SERIES[time]);
            }
            double[] free = state;
            double value = SERIES[start];
            for (int t = start; t < start + HORIZON; t++) {
                free = net.next(free, value);
                value = Net.predicted(output, free);
                double miss = value - SERIES[t + 1];
                squares += miss * miss;
                variance += SERIES[t + 1] * SERIES[t + 1];
            }
        }
        double loss = Math.sqrt(squares / variance);
        return loss <= WORST ? loss : Double.NaN;
    }

    /** A corner of one fixed matrix, so that a larger net contains the smaller one. */
    private double[][] recurrent() {
        var random = new Random(31);
        var matrix = new double[units][units];
        for (int i = 0; i < MOST_UNITS; i++) {
            for (int j = 0; j < MOST_UNITS; j++) {
                double weight = random.nextGaussian();
                boolean isKept = random.nextDouble() < density;
                if (i < units && j < units && isKept) {
                    matrix[i][j] = weight;
                }
            }
        }
        double growth = growth(matrix);
        for (double[] row : matrix) {
            for (int j = 0; j < units; j++) {
                row[j] *= radius / growth;
            }
        }
        return matrix;
    }

    /** The spectral radius, near enough: mean growth of a vector under the matrix; 1 if it vanishes. */
    private double growth(double[][] matrix) {
        var vector = new double[units];
        Arrays.fill(vector, 1);
        double logs = 0;
        for (int step = 0; step < 2 * GROWTH_STEPS; step++) {
            var next = new double[units];
            double squares = 0;
            for (int i = 0; i < units; i++) {
                for (int j = 0; j < units; j++) {
                    next[i] += matrix[i][j] * vector[j];
                }
                squares += next[i] * next[i];
            }
            double length = Math.sqrt(squares);
            if (length < 1e-12) {
                return 1;
            }
            for (int i = 0; i < units; i++) {
                vector[i] = next[i] / length;
            }
            logs += step < GROWTH_STEPS ? 0 : StrictMath.log(length);
        }
        return StrictMath.exp(logs / GROWTH_STEPS);
    }

    private final class Net {
        private final double[][] recurrent;
        private final double[] input;
        private final double[] shift;

        Net(double[][] recurrent, double[] input, double[] shift) {
            this.recurrent = recurrent;
            this.input = input;
            this.shift = shift;
        }

        double[] next(double[] state, double value) {
            var next = new double[units];
            for (int i = 0; i < units; i++) {
                double sum = shift[i] + input[i] * value;
                for (int j = 0; j < units; j++) {
                    sum += recurrent[i][j] * state[j];
                }
                next[i] = (1 - leak) * state[i] + leak * StrictMath.tanh(sum);
            }
            return next;
        }

        static double predicted(double[] output, double[] state) {
            double sum = output[state.length];
            for (int i = 0; i < state.length; i++) {
                sum += output[i] * state[i];
            }
            return sum;
        }

        /** The output's weights, the constant last; null if the equations cannot be solved. */
        double @Nullable [] fit() {
            int n = units + 1;
            var normal = new double[n][n];
            var right = new double[n];
            var state = new double[units];
            for (int t = 0; t < TRAINING - 1; t++) {
                state = next(state, SERIES[t]);
                if (t < WASHOUT) {
                    continue;
                }
                double[] row = Arrays.copyOf(state, n);
                row[units] = 1;
                for (int i = 0; i < n; i++) {
                    right[i] += row[i] * SERIES[t + 1];
                    for (int j = 0; j <= i; j++) {
                        normal[i][j] += row[i] * row[j];
                    }
                }
            }
            for (int i = 0; i < n; i++) {
                normal[i][i] += ridge;
            }
            return Cholesky.solved(normal, right);
        }
    }
}
