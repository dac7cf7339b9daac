package dev.cairn.benchmarks.problem;

import static dev.cairn.benchmarks.problem.Shapes.square;
import static dev.cairn.benchmarks.problem.Spaces.cube;
import static dev.cairn.benchmarks.problem.Spaces.cubePoint;
import static dev.cairn.benchmarks.problem.Spaces.real;
import static dev.cairn.benchmarks.problem.Spaces.space;

import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Closed forms without noise, after Surjanovic and Bingham's Virtual Library of Simulation Experiments, with other ranges and
 * shifts.
 */
final class HoldoutForms {
    private static final double[] POWELL_CENTRE = {1.3, -0.9, 2.2, 0.4};
    private static final double[] GRIEWANK_CENTRE = {7.4, -11.8, 23.1, 31.6, -4.7, 16.3};
    private static final int JOINTS = 4;
    private static final double[] REST = {5.1, 1.4, 5.6, 0.7};
    private static final double[] WEIGHT = {1, 2, 1.5, 3};

    private HoldoutForms() {}

    static List<BenchmarkProblem> of(String suite) {
        return List.of(
                BenchmarkProblem.exact(
                        "goldstein2",
                        suite,
                        space(real("x", -1.7, 2.2), real("y", -2.1, 1.6)),
                        v -> goldsteinPrice(v.number("x"), v.number("y")),
                        (StrictMath.log(3) - 8.693) / 2.427),
                BenchmarkProblem.exact("powell4", suite, cube(4, -4, 5), v -> powell(cubePoint(v, 4)), 0),
                BenchmarkProblem.exact("griewank6", suite, cube(6, -30, 50), v -> griewank(cubePoint(v, 6)), 0),
                BenchmarkProblem.exact("robot8", suite, armSpace(), HoldoutForms::arm, 0.0993564355255));
    }

    /**
     * Two dimensions, four minima in crossing valleys, values over five orders of magnitude of which a logarithm is taken:
     * Goldstein and Price (1971), scaled as by Picheny, Wagner and Ginsbourger (2013). Least at (0, -1).
     */
    private static double goldsteinPrice(double x, double y) {
        double first = 1 + square(x + y + 1) * (19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y);
        double second = 30 + square(2 * x - 3 * y) * (18 - 32 * x + 12 * x * x + 48 * y - 36 * x * y + 27 * y * y);
        return (StrictMath.log(first * second) - 8.693) / 2.427;
    }

    /** Convex, and so flat along two directions that the curvature at the optimum is singular: Powell (1962). */
    private static double powell(double[] x) {
        var z = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            z[i] = x[i] - POWELL_CENTRE[i];
        }
        return square(z[0] + 10 * z[1])
                + 5 * square(z[2] - z[3])
                + square(square(z[1] - 2 * z[2]))
                + 10 * square(square(z[0] - z[3]));
    }

    /** A wide bowl with regular ripples, of which those near the optimum are the deepest: Griewank (1981). */
    private static double griewank(double[] x) {
        double bowl = 0;
        double ripples = 1;
        for (int i = 0; i < x.length; i++) {
            double z = x[i] - GRIEWANK_CENTRE[i];
            bowl += z * z / 4000;
            ripples *= StrictMath.cos(z / Math.sqrt(i + 1));
        }
        return bowl - ripples + 1;
    }

    private static SearchSpace armSpace() {
        return new SearchSpace(IntStream.range(0, 2 * JOINTS)
                .mapToObj(i -> i < JOINTS ? real("angle" + i, 0, 2 * Math.PI) : real("length" + (i - JOINTS), 0, 1))
                .toList());
    }

    /**
     * A robot arm of four segments (An and Owen 2001) that has to reach a point: the hand's squared distance from it, what the
     * joints' turns from their places of rest cost, and what the segments' lengths do. Periodic, with many ways to reach it.
     */
    private static double arm(Values v) {
        double x = 0;
        double y = 0;
        double direction = 0;
        double cost = 0;
        for (int i = 0; i < JOINTS; i++) {
            double angle = v.number("angle" + i);
            double length = v.number("length" + i);
            direction += angle;
            x += length * StrictMath.cos(direction);
            y += length * StrictMath.sin(direction);
            cost += 0.15 * (1 - StrictMath.cos(angle - REST[i])) + 0.05 * WEIGHT[i] * length * length;
        }
        return square(x - 1.1) + square(y + 1.6) + cost;
    }
}
