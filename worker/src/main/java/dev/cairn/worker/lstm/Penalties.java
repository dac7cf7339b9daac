package dev.cairn.worker.lstm;

/**
 * What keeps weights small. None of it is in a loss that is told. Biases are left alone.
 *
 * @param l1 of the sum of sizes
 * @param l2 of half the sum of squares
 * @param decay share of a weight that an update takes, times the rate: apart from the gradient, as Loshchilov and Hutter (2019)
 * @param maxNorm longest vector of one unit's incoming weights, 0 for none (Srivastava et al., 2014, section 5.1)
 */
record Penalties(double l1, double l2, double decay, double maxNorm) {
    static Penalties of(LstmHyperparameters h) {
        return new Penalties(h.real("l1"), h.real("l2"), h.real("weightDecay"), h.real("maxNorm"));
    }

    /** Adds the penalties' gradient. */
    void addTo(float[] gradient, float[] weights, Layout layout) {
        if (l1 == 0 && l2 == 0) {
            return;
        }
        for (Layout.Part part : layout.weights()) {
            for (int i = part.from(); i < part.to(); i++) {
                gradient[i] += (float) (l2 * weights[i] + l1 * Math.signum(weights[i]));
            }
        }
    }

    /** Adds what decays to the steps, which will be taken from the weights. */
    void decay(float[] steps, float[] weights, double rate, Layout layout) {
        if (decay == 0) {
            return;
        }
        for (Layout.Part part : layout.weights()) {
            for (int i = part.from(); i < part.to(); i++) {
                steps[i] += (float) (rate * decay * weights[i]);
            }
        }
    }

    void limit(float[] weights, Layout layout) {
        if (maxNorm == 0) {
            return;
        }
        for (Layout.Part part : layout.weights()) {
            for (int from = part.from(); from < part.to(); from += part.incoming()) {
                double norm = Layout.norm(weights, from, from + part.incoming());
                if (norm > maxNorm) {
                    for (int i = from; i < from + part.incoming(); i++) {
                        weights[i] = (float) (weights[i] * (maxNorm / norm));
                    }
                }
            }
        }
    }
}
