package dev.cairn.worker.data;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.List;

/** Brings columns to a common size, and back. One entry per column. */
public record Scaling(List<Column> columns) {

    /** What is taken off a column, and what the rest is divided by. */
    public enum Kind {
        /** Mean and population standard deviation. */
        STANDARD {
            @Override
            Column fit(Sample sample) {
                double mean = sample.mean();
                return Column.of(mean, Math.sqrt(sample.variance(mean)));
            }
        },
        /** Smallest value and range: the training part lies in [0, 1], others may leave it. */
        MIN_MAX {
            @Override
            Column fit(Sample sample) {
                double least = sample.ranked(0);
                return Column.of(least, sample.ranked(sample.count() - 1) - least);
            }
        },
        /**
         * Median and distance between the quartiles, which single outliers do not move. A column that has one value most of the
         * time has no such distance; then its standard deviation.
         */
        ROBUST {
            @Override
            Column fit(Sample sample) {
                double distance = sample.quantile(0.75) - sample.quantile(0.25);
                double median = sample.quantile(0.5);
                return Column.of(median, distance > 0 ? distance : Math.sqrt(sample.variance(median)));
            }
        },
        NONE {
            @Override
            Column fit(Sample sample) {
                return new Column(0, 1);
            }
        };

        abstract Column fit(Sample sample);
    }

    /**
     * One column.
     *
     * @param center what becomes 0
     * @param spread what becomes 1; 1 for a column that never changes
     */
    public record Column(double center, double spread) {
        public Column {
            if (!Double.isFinite(center) || !Double.isFinite(spread) || spread <= 0) {
                throw new InvalidValueException(List.of(new Violation(
                        "", "scaling needs a finite center and spread but had " + center + " and " + spread)));
            }
        }

        /** A constant column's spread is rounding error, not zero: compare with the size of the numbers. */
        private static Column of(double center, double spread) {
            return new Column(center, spread <= Math.abs(center) * 1e-12 ? 1 : spread);
        }

        /**
         * In the network's units; not a number for what is none.
         *
         * @throws InvalidValueException if the value is too large for a float there
         */
        float scale(double value) {
            float scaled = (float) ((value - center) / spread);
            if (Float.isInfinite(scaled)) {
                throw new InvalidValueException(List.of(new Violation(
                        "", "the value " + value + " is too far from its column's center " + center + " to train on")));
            }
            return scaled;
        }

        double restore(double scaled) {
            return scaled * spread + center;
        }
    }

    public Scaling {
        columns = columns == null ? List.of() : List.copyOf(columns);
    }

    /**
     * Learns one column from its values in the training part.
     *
     * @throws InvalidValueException if there are none
     */
    static Column fit(Kind kind, Sample sample, String name) {
        if (sample.count() == 0) {
            throw new InvalidValueException(
                    List.of(new Violation("", "column '" + name + "' has no values in the training part")));
        }
        return kind.fit(sample);
    }
}
