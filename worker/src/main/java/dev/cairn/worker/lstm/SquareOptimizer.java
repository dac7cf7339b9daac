package dev.cairn.worker.lstm;

/**
 * Divides each gradient by the size it usually has.
 *
 * @param memoryOfSquares decay of the mean of squared gradients
 */
record SquareOptimizer(Rule rule, double memoryOfSquares, double epsilon) implements Optimizer {
    enum Rule {
        /** Hinton, Coursera lecture 6e (2012): divides by the root of a decaying mean. */
        RMSPROP,
        /** Duchi et al. (2011): divides by the root of the sum. */
        ADAGRAD,
        /** Zeiler (2012), algorithm 1: a step as long as steps usually are, times the rate. */
        ADADELTA
    }

    @Override
    public int arrays() {
        return rule == Rule.ADADELTA ? 2 : 1;
    }

    @Override
    public void step(float[] gradient, double rate, long step, Memory memory) {
        float[] squares = memory.arrays[0];
        for (int i = 0; i < gradient.length; i++) {
            double g = gradient[i];
            double s = rule == Rule.ADAGRAD
                    ? squares[i] + g * g
                    : memoryOfSquares * squares[i] + (1 - memoryOfSquares) * g * g;
            squares[i] = (float) s;
            gradient[i] = rule == Rule.ADADELTA
                    ? adadelta(g, s, rate, memory.arrays[1], i)
                    : (float) (rate * g / (Math.sqrt(s) + epsilon));
        }
    }

    private float adadelta(double g, double s, double rate, float[] steps, int i) {
        double delta = Math.sqrt(steps[i] + epsilon) / Math.sqrt(s + epsilon) * g;
        steps[i] = (float) (memoryOfSquares * steps[i] + (1 - memoryOfSquares) * delta * delta);
        return (float) (rate * delta);
    }
}
