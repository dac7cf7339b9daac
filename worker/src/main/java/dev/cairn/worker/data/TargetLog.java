package dev.cairn.worker.data;

/**
 * Logarithm of a target. Undone by its inverse and nothing more: what a network learns from logarithms by squared error is,
 * after that, rather the median than the mean.
 */
public enum TargetLog {
    NONE,
    /** ln y, of positive numbers. */
    LOG,
    /** ln(1 + y), of numbers above -1. */
    LOG1P;

    /** Not a number or infinite where the logarithm does not exist. */
    double apply(double value) {
        return switch (this) {
            case NONE -> value;
            case LOG -> value > 0 ? Math.log(value) : Double.NaN;
            case LOG1P -> value > -1 ? Math.log1p(value) : Double.NaN;
        };
    }

    double undo(double level) {
        return switch (this) {
            case NONE -> level;
            case LOG -> Math.exp(level);
            case LOG1P -> Math.expm1(level);
        };
    }
}
