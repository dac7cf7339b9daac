package dev.cairn.search.gp;

import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Random points of a conditional space as the model sees them, and a process conditioned on some. */
final class RandomProcess {
    static final Dimension[] KINDS = {
        Dimension.STRAIGHT,
        Dimension.CATEGORICAL,
        Dimension.ARC,
        Dimension.STRAIGHT,
        Dimension.CATEGORICAL,
        Dimension.ARC
    };
    static final KernelParameters PARAMETERS =
            new KernelParameters(new double[] {0.4, 0.9, 0.7, 1.5, 2, 0.3}, 1.3, 0.5, 0.01);

    private RandomProcess() {}

    static double[][] points(int n, long seed) {
        var random = new Random(seed);
        var points = new double[n][];
        for (int j = 0; j < n; j++) {
            double parent = random.nextInt(3);
            points[j] = new double[] {
                random.nextDouble(),
                parent,
                parent == 1 ? random.nextDouble() : Double.NaN,
                random.nextDouble(),
                parent == 2 ? random.nextInt(4) : Double.NaN,
                parent > 0 ? random.nextDouble() : Double.NaN
            };
        }
        return points;
    }

    static double[] scores(int n, long seed) {
        return new Random(seed).doubles(n, -2, 2).toArray();
    }

    static GaussianProcess conditioned(int n, long seed) {
        return GaussianProcess.condition(KINDS, points(n, seed), scores(n, seed), PARAMETERS)
                .orElseThrow();
    }

    /** Central difference by the {@code i}-th coordinate. */
    static double difference(ToDoubleFunction<double[]> function, double[] x, int i) {
        double step = 1e-5;
        double[] up = x.clone();
        double[] down = x.clone();
        up[i] += step;
        down[i] -= step;
        return (function.applyAsDouble(up) - function.applyAsDouble(down)) / (2 * step);
    }
}
