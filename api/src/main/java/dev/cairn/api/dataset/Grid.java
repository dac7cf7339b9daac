package dev.cairn.api.dataset;

/** Numbers in rows and columns; not a number where one is missing. Not for several writing threads. */
public interface Grid {
    int rows();

    int columns();

    double get(int row, int column);

    void set(int row, int column, double value);

    /** A copy of the rows {@code [from, to)}: [row][column]. */
    default double[][] copy(int from, int to) {
        double[][] copy = new double[to - from][columns()];
        for (int row = from; row < to; row++) {
            for (int column = 0; column < columns(); column++) {
                copy[row - from][column] = get(row, column);
            }
        }
        return copy;
    }

    default double[][] copy() {
        return copy(0, rows());
    }

    /** Rows of equal length, [row][column], copied in. */
    static Grid of(double[][] rows) {
        Grid grid = HeapGrid.missing(rows.length, rows.length == 0 ? 0 : rows[0].length);
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < rows[row].length; column++) {
                grid.set(row, column, rows[row][column]);
            }
        }
        return grid;
    }

    /** Where numbers are kept. */
    interface Storage {
        /** A new grid without a single value. */
        Grid grid(int rows, int columns);

        Storage HEAP = HeapGrid::missing;

        /** Keeps nothing: for reading that only checks. */
        Storage NOWHERE = NoGrid::new;
    }
}
