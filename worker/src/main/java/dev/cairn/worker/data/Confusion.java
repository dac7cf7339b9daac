package dev.cairn.worker.data;

/**
 * How often examples of each class were taken for each class.
 *
 * <pre>
 * C      classes
 * tp     examples of a class that were taken for it
 * </pre>
 *
 * @param counts [actual][predicted], C by C
 */
record Confusion(long[][] counts) {
    /** Shares are told apart to this part of all: far below one of any number of examples. */
    private static final double FINEST = 1L << 40;

    /** Counts pairs of classes, each in [0, classes). */
    static Confusion of(int classes, int[] actual, int[] predicted) {
        long[][] counts = new long[classes][classes];
        for (int i = 0; i < actual.length; i++) {
            counts[actual[i]][predicted[i]]++;
        }
        return new Confusion(counts);
    }

    /** From the share of all examples in each cell, [actual][predicted] flat. */
    static Confusion ofShares(int classes, double[] shares) {
        long[][] counts = new long[classes][classes];
        for (int i = 0; i < classes * classes; i++) {
            counts[i / classes][i % classes] = Math.round(shares[i] * FINEST);
        }
        return new Confusion(counts);
    }

    int classes() {
        return counts.length;
    }

    /** Examples of a class. */
    long actual(int of) {
        long sum = 0;
        for (long count : counts[of]) {
            sum += count;
        }
        return sum;
    }

    /** Examples taken for a class. */
    long predicted(int as) {
        long sum = 0;
        for (long[] row : counts) {
            sum += row[as];
        }
        return sum;
    }

    private long all() {
        long sum = 0;
        for (int i = 0; i < classes(); i++) {
            sum += actual(i);
        }
        return sum;
    }

    private long right() {
        long sum = 0;
        for (int i = 0; i < classes(); i++) {
            sum += counts[i][i];
        }
        return sum;
    }

    double accuracy() {
        return (double) right() / all();
    }

    /** tp / predicted; 0 if a class occurs and nothing is taken for it, not a number if neither. */
    double precision(int of) {
        return predicted(of) == 0 && actual(of) > 0 ? 0 : (double) counts[of][of] / predicted(of);
    }

    /** tp / actual; not a number for a class that does not occur. */
    double recall(int of) {
        return (double) counts[of][of] / actual(of);
    }

    /** 2 tp / (actual + predicted), the harmonic mean of precision and recall; not a number for a class not seen. */
    double f1(int of) {
        return 2.0 * counts[of][of] / (actual(of) + predicted(of));
    }

    /**
     * Matthews' correlation coefficient for any number of classes (Gorodkin 2004), in [-1, 1]. Where all is taken for one class it
     * is 0, its limit (Chicco and Jurman 2020); not a number where all is of one class.
     */
    double correlation() {
        double all = all();
        double products = 0;
        double predictedSquares = 0;
        double actualSquares = 0;
        for (int i = 0; i < classes(); i++) {
            products += (double) predicted(i) * actual(i);
            predictedSquares += (double) predicted(i) * predicted(i);
            actualSquares += (double) actual(i) * actual(i);
        }
        double spread = all * all - actualSquares;
        double told = all * all - predictedSquares;
        if (spread == 0) {
            return Double.NaN;
        }
        return told == 0 ? 0 : (right() * all - products) / Math.sqrt(spread * told);
    }
}
