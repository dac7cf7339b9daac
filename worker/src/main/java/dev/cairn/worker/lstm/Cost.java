package dev.cairn.worker.lstm;

import java.util.Comparator;
import java.util.List;

/**
 * What a trial's networks will take, by their shapes.
 *
 * <p>Numbers of 4 bytes: for each network its weights and their gradient, a copy of either outside of it, and what its training
 * remembers; and once, as one is fitted at a time, per example and step what the forward pass keeps for the backward one: input,
 * and of each unit four gates before and after their activation, cell and output, and as much again for their errors. Time: a
 * fixed one per layer and step for dispatching operations, and 2 operations per weight, example and step, three times for a
 * training pass (forward, and backward to weights and to inputs), once for a pass that judges.
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

    /** Weights and gradient, in the network and outside. */
    private static final int COPIES = 4;

    /**
     * One network and its data.
     *
     * @param remembered numbers of {@link FoldState}
     * @param steps of an example
     * @param fitted examples that an epoch fits to
     * @param judged examples that an epoch only looks at
     */
    record Size(long parameters, long remembered, int features, int steps, int fitted, int judged) {}

    static Cost of(LstmHyperparameters h, List<Size> networks) {
        long numbers = networks.stream()
                .mapToLong(size -> COPIES * size.parameters() + size.remembered())
                .sum();
        long pass = networks.stream()
                .map(size -> pass(h, size))
                .max(Comparator.naturalOrder())
                .orElse(0L);
        double seconds =
                networks.stream().mapToDouble(size -> epochSeconds(h, size)).sum();
        return new Cost((numbers + pass) * Float.BYTES, seconds);
    }

    private static int directions(LstmHyperparameters h) {
        return h.is("direction", "BOTH") ? 2 : 1;
    }

    private static int largestBatch(LstmHyperparameters h) {
        return BatchSizes.of(h).in(h.epochs());
    }

    private static long pass(LstmHyperparameters h, Size size) {
        long units = Network.widths(h).stream().mapToLong(width -> width).sum() * directions(h);
        long example = size.steps() * (size.features() + KEPT_PER_UNIT * units);
        return example * Math.max(largestBatch(h), Judge.BATCH / 2);
    }

    private static double epochSeconds(LstmHyperparameters h, Size size) {
        double batch = size.steps() * h.whole("layers") * directions(h) * DISPATCH_SECONDS;
        double example = 2.0 * size.parameters() * size.steps() / OPERATIONS_PER_SECOND;
        // While batches grow the first epochs have more of them: at worst as many as the first.
        double batches = Math.ceil((double) size.fitted() / h.whole("batchSize"));
        double judged = Math.ceil((double) size.judged() / Judge.BATCH);
        return batch * (TRAINING_PASSES * batches + judged)
                + example * (TRAINING_PASSES * (double) size.fitted() + size.judged());
    }
}
