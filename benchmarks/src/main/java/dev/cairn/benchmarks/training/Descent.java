package dev.cairn.benchmarks.training;

/** One of the usual rules by which a gradient moves weights. */
final class Descent {
    private static final double SQUARES_DECAY = 0.99;
    private static final double TINY = 1e-8;

    private final DescentRule rule;
    private final double rate;
    private final double momentum;
    private final double[] mean;
    private final double[] squares;
    private int steps;

    Descent(DescentRule rule, int weights, double rate, double momentum) {
        this.rule = rule;
        this.rate = rate;
        this.momentum = momentum;
        this.mean = new double[weights];
        this.squares = new double[weights];
    }

    void apply(double[] weights, double[] gradient) {
        steps++;
        for (int i = 0; i < weights.length; i++) {
            weights[i] -= rate * step(i, gradient[i]);
        }
    }

    private double step(int i, double g) {
        return switch (rule) {
            case SGD -> mean[i] = momentum * mean[i] + g;
            case RMSPROP -> {
                squares[i] = SQUARES_DECAY * squares[i] + (1 - SQUARES_DECAY) * g * g;
                yield g / (Math.sqrt(squares[i]) + TINY);
            }
            case ADAM -> {
                mean[i] = 0.9 * mean[i] + 0.1 * g;
                squares[i] = SQUARES_DECAY * squares[i] + (1 - SQUARES_DECAY) * g * g;
                double first = mean[i] / (1 - StrictMath.pow(0.9, steps));
                double second = squares[i] / (1 - StrictMath.pow(SQUARES_DECAY, steps));
                yield first / (Math.sqrt(second) + TINY);
            }
        };
    }
}
