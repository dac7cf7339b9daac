package dev.cairn.worker.lstm;

/** Limits gradients before the optimiser sees them (Pascanu et al., 2013, algorithm 1). */
record Clipping(Kind kind, double limit) {
    enum Kind {
        NONE,
        VALUE,
        LAYER_NORM,
        GLOBAL_NORM
    }

    static Clipping of(LstmHyperparameters h) {
        Kind kind = Kind.valueOf(h.choice("gradientClipping"));
        return new Clipping(kind, kind == Kind.VALUE ? h.real("gradientValueLimit") : h.real("gradientNormLimit"));
    }

    void clip(float[] gradient, Layout layout) {
        switch (kind) {
            case NONE -> {}
            case VALUE -> {
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] = (float) Math.max(-limit, Math.min(limit, gradient[i]));
                }
            }
            case LAYER_NORM -> layout.layers().forEach(layer -> shorten(gradient, layer.from(), layer.to()));
            case GLOBAL_NORM -> shorten(gradient, 0, gradient.length);
        }
    }

    private void shorten(float[] gradient, int from, int to) {
        double norm = Layout.norm(gradient, from, to);
        if (norm > limit) {
            for (int i = from; i < to; i++) {
                gradient[i] = (float) (gradient[i] * (limit / norm));
            }
        }
    }
}
