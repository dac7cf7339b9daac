package dev.cairn.worker.data;

import java.util.function.DoubleConsumer;

/**
 * More values than are held in memory. A ranked value is found without sorting, 16 bits of it at a time: each pass counts the
 * values by their next bits among those that share the bits found so far, as radix selection does.
 */
record StreamedSample(Sample.Numbers numbers, long count) implements Sample {
    private static final int BITS = 16;
    private static final int DIGITS = 1 << BITS;

    @Override
    public double mean() {
        double[] mean = {0};
        each(value -> mean[0] += value / count);
        return mean[0];
    }

    @Override
    public double variance(double center) {
        double[] variance = {0};
        each(value -> variance[0] += (value - center) * (value - center) / count);
        return variance[0];
    }

    @Override
    public double ranked(long rank) {
        long prefix = 0;
        long left = rank;
        for (int shift = Long.SIZE - BITS; shift >= 0; shift -= BITS) {
            long[] counts = new long[DIGITS];
            int above = shift + BITS;
            int at = shift;
            long found = prefix;
            each(value -> {
                long key = key(value);
                if (above == Long.SIZE || key >>> above == found) {
                    counts[(int) (key >>> at) & DIGITS - 1]++;
                }
            });
            int digit = 0;
            while (left >= counts[digit]) {
                left -= counts[digit++];
            }
            prefix = prefix << BITS | digit;
        }
        return value(prefix);
    }

    private void each(DoubleConsumer consumer) {
        numbers.forEach(value -> {
            if (!Double.isNaN(value)) {
                consumer.accept(value);
            }
        });
    }

    /** Ordered as an unsigned number as the values are: negative ones have all bits turned, others the sign. */
    private static long key(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits ^ (bits >> Long.SIZE - 1 | Long.MIN_VALUE);
    }

    private static double value(long key) {
        return Double.longBitsToDouble(key ^ (key < 0 ? Long.MIN_VALUE : -1L));
    }
}
