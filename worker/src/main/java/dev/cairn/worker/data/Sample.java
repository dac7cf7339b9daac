package dev.cairn.worker.data;

import java.util.Arrays;
import java.util.function.DoubleConsumer;

/** What is to be known of a column's values to scale it. None of them is missing. */
interface Sample {
    /** More values than these are not sorted but gone through again and again. */
    int MOST_SORTED = 1_000_000;

    /** Values that can be gone through as often as needed, each time in the same order. */
    interface Numbers {
        void forEach(DoubleConsumer consumer);
    }

    static Sample of(Numbers numbers) {
        var counting = new DoubleConsumer() {
            private double[] values = new double[64];
            private long count;

            @Override
            public void accept(double value) {
                if (!Double.isNaN(value)) {
                    if (count < MOST_SORTED) {
                        values = count < values.length
                                ? values
                                : Arrays.copyOf(values, Math.min(2 * values.length, MOST_SORTED));
                        values[(int) count] = value;
                    }
                    count++;
                }
            }
        };
        numbers.forEach(counting);
        if (counting.count > MOST_SORTED) {
            return new StreamedSample(numbers, counting.count);
        }
        double[] values = Arrays.copyOf(counting.values, (int) counting.count);
        Arrays.sort(values);
        return new SortedSample(values);
    }

    long count();

    double mean();

    /** The value with so many below it. */
    double ranked(long rank);

    /** Mean squared distance from a center. */
    double variance(double center);

    /** Between the two nearest values, as numpy's default. */
    default double quantile(double share) {
        double at = share * (count() - 1);
        long below = (long) at;
        double low = ranked(below);
        double high = ranked(Math.min(below + 1, count() - 1));
        return low + (at - below) * (high - low);
    }

    /** Few values, in order. */
    record SortedSample(double[] sorted) implements Sample {
        @Override
        public long count() {
            return sorted.length;
        }

        @Override
        public double mean() {
            return Arrays.stream(sorted).map(x -> x / sorted.length).sum();
        }

        @Override
        public double ranked(long rank) {
            return sorted[(int) rank];
        }

        @Override
        public double variance(double center) {
            double variance = 0;
            for (double value : sorted) {
                variance += (value - center) * (value - center) / sorted.length;
            }
            return variance;
        }
    }
}
