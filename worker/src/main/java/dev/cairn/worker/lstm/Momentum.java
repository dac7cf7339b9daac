package dev.cairn.worker.lstm;

/**
 * Gradient descent, with Nesterov momentum where it is above 0, in the form of Sutskever et al. (2013), "On the importance of
 * initialization and momentum", that needs the gradient at the weights only: v = m v + g, step r (g + m v).
 */
record Momentum(double momentum) implements Optimizer {
    @Override
    public int arrays() {
        return momentum > 0 ? 1 : 0;
    }

    @Override
    public void step(float[] gradient, double rate, long step, Memory memory) {
        if (momentum == 0) {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = (float) (rate * gradient[i]);
            }
            return;
        }
        float[] velocity = memory.arrays[0];
        for (int i = 0; i < gradient.length; i++) {
            double g = gradient[i];
            double v = momentum * velocity[i] + g;
            velocity[i] = (float) v;
            gradient[i] = (float) (rate * (g + momentum * v));
        }
    }
}
