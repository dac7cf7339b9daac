package dev.cairn.benchmarks.problem;

import static dev.cairn.benchmarks.problem.Shapes.square;
import static dev.cairn.benchmarks.problem.Spaces.cube;
import static dev.cairn.benchmarks.problem.Spaces.cubePoint;
import static dev.cairn.benchmarks.problem.Spaces.real;
import static dev.cairn.benchmarks.problem.Spaces.space;

import java.util.List;

/** Textbook functions of real numbers, without noise. */
final class StandardSuite {
    private static final String SUITE = "standard";
    private static final double[] HARTMANN_WEIGHTS = {1, 1.2, 3, 3.2};
    private static final double[][] HARTMANN_A = {
        {10, 3, 17, 3.5, 1.7, 8}, {0.05, 10, 17, 0.1, 8, 14}, {3, 3.5, 1.7, 10, 17, 8}, {17, 8, 0.05, 10, 0.1, 14}
    };
    private static final double[][] HARTMANN_P = {
        {.1312, .1696, .5569, .0124, .8283, .5886},
        {.2329, .4135, .8307, .3736, .1004, .9991},
        {.2348, .1451, .3522, .2883, .3047, .6650},
        {.4047, .8828, .8732, .5743, .1091, .0381}
    };
    private static final double[] ACKLEY_CENTRE = {9.3, -13.1, 5.7, -7.9, 11.4};

    private StandardSuite() {}

    static List<BenchmarkProblem> problems() {
        double hartmann6 = -3.3223680114155147;
        return List.of(
                BenchmarkProblem.exact(
                        "branin",
                        SUITE,
                        space(real("x", -5, 10), real("y", 0, 15)),
                        v -> branin(v.number("x"), v.number("y")),
                        0.39788735772973816),
                BenchmarkProblem.exact("hartmann6", SUITE, cube(6, 0, 1), v -> hartmann6(cubePoint(v, 6)), hartmann6),
                // Fourteen dimensions are idle.
                BenchmarkProblem.exact(
                        "hartmann6-20", SUITE, cube(20, 0, 1), v -> hartmann6(cubePoint(v, 6)), hartmann6),
                BenchmarkProblem.exact("rosen6", SUITE, cube(6, -5, 10), v -> rosenbrock(cubePoint(v, 6)), 0),
                BenchmarkProblem.exact("ackley5s", SUITE, cube(5, -32.768, 32.768), v -> ackley(cubePoint(v, 5)), 0));
    }

    /** Three equal minima. */
    private static double branin(double x, double y) {
        double a = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
        return a * a + 10 * (1 - 1 / (8 * Math.PI)) * StrictMath.cos(x) + 10;
    }

    private static double hartmann6(double[] x) {
        double sum = 0;
        for (int i = 0; i < HARTMANN_WEIGHTS.length; i++) {
            double exponent = 0;
            for (int j = 0; j < x.length; j++) {
                exponent += HARTMANN_A[i][j] * square(x[j] - HARTMANN_P[i][j]);
            }
            sum += HARTMANN_WEIGHTS[i] * StrictMath.exp(-exponent);
        }
        return -sum;
    }

    private static double rosenbrock(double[] x) {
        double sum = 0;
        for (int i = 0; i + 1 < x.length; i++) {
            sum += 100 * square(x[i + 1] - x[i] * x[i]) + square(1 - x[i]);
        }
        return sum;
    }

    private static double ackley(double[] x) {
        double squares = 0;
        double cosines = 0;
        for (int i = 0; i < x.length; i++) {
            double z = x[i] - ACKLEY_CENTRE[i];
            squares += z * z;
            cosines += StrictMath.cos(2 * Math.PI * z);
        }
        return 20 * (1 - StrictMath.exp(-0.2 * Math.sqrt(squares / x.length)))
                + Math.E
                - StrictMath.exp(cosines / x.length);
    }
}
