package dev.cairn.worker.lstm;

/**
 * The learning rate over a training.
 *
 * @param kind as the hyperparameter {@code schedule} names it
 * @param epochs of the whole training
 * @param step epochs from drop to drop
 * @param cycle epochs from the lowest rate to the highest and back
 * @param factor of a drop, or of each epoch
 * @param lowest share of the rate below which it never falls
 */
record RateSchedule(Kind kind, double rate, int epochs, int warmUp, int step, int cycle, double factor, double lowest) {

    enum Kind {
        FIXED,
        STEP,
        EXPONENTIAL,
        /** Loshchilov and Hutter (2017), equation 5, without restarts. */
        COSINE,
        /** Smith (2017), "triangular". */
        CYCLIC,
        /** Lowered by {@link Plateau}. */
        PLATEAU
    }

    static RateSchedule of(LstmHyperparameters h) {
        Kind kind = Kind.valueOf(h.choice("schedule"));
        return new RateSchedule(
                kind,
                h.real("learningRate"),
                h.epochs(),
                h.whole("warmUpEpochs"),
                h.whole("stepEpochs"),
                h.whole("cycleEpochs"),
                switch (kind) {
                    case STEP -> h.real("stepFactor");
                    case EXPONENTIAL -> h.real("epochFactor");
                    case PLATEAU -> h.real("plateauFactor");
                    default -> 1;
                },
                h.real("lowestRateShare"));
    }

    /**
     * The rate of an update.
     *
     * @param passed epochs since the start of the training, with the share of the running one
     * @param share what is left after the plateaus so far
     */
    double at(double passed, double share) {
        if (passed < warmUp) {
            // The first update shall move something, too.
            return rate * Math.max(passed, 1e-3) / warmUp;
        }
        double since = passed - warmUp;
        return rate
                * switch (kind) {
                    case FIXED -> 1;
                    case STEP -> Math.pow(factor, Math.floor(since / step));
                    case EXPONENTIAL -> Math.pow(factor, since);
                    case COSINE ->
                        between((1 + Math.cos(Math.PI * Math.min(1, since / Math.max(1, epochs - warmUp)))) / 2);
                    case CYCLIC -> between(1 - Math.abs(2 * (since / cycle - Math.floor(since / cycle)) - 1));
                    case PLATEAU -> Math.max(lowest, share);
                };
    }

    private double between(double height) {
        return lowest + (1 - lowest) * height;
    }
}
