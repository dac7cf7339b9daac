package dev.cairn.benchmarks.problem;

import static dev.cairn.benchmarks.problem.Shapes.square;
import static dev.cairn.benchmarks.problem.Spaces.category;
import static dev.cairn.benchmarks.problem.Spaces.cube;
import static dev.cairn.benchmarks.problem.Spaces.cubePoint;
import static dev.cairn.benchmarks.problem.Spaces.real;
import static dev.cairn.benchmarks.problem.Spaces.space;

import java.util.List;
import java.util.Random;

/** Closed forms without noise. */
final class FreshForms {
    private static final double[] TANG_SHIFT = {1.2, -0.7, 0.3, -1.4, 0.9, -0.2};
    private static final double TANG_LEAST = -39.16616570377142;
    private static final double[] ELLIPSOID_CENTRE = {1.7, -2.3, 0.6, 3.1, -0.9, -3.4};
    private static final double[][] ELLIPSOID_AXES = axes(6, new Random(6));
    private static final double[][] SHEKEL_CENTRES = {
        {4, 4, 4, 4}, {1, 1, 1, 1}, {8, 8, 8, 8}, {6, 6, 6, 6}, {3, 7, 3, 7},
        {2, 9, 2, 9}, {5, 3, 5, 3}, {8, 1, 8, 1}, {6, 2, 6, 2}, {7, 3.6, 7, 3.6}
    };
    private static final double[] SHEKEL_WIDTHS = {.1, .2, .2, .4, .4, .6, .3, .7, .5, .5};
    private static final double[] HARTMANN_WEIGHTS = {1, 1.2, 3, 3.2};
    private static final double[][] HARTMANN_A = {{3, 10, 30}, {.1, 10, 35}, {3, 10, 30}, {.1, 10, 35}};
    private static final double[][] HARTMANN_P = {
        {.3689, .1170, .2673}, {.4699, .4387, .7470}, {.1091, .8732, .5547}, {.0381, .5743, .8828}
    };

    private FreshForms() {}

    static List<BenchmarkProblem> of(String suite) {
        return List.of(
                BenchmarkProblem.exact("levy8", suite, cube(8, -10, 10), v -> levy(cubePoint(v, 8)), 0),
                BenchmarkProblem.exact(
                        "tang6s", suite, cube(6, -5, 5), v -> styblinskiTang(cubePoint(v, 6)), 6 * TANG_LEAST),
                BenchmarkProblem.exact(
                        "michalewicz5",
                        suite,
                        cube(5, 0, Math.PI),
                        v -> michalewicz(cubePoint(v, 5)),
                        -4.687658179088148),
                BenchmarkProblem.exact(
                        "shekel10", suite, cube(4, 0, 10), v -> shekel(cubePoint(v, 4)), -10.536443153483525),
                BenchmarkProblem.exact("ellipsoid6", suite, cube(6, -5, 5), v -> ellipsoid(cubePoint(v, 6)), 0),
                BenchmarkProblem.exact(
                        "hartmann3-menu",
                        suite,
                        space(
                                category("order", "xyz", "yzx", "zxy"),
                                real("x0", 0, 1),
                                real("x1", 0, 1),
                                real("x2", 0, 1),
                                category("dish", "a", "b", "c", "d", "e")),
                        FreshForms::hartmannMenu,
                        -4.444137788140597));
    }

    private static double levy(double[] x) {
        int last = x.length - 1;
        double sum = square(StrictMath.sin(Math.PI * (1 + (x[0] - 1) / 4)));
        for (int i = 0; i < last; i++) {
            double w = 1 + (x[i] - 1) / 4;
            sum += square(w - 1) * (1 + 10 * square(StrictMath.sin(Math.PI * w + 1)));
        }
        double w = 1 + (x[last] - 1) / 4;
        return sum + square(w - 1) * (1 + square(StrictMath.sin(2 * Math.PI * w)));
    }

    private static double styblinskiTang(double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double z = x[i] - TANG_SHIFT[i];
            sum += (z * z * z * z - 16 * z * z + 5 * z) / 2;
        }
        return sum;
    }

    private static double michalewicz(double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += StrictMath.sin(x[i]) * StrictMath.pow(StrictMath.sin((i + 1) * x[i] * x[i] / Math.PI), 20);
        }
        return -sum;
    }

    private static double shekel(double[] x) {
        double sum = 0;
        for (int i = 0; i < SHEKEL_WIDTHS.length; i++) {
            double distance = SHEKEL_WIDTHS[i];
            for (int j = 0; j < x.length; j++) {
                distance += square(x[j] - SHEKEL_CENTRES[i][j]);
            }
            sum += 1 / distance;
        }
        return -sum;
    }

    /** Condition number 10,000, along axes that are not the parameters'. */
    private static double ellipsoid(double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double along = 0;
            for (int j = 0; j < x.length; j++) {
                along += ELLIPSOID_AXES[i][j] * (x[j] - ELLIPSOID_CENTRE[j]);
            }
            sum += StrictMath.pow(10, 4.0 * i / (x.length - 1)) * along * along;
        }
        return sum;
    }

    /** Orthonormal rows, by Gram and Schmidt. */
    private static double[][] axes(int n, Random random) {
        var axes = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                axes[i][j] = random.nextGaussian();
            }
            for (int k = 0; k < i; k++) {
                double shared = product(axes[i], axes[k]);
                for (int j = 0; j < n; j++) {
                    axes[i][j] -= shared * axes[k][j];
                }
            }
            double length = Math.sqrt(product(axes[i], axes[i]));
            for (int j = 0; j < n; j++) {
                axes[i][j] /= length;
            }
        }
        return axes;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** One category permutes the coordinates; the other raises the loss, and blunts it, which more than makes up for it in one case. */
    private static double hartmannMenu(Values v) {
        double[] x = cubePoint(v, 3);
        int order = v.index("order");
        int dish = v.index("dish");
        double sum = 0;
        for (int i = 0; i < HARTMANN_WEIGHTS.length; i++) {
            double exponent = 0;
            for (int j = 0; j < 3; j++) {
                exponent += HARTMANN_A[i][j] * square(x[(j + order) % 3] - HARTMANN_P[i][j]);
            }
            sum += HARTMANN_WEIGHTS[i] * StrictMath.exp(-exponent * new double[] {.6, 1, .4, 1, .8}[dish]);
        }
        return -sum + new double[] {.10, 0, .05}[order] + new double[] {.45, .8, .6, 0, .25}[dish];
    }
}
