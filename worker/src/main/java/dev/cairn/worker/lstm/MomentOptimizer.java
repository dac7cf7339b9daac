package dev.cairn.worker.lstm;

/**
 * Adam (Kingma and Ba, 2015, algorithm 1) and its kin: m is a decaying mean of the gradients, v of their squares, both divided by
 * what is missing from them at the start.
 */
record MomentOptimizer(Rule rule, double beta1, double beta2, double epsilon) implements Optimizer {
    /** Nadam's momentum grows towards beta1 at this pace: Dozat (2016), section 2. */
    private static final double NADAM_PACE = 0.004;

    enum Rule {
        ADAM,
        /** Reddi et al. (2018), algorithm 2: v never shrinks. */
        AMSGRAD,
        /** Dozat (2016), algorithm 2: Nesterov's look ahead, with a momentum that warms up. */
        NADAM,
        /** Zhuang et al. (2020), algorithm 2: v is about how far gradients are from m. */
        ADABELIEF
    }

    @Override
    public int arrays() {
        return rule == Rule.AMSGRAD ? 3 : 2;
    }

    @Override
    public void step(float[] gradient, double rate, long step, Memory memory) {
        float[] means = memory.arrays[0];
        float[] squares = memory.arrays[1];
        double ofMean;
        double ofGradient = 0;
        if (rule == Rule.NADAM) {
            double now = warmed(step);
            double next = warmed(step + 1);
            memory.product *= now;
            ofMean = next / (1 - memory.product * next);
            ofGradient = (1 - now) / (1 - memory.product);
        } else {
            ofMean = 1 / (1 - Math.pow(beta1, step));
        }
        double squaresMissing = 1 - Math.pow(beta2, step);
        for (int i = 0; i < gradient.length; i++) {
            double g = gradient[i];
            double m = beta1 * means[i] + (1 - beta1) * g;
            double deviation = rule == Rule.ADABELIEF ? g - m : g;
            double v =
                    beta2 * squares[i] + (1 - beta2) * deviation * deviation + (rule == Rule.ADABELIEF ? epsilon : 0);
            means[i] = (float) m;
            squares[i] = (float) v;
            if (rule == Rule.AMSGRAD) {
                float[] largest = memory.arrays[2];
                v = Math.max(largest[i], v);
                largest[i] = (float) v;
            }
            gradient[i] = (float) (rate * (ofMean * m + ofGradient * g) / (Math.sqrt(v / squaresMissing) + epsilon));
        }
    }

    private double warmed(long step) {
        return beta1 * (1 - 0.5 * Math.pow(0.96, step * NADAM_PACE));
    }
}
