package dev.cairn.api.dataset;

import java.util.List;

/**
 * Lines of cells under named columns. They can be gone through as often as needed, and need not be in memory: {@link CsvTable}
 * holds them all, {@link CsvFile} reads them each time.
 */
public interface Table {
    /** Header names, distinct, none blank. */
    List<String> columns();

    /**
     * Shows every line in order.
     *
     * @throws dev.cairn.search.InvalidValueException if it turns out to be no table; says in which line
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    void forEach(Lines lines);

    /** Whoever looks at the lines. */
    interface Lines {
        /**
         * @param index from 0, without the header
         * @param cells as many as there are columns, as they stand
         */
        void line(int index, List<String> cells);
    }
}
