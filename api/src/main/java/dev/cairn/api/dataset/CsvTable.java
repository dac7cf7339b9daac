package dev.cairn.api.dataset;

import dev.cairn.search.InvalidValueException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A data set as text, all of it in memory: RFC 4180, UTF-8, comma-separated, one header line, every line as long as the header.
 *
 * @param columns header names, distinct, none blank
 * @param lines the cells of each data line, as they stand
 */
public record CsvTable(List<String> columns, List<List<String>> lines) implements Table {

    /** A table with all its lines in memory. */
    public static CsvTable of(Table table) {
        if (table instanceof CsvTable held) {
            return held;
        }
        var lines = new ArrayList<List<String>>();
        table.forEach((index, cells) -> lines.add(List.copyOf(cells)));
        return new CsvTable(table.columns(), lines);
    }

    public CsvTable {
        columns = List.copyOf(columns);
        lines = List.copyOf(lines);
    }

    /**
     * Reads a whole table.
     *
     * @throws InvalidValueException if it is empty, not UTF-8, or not such a table; says in which line
     * @throws IOException if the stream fails
     */
    public static CsvTable read(InputStream in) throws IOException {
        var lines = new ArrayList<List<String>>();
        List<String> columns = CsvText.read(in, CsvDialect.STANDARD, (index, cells) -> lines.add(List.copyOf(cells)));
        return new CsvTable(columns, lines);
    }

    @Override
    public void forEach(Lines lines) {
        for (int index = 0; index < this.lines.size(); index++) {
            lines.line(index, this.lines.get(index));
        }
    }
}
