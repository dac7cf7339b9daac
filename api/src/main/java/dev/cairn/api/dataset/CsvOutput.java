package dev.cairn.api.dataset;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a data set so that equal cells make equal bytes: UTF-8 without a mark, commas, lines that end in a line feed, quotes only
 * around a cell that holds a comma, a quote or a line end, or is all of its line and blank.
 */
public final class CsvOutput implements AutoCloseable {
    private final Writer writer;

    /** Begins with the header. Closing closes the stream. */
    public CsvOutput(OutputStream out, List<String> columns) throws IOException {
        this.writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        line(CsvText.header(columns));
    }

    public void line(List<String> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                writer.write(',');
            }
            String cell = cells.get(i);
            boolean quoted = cells.size() == 1 && cell.isBlank();
            for (int at = 0; at < cell.length() && !quoted; at++) {
                quoted = ",\"\n\r".indexOf(cell.charAt(at)) >= 0;
            }
            writer.write(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
        }
        writer.write('\n');
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
