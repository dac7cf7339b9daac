package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Examples;
import dev.cairn.worker.data.TrialData;
import java.util.List;

/**
 * What a trial's networks will take, by their shapes; known before any of them is built. The constants were fitted to measured
 * trainings with fast cells, see docs/resources.md, where the errors stand.
 *
 * <p>Memory, in numbers of 4 bytes: for each network its weights, their gradient, copies of both in the order of the fast
 * cells' products and on the heap, and what its training remembers. Once, as one network is fitted at a time: per example of a
 * batch and step, what the way back needs of each unit (four gates, cell, output, their errors) and of each input; and per
 * example of the largest batch of either kind, the stacked inputs and the outputs. And what Java's code and garbage take.
 *
 * <p>Time: DL4J's own per batch; arithmetic on each weight per update; two operations per weight, example and step, and the
 * curves of each unit, three times for a training pass (forward, and backward to weights and to inputs), once for a pass that judges.
 *
 * @param bytes at the peak, beyond what an idle process holds
 * @param epochSeconds on one core of about the present day; other machines need a factor
 */
record Cost(long bytes, double epochSeconds) {
    private static final long CODE_AND_GARBAGE_BYTES = 20L << 20;
    private static final int COPIES = 9;
    private static final double KEPT_PER_UNIT = 9.5;
    private static final double KEPT_PER_INPUT = 12.5;
    private static final double PASSED_PER_VALUE = 1.8;

    private static final double BATCH_SECONDS = 6.7e-4;
    private static final double WEIGHT_SECONDS = 4.7e-8;
    private static final double OPERATION_SECONDS = 9.2e-12;
    private static final double UNIT_SECONDS = 5.1e-9;
    private static final int TRAINING_PASSES = 3;

    /**
     * One network and its data.
     *
     * @param looked those of the parameters that are looked up and not multiplied with: embeddings
     * @param remembered numbers of {@link FoldState}
     * @param features numbers at each step of what the first recurrent layer sees
     * @param steps of the longest example
     * @param fitted examples that an epoch fits to
     * @param judged examples that an epoch only looks at
     */
    record Size(long parameters, long looked, long remembered, int features, int steps, int fitted, int judged) {
        static Size of(TrialData data, LstmHyperparameters h) {
            Examples watched = data.watched();
            Examples calibrating = data.calibrating();
            long parameters = Network.parameters(h, data.shape());
            int arrays = 1
                    + Optimizer.of(h).arrays()
                    + (watched == null ? 0 : 1)
                    + (Averaging.of(h).averages() ? 1 : 0);
            int tokens = data.shape().tokens();
            int embedded = tokens > 0 ? h.whole("embeddingUnits") : 0;
            return new Size(
                    parameters,
                    (long) tokens * embedded,
                    arrays * parameters,
                    tokens > 0 ? embedded : data.shape().features(),
                    data.fitting().longest(),
                    data.fitting().count(),
                    data.held().count() * data.held().passes()
                            + (watched == null ? 0 : watched.count())
                            + (calibrating == null ? 0 : calibrating.count()));
        }
    }

    static Cost of(LstmHyperparameters h, List<Size> networks) {
        long numbers = networks.stream()
                .mapToLong(size -> COPIES * size.parameters() + size.remembered())
                .sum();
        double pass = networks.stream().mapToDouble(size -> pass(h, size)).max().orElse(0);
        double seconds =
                networks.stream().mapToDouble(size -> epochSeconds(h, size)).sum();
        return new Cost(CODE_AND_GARBAGE_BYTES + (long) ((numbers + pass) * Float.BYTES), seconds);
    }

    private static int directions(LstmHyperparameters h) {
        return h.is("direction", "BOTH") ? 2 : 1;
    }

    private static long units(LstmHyperparameters h) {
        return Network.widths(h).stream().mapToLong(width -> width).sum() * directions(h);
    }

    /** Of all layers: the outputs of one are the next one's inputs, in each direction. */
    private static long inputs(LstmHyperparameters h, Size size) {
        List<Integer> widths = Network.widths(h);
        long last = widths.get(widths.size() - 1);
        return size.features() * (long) directions(h) + (units(h) - last * directions(h)) * directions(h);
    }

    private static double pass(LstmHyperparameters h, Size size) {
        long batch = Math.min(BatchSizes.of(h).in(h.epochs()), size.fitted());
        long largest = Math.max(batch, Math.min(Judge.BATCH, size.judged()));
        long units = units(h);
        long inputs = inputs(h, size);
        double kept = batch * (KEPT_PER_UNIT * units + KEPT_PER_INPUT * inputs);
        return size.steps() * (kept + PASSED_PER_VALUE * largest * (units + inputs));
    }

    private static double epochSeconds(LstmHyperparameters h, Size size) {
        // While batches grow the first epochs have more of them: at worst as many as the first.
        double updates = Math.ceil((double) size.fitted() / h.whole("batchSize"));
        double judgements = Math.ceil((double) size.judged() / Judge.BATCH);
        double step = 2.0 * (size.parameters() - size.looked()) * OPERATION_SECONDS + units(h) * UNIT_SECONDS;
        return BATCH_SECONDS * (updates + judgements)
                + WEIGHT_SECONDS * size.parameters() * updates
                + size.steps() * step * (TRAINING_PASSES * (double) size.fitted() + size.judged());
    }
}
