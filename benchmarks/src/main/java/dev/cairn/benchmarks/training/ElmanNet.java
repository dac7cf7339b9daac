package dev.cairn.benchmarks.training;

import java.util.Arrays;
import java.util.Random;

/**
 * Trains a simple recurrent net by back-propagation through time, cut off after some steps, to predict the next value of a
 * noisy sum of two waves.
 *
 * @param leak how much of a unit's state is new at each step; 1 for a plain Elman net
 * @param recurrentScale about the spectral radius of the first recurrent weights
 * @param window steps after which the gradient is cut off and the weights move
 * @param clip greatest length of a gradient
 */
public record ElmanNet(
        DescentRule rule,
        double learningRate,
        double momentum,
        int units,
        double leak,
        double recurrentScale,
        int window,
        double clip,
        double l2) {
    private static final int TRAINING = 360;
    private static final int VALIDATION = 160;
    private static final int EPOCHS = 6;
    private static final double WORST = 3;

    private static final double[] SERIES = series();

    private static double[] series() {
        var random = new Random(21);
        var series = new double[TRAINING + VALIDATION + 1];
        double drift = 0;
        for (int t = 0; t < series.length; t++) {
            drift = 0.7 * drift + 0.1 * random.nextGaussian();
            series[t] = 0.8 * StrictMath.sin(2 * Math.PI * t / 25)
                    + 0.5 * StrictMath.sin(2 * Math.PI * t / 7.3 + 1)
                    + drift;
        }
        return series;
    }

    /** The validation error's root mean square over the series' deviation; NaN if the training diverged. */
    public double loss() {
        var net = new Net();
        var descent = new Descent(rule, net.weights.length, learningRate, momentum);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Arrays.fill(net.state[0], 0);
            for (int from = 0; from < TRAINING; from += window) {
                net.learn(from, Math.min(window, TRAINING - from));
                descent.apply(net.weights, net.gradient);
            }
        }
        double loss = net.validation();
        return loss <= WORST ? loss : Double.NaN;
    }

    /**
     * One row per unit: the weights of all units' last state, of the input, and a bias; then the output's weights and bias.
     */
    private final class Net {
        private final int row = units + 2;
        private final double[] weights = new double[units * row + units + 1];
        private final double[] gradient = new double[weights.length];
        /** Before the window and after each of its steps. */
        private final double[][] state = new double[window + 1][units];

        private final double[][] activation = new double[window + 1][units];

        Net() {
            // A larger net contains the smaller one's weights, so that the loss is not a new draw for each size.
            for (int i = 0; i < units; i++) {
                var random = new Random(1000 + i);
                weights[i * row + units] = 0.5 * random.nextGaussian();
                weights[units * row + i] = random.nextGaussian() / Math.sqrt(units);
                for (int j = 0; j < units; j++) {
                    weights[i * row + j] = recurrentScale * random.nextGaussian() / Math.sqrt(units);
                }
            }
        }

        private void step(double input, double[] from, double[] activated, double[] to) {
            for (int i = 0; i < units; i++) {
                double sum = weights[i * row + units] * input + weights[i * row + units + 1];
                for (int j = 0; j < units; j++) {
                    sum += weights[i * row + j] * from[j];
                }
                activated[i] = StrictMath.tanh(sum);
                to[i] = (1 - leak) * from[i] + leak * activated[i];
            }
        }

        private double output(double[] from) {
            double sum = weights[weights.length - 1];
            for (int i = 0; i < units; i++) {
                sum += weights[units * row + i] * from[i];
            }
            return sum;
        }

        /** Leaves the clipped gradient of one window, and the state at its end in front. */
        void learn(int begin, int steps) {
            Arrays.fill(gradient, 0);
            for (int t = 0; t < steps; t++) {
                step(SERIES[begin + t], state[t], activation[t + 1], state[t + 1]);
            }
            var error = new double[units];
            for (int t = steps; t > 0; t--) {
                error = back(begin + t - 1, t, error, 2.0 / steps);
            }
            System.arraycopy(state[steps], 0, state[0], 0, units);
            double squares = 0;
            for (int i = 0; i < weights.length; i++) {
                gradient[i] += l2 * weights[i];
                squares += gradient[i] * gradient[i];
            }
            double length = Math.sqrt(squares);
            for (int i = 0; length > clip && i < weights.length; i++) {
                gradient[i] *= clip / length;
            }
        }

        /** Adds one step's gradient; from the loss's slope by the state after it, without this step's output, to that before it. */
        private double[] back(int time, int t, double[] later, double weight) {
            double miss = weight * (output(state[t]) - SERIES[time + 1]);
            gradient[weights.length - 1] += miss;
            var earlier = new double[units];
            for (int i = 0; i < units; i++) {
                double error = later[i] + miss * weights[units * row + i];
                gradient[units * row + i] += miss * state[t][i];
                double inner = error * leak * (1 - activation[t][i] * activation[t][i]);
                gradient[i * row + units] += inner * SERIES[time];
                gradient[i * row + units + 1] += inner;
                for (int j = 0; j < units; j++) {
                    gradient[i * row + j] += inner * state[t - 1][j];
                    earlier[j] += inner * weights[i * row + j];
                }
                earlier[i] += (1 - leak) * error;
            }
            return earlier;
        }

        double validation() {
            double squares = 0;
            double variance = 0;
            for (int t = TRAINING; t < TRAINING + VALIDATION; t++) {
                step(SERIES[t], state[0], activation[0], state[1]);
                System.arraycopy(state[1], 0, state[0], 0, units);
                double miss = output(state[0]) - SERIES[t + 1];
                squares += miss * miss;
                variance += SERIES[t + 1] * SERIES[t + 1];
            }
            return Math.sqrt(squares / variance);
        }
    }
}
