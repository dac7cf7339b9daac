package dev.cairn.benchmarks.problem;

/** One-dimensional shapes of losses, 0 at 0 but for the step. StrictMath, so that every machine agrees. */
final class Shapes {
    private Shapes() {}

    /** Gaussian well, flat far away; approaches 1. */
    static double well(double t, double width) {
        return 1 - StrictMath.exp(-square(t / width) / 2);
    }

    /** Wide tails; approaches 1. */
    static double cauchy(double t, double width) {
        return t * t / (width * width + t * t);
    }

    /** Grows without bound, slowly, and with a slope of its own on each side. */
    static double valley(double t, double left, double right) {
        return StrictMath.log1p(square(t / (t < 0 ? left : right)));
    }

    /** The logistic function: a smooth step from 0 to 1, half at 0. */
    static double step(double t) {
        return 1 / (1 + StrictMath.exp(-t));
    }

    static double square(double t) {
        return t * t;
    }

    static double log2(double t) {
        return StrictMath.log(t) / StrictMath.log(2);
    }
}
