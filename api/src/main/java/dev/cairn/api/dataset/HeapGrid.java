package dev.cairn.api.dataset;

import java.util.Arrays;

/** Column by column in arrays. */
record HeapGrid(int rows, double[][] values) implements Grid {

    static HeapGrid missing(int rows, int columns) {
        double[][] values = new double[columns][rows];
        for (double[] column : values) {
            Arrays.fill(column, Double.NaN);
        }
        return new HeapGrid(rows, values);
    }

    @Override
    public int columns() {
        return values.length;
    }

    @Override
    public double get(int row, int column) {
        return values[column][row];
    }

    @Override
    public void set(int row, int column, double value) {
        values[column][row] = value;
    }
}
