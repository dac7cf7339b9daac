package dev.cairn.worker.lstm;

import dev.cairn.worker.lstm.LstmHyperparameters.Optimizer;

/**
 * What a network will take, by its shapes.
 *
 * <pre>
 * P   parameters          B   windows per batch      T   steps of a window
 * L   layers              U   units of each          F   features
 * </pre>
 *
 * <p>Numbers of 4 bytes: P times (weights, gradient, update, and the optimiser's moments), and per window and step what the
 * forward pass keeps for the backward one: input, four gates before and after their activation, cell and output, and as much
 * again for their errors. Time: a fixed one per layer and step for dispatching operations, and 2 operations per weight, window
 * and step, three times for a training pass (forward, and backward to weights and to inputs), once for a validation pass.
 *
 * @param bytes at the peak, beyond what the process holds before
 * @param epochSeconds on a machine of about the present day; other machines need a factor
 */
record Cost(long bytes, double epochSeconds) {
    private static final double DISPATCH_SECONDS = 1e-4;
    private static final double OPERATIONS_PER_SECOND = 2e10;
    private static final int TRAINING_PASSES = 3;
    /** Gates before and after activation, cell, its activation, output; twice, for their errors. */
    private static final int KEPT_PER_UNIT = 2 * 11;

    static Cost of(LstmHyperparameters h, long parameters, int features, int fitted, int judged) {
        long numbers = parameters * Float.BYTES * (3 + moments(h));
        long window =
                (long) h.windowLength() * (features + (long) h.layers() * KEPT_PER_UNIT * h.units()) * Float.BYTES;
        double step = (double) h.layers() * DISPATCH_SECONDS;
        double perWindow = 2.0 * parameters * h.windowLength() / OPERATIONS_PER_SECOND;
        double batches = Math.ceil((double) fitted / h.batchSize());
        double judgedBatches = Math.ceil((double) judged / Training.FORECAST_BATCH);
        return new Cost(
                numbers + window * Math.max(h.batchSize(), Training.FORECAST_BATCH / 2),
                h.windowLength() * step * (TRAINING_PASSES * batches + judgedBatches)
                        + perWindow * (TRAINING_PASSES * (double) fitted + judged));
    }

    private static int moments(LstmHyperparameters h) {
        return h.optimizer() == Optimizer.SGD ? (h.momentum() > 0 ? 1 : 0) : h.optimizer() == Optimizer.RMSPROP ? 1 : 2;
    }
}
