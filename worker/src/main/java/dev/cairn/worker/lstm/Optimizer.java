package dev.cairn.worker.lstm;

/**
 * Turns gradients into steps. Plain loops over plain arrays: all that an optimiser remembers is in {@link Memory}, which is
 * saved and restored bit for bit.
 *
 * <pre>
 * g     gradient of the loss, already clipped
 * r     learning rate
 * t     number of this step, from 1
 * </pre>
 */
interface Optimizer {
    /** What an optimiser remembers: {@link #arrays()} numbers for each weight, and one for all. */
    final class Memory {
        final float[][] arrays;
        /** Nadam's product of momenta. */
        double product = 1;

        Memory(int arrays, int weights) {
            this.arrays = new float[arrays][weights];
        }
    }

    /** Arrays that it remembers. */
    int arrays();

    /**
     * One step.
     *
     * @param gradient overwritten by what is to be taken from the weights
     */
    void step(float[] gradient, double rate, long step, Memory memory);

    static Optimizer of(LstmHyperparameters h) {
        double epsilon = h.real("epsilon");
        return switch (h.choice("optimizer")) {
            case "SGD" -> new Momentum(h.real("momentum"));
            case "RMSPROP" -> new SquareOptimizer(SquareOptimizer.Rule.RMSPROP, h.real("squareMemory"), epsilon);
            case "ADAGRAD" -> new SquareOptimizer(SquareOptimizer.Rule.ADAGRAD, 0, epsilon);
            case "ADADELTA" -> new SquareOptimizer(SquareOptimizer.Rule.ADADELTA, h.real("squareMemory"), epsilon);
            // AdamW is Adam beside a decay of the weights that is not part of the gradient, see Penalties.
            case "ADAM", "ADAMW" -> moments(h, MomentOptimizer.Rule.ADAM);
            default -> moments(h, MomentOptimizer.Rule.valueOf(h.choice("optimizer")));
        };
    }

    private static Optimizer moments(LstmHyperparameters h, MomentOptimizer.Rule rule) {
        return new MomentOptimizer(rule, h.real("beta1"), h.real("beta2"), h.real("epsilon"));
    }
}
