package dev.cairn.benchmarks.training;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Trains a small feed-forward net by mini-batches to tell the three arms of a noisy spiral apart.
 *
 * @param dropout probability to drop a hidden unit
 * @param momentum only for SGD
 */
public record SpiralNet(
        DescentRule rule,
        double learningRate,
        double momentum,
        int units,
        int hiddenLayers,
        boolean rectified,
        int batch,
        double dropout,
        double l2) {
    private static final int ARMS = 3;
    private static final int EACH = 50;
    private static final int EPOCHS = 25;
    private static final double WORST = 5;

    private static final double[][] TRAINING = points(new Random(11));
    private static final double[][] VALIDATION = points(new Random(12));

    /** Rows of x, y and arm; one label in twelve is wrong. */
    private static double[][] points(Random random) {
        var points = new double[ARMS * EACH][];
        for (int i = 0; i < points.length; i++) {
            int arm = i % ARMS;
            double along = 0.15 + 0.85 * random.nextDouble();
            double angle = 2 * Math.PI * arm / ARMS + 4 * along + 0.2 * random.nextGaussian();
            int label = random.nextInt(12) == 0 ? random.nextInt(ARMS) : arm;
            points[i] = new double[] {
                2 * along * StrictMath.cos(angle), 2 * along * StrictMath.sin(angle), label,
            };
        }
        return points;
    }

    /** The validation cross-entropy after the last epoch; NaN if the training diverged. */
    public double loss() {
        var net = new Net(this);
        int[] order = IntStream.range(0, TRAINING.length).toArray();
        var random = new Random(13);
        var descent = new Descent(rule, net.weights.length, learningRate, momentum);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            shuffle(order, random);
            for (int from = 0; from < order.length; from += batch) {
                int to = Math.min(order.length, from + batch);
                Arrays.fill(net.gradient, 0);
                for (int i = from; i < to; i++) {
                    net.learn(TRAINING[order[i]], 1.0 / (to - from), random);
                }
                for (int i = 0; i < net.weights.length; i++) {
                    net.gradient[i] += l2 * net.weights[i];
                }
                descent.apply(net.weights, net.gradient);
            }
        }
        double sum = 0;
        for (double[] point : VALIDATION) {
            sum += net.loss(point);
        }
        double mean = sum / VALIDATION.length;
        return mean <= WORST ? mean : Double.NaN;
    }

    private static void shuffle(int[] order, Random random) {
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int moved = order[i];
            order[i] = order[other];
            order[other] = moved;
        }
    }

    /** Layer l's weights: one row per output, the bias last; all layers in one array. */
    private static final class Net {
        private final int[] sizes;
        private final int[] offsets;
        private final boolean rectified;
        private final double dropout;
        private final double[] weights;
        private final double[] gradient;
        private final double[][] outputs;
        private final double[][] errors;
        private final boolean[][] isDropped;

        Net(SpiralNet settings) {
            rectified = settings.rectified;
            dropout = settings.dropout;
            sizes = new int[settings.hiddenLayers + 2];
            Arrays.fill(sizes, settings.units);
            sizes[0] = 2;
            sizes[sizes.length - 1] = ARMS;
            offsets = new int[sizes.length];
            for (int l = 1; l < sizes.length; l++) {
                offsets[l] = offsets[l - 1] + (l == 1 ? 0 : sizes[l - 1] * (sizes[l - 2] + 1));
            }
            int last = sizes.length - 1;
            weights = new double[offsets[last] + sizes[last] * (sizes[last - 1] + 1)];
            gradient = new double[weights.length];
            outputs = new double[sizes.length][];
            errors = new double[sizes.length][];
            isDropped = new boolean[sizes.length][];
            var random = new Random(14);
            for (int l = 0; l < sizes.length; l++) {
                outputs[l] = new double[sizes[l]];
                errors[l] = new double[sizes[l]];
                isDropped[l] = new boolean[sizes[l]];
                for (int i = 0; l > 0 && i < sizes[l]; i++) {
                    for (int j = 0; j < sizes[l - 1]; j++) {
                        weights[at(l, i, j)] = random.nextGaussian() / Math.sqrt(sizes[l - 1]);
                    }
                }
            }
        }

        private int at(int layer, int output, int input) {
            return offsets[layer] + output * (sizes[layer - 1] + 1) + input;
        }

        /** Leaves the arms' probabilities in the last layer's outputs. */
        double loss(double[] point) {
            for (boolean[] dropped : isDropped) {
                Arrays.fill(dropped, false);
            }
            return forward(point, 1);
        }

        /**
         * @param scale of the hidden outputs that are not dropped
         */
        private double forward(double[] point, double scale) {
            int last = sizes.length - 1;
            outputs[0][0] = point[0];
            outputs[0][1] = point[1];
            for (int l = 1; l <= last; l++) {
                for (int i = 0; i < sizes[l]; i++) {
                    double sum = weights[at(l, i, sizes[l - 1])];
                    for (int j = 0; j < sizes[l - 1]; j++) {
                        sum += weights[at(l, i, j)] * outputs[l - 1][j];
                    }
                    outputs[l][i] = l == last ? sum : isDropped[l][i] ? 0 : scale * activated(sum);
                }
            }
            double most = Arrays.stream(outputs[last]).max().orElseThrow();
            double total = 0;
            for (int i = 0; i < ARMS; i++) {
                outputs[last][i] = StrictMath.exp(outputs[last][i] - most);
                total += outputs[last][i];
            }
            for (int i = 0; i < ARMS; i++) {
                outputs[last][i] /= total;
            }
            return -StrictMath.log(outputs[last][(int) point[2]]);
        }

        private double activated(double sum) {
            return rectified ? Math.max(0, sum) : StrictMath.tanh(sum);
        }

        /** Adds one point's gradient. */
        void learn(double[] point, double weight, Random random) {
            int last = sizes.length - 1;
            for (int l = 1; l < last; l++) {
                for (int i = 0; i < sizes[l]; i++) {
                    isDropped[l][i] = random.nextDouble() < dropout;
                }
            }
            double scale = 1 / (1 - dropout);
            forward(point, scale);
            for (int i = 0; i < ARMS; i++) {
                errors[last][i] = weight * (outputs[last][i] - (i == (int) point[2] ? 1 : 0));
            }
            for (int l = last; l > 0; l--) {
                Arrays.fill(errors[l - 1], 0);
                for (int i = 0; i < sizes[l]; i++) {
                    double error = errors[l][i] * (l == last ? 1 : slope(l, i, scale));
                    for (int j = 0; j < sizes[l - 1]; j++) {
                        gradient[at(l, i, j)] += error * outputs[l - 1][j];
                        errors[l - 1][j] += error * weights[at(l, i, j)];
                    }
                    gradient[at(l, i, sizes[l - 1])] += error;
                }
            }
        }

        private double slope(int layer, int unit, double scale) {
            if (isDropped[layer][unit]) {
                return 0;
            }
            double activation = outputs[layer][unit] / scale;
            return scale * (rectified ? activation > 0 ? 1 : 0 : 1 - activation * activation);
        }
    }
}
