package dev.cairn.client.source;

import dev.cairn.api.dataset.Column;
import dev.cairn.api.dataset.CsvFile;
import dev.cairn.api.dataset.CsvOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A source as it was at one moment, in a file of a data set's format. The same rows make the same bytes, so the same address.
 *
 * @param columns as a study will read them
 */
public record Snapshot(long rows, List<Column> columns) {
    public Snapshot {
        columns = List.copyOf(columns);
    }

    /**
     * Writes all rows; one row is in memory.
     *
     * @throws dev.cairn.search.InvalidValueException naming the first row and value that cannot be written
     * @throws IOException if the source cannot be read or the file not be written
     */
    public static Snapshot write(Source source, Path file) throws IOException {
        List<Field> fields = source.fields();
        long[] rows = {0};
        try (var out = new CsvOutput(
                Files.newOutputStream(file), fields.stream().map(Field::name).toList())) {
            source.forEach(values -> {
                rows[0]++;
                var cells = new ArrayList<String>(fields.size());
                for (int i = 0; i < fields.size(); i++) {
                    Field field = fields.get(i);
                    try {
                        cells.add(Cells.text(values.get(i), field.type()));
                    } catch (IllegalArgumentException e) {
                        throw Request.refused(
                                "", "row " + rows[0] + ", column '" + field.name() + "': " + e.getMessage());
                    }
                }
                out.line(cells);
            });
        }
        return of(file);
    }

    /** Of a file that is a data set already. */
    public static Snapshot of(Path file) throws IOException {
        CsvFile table = CsvFile.of(file);
        long[] rows = {0};
        List<Column> columns = Column.of(table, index -> rows[0]++);
        return new Snapshot(rows[0], columns);
    }
}
