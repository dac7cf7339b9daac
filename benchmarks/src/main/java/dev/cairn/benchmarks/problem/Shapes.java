package dev.cairn.benchmarks.problem;

/** One-dimensional shapes of losses, 0 at 0. StrictMath, so that every machine agrees. */
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

    static double square(double t) {
        return t * t;
    }

    static double log2(double t) {
        return StrictMath.log(t) / StrictMath.log(2);
    }
}
