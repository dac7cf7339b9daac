package dev.cairn.worker.data;

import dev.cairn.api.task.Split.Rows;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.ArrayList;
import java.util.List;

/** Standardises columns to mean 0 and deviation 1, and back. One entry per column, in the table's order. */
public record Scaling(List<Column> columns) {
    /**
     * One column.
     *
     * @param deviation population standard deviation; 1 for a column that never changes
     */
    public record Column(double mean, double deviation) {
        public Column {
            if (!Double.isFinite(mean) || !Double.isFinite(deviation) || deviation <= 0) {
                throw new InvalidValueException(List.of(new Violation(
                        "", "scaling needs a finite mean and deviation but had " + mean + " and " + deviation)));
            }
        }

        public double scale(double value) {
            return (value - mean) / deviation;
        }

        public double restore(double scaled) {
            return scaled * deviation + mean;
        }
    }

    public Scaling {
        columns = List.copyOf(columns);
    }

    /** Learns means and deviations from these rows and no others. */
    public static Scaling fit(double[][] table, Rows rows) {
        var columns = new ArrayList<Column>();
        for (int column = 0; column < table[0].length; column++) {
            columns.add(fit(table, rows, column));
        }
        return new Scaling(columns);
    }

    private static Column fit(double[][] table, Rows rows, int column) {
        double mean = 0;
        for (int row = rows.from(); row < rows.to(); row++) {
            mean += table[row][column] / rows.count();
        }
        double variance = 0;
        for (int row = rows.from(); row < rows.to(); row++) {
            double difference = table[row][column] - mean;
            variance += difference * difference / rows.count();
        }
        double deviation = Math.sqrt(variance);
        // A constant column's deviation is rounding error, not zero: compare with the size of the numbers.
        boolean constant = deviation <= Math.abs(mean) * 1e-12;
        return new Column(mean, constant ? 1 : deviation);
    }

    /**
     * The table in the network's units.
     *
     * @throws InvalidValueException if a value is too large for a float there
     */
    public float[][] scale(double[][] table) {
        float[][] scaled = new float[table.length][columns.size()];
        for (int row = 0; row < table.length; row++) {
            for (int column = 0; column < columns.size(); column++) {
                float value = (float) columns.get(column).scale(table[row][column]);
                if (!Float.isFinite(value)) {
                    throw new InvalidValueException(List.of(new Violation(
                            "",
                            "the value " + table[row][column] + " is too far from its column's mean "
                                    + columns.get(column).mean() + " to train on")));
                }
                scaled[row][column] = value;
            }
        }
        return scaled;
    }
}
