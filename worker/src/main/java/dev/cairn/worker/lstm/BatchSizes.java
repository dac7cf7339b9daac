package dev.cairn.worker.lstm;

/**
 * Examples per update in each epoch. A growing batch does what a falling rate does (Smith et al., 2018).
 *
 * @param growth what the size is multiplied by once in {@code every} epochs; 1 for never
 */
record BatchSizes(int first, double growth, int every, int largest) {
    static BatchSizes of(LstmHyperparameters h) {
        int first = h.whole("batchSize");
        return h.is("batchSchedule", "GROWING")
                ? new BatchSizes(
                        first, h.real("batchGrowth"), h.whole("batchGrowthEpochs"), h.whole("largestBatchSize"))
                : new BatchSizes(first, 1, 1, first);
    }

    int in(int epoch) {
        double grown = first * Math.pow(growth, (epoch - 1) / every);
        // What is larger from the start does not shrink.
        return (int) Math.max(first, Math.min(largest, Math.round(grown)));
    }
}
