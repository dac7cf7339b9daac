package dev.cairn.api.dataset;

import dev.cairn.search.InvalidValueException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A table that is read anew each time it is gone through, and of which one line is in memory. */
public final class CsvFile implements Table {
    private static final int BUFFER = 1 << 16;

    private final Content content;
    private final CsvDialect dialect;
    private final List<String> columns;

    /** Bytes that can be read again. */
    public interface Content {
        InputStream open() throws IOException;
    }

    private CsvFile(Content content, CsvDialect dialect) throws IOException {
        this.content = content;
        this.dialect = dialect;
        try (InputStream in = content.open()) {
            this.columns = CsvText.read(in, dialect, null);
        }
    }

    /**
     * Reads a data set's header.
     *
     * @throws InvalidValueException if there is none
     * @throws IOException if it cannot be read
     */
    public static CsvFile of(Content content) throws IOException {
        return new CsvFile(content, CsvDialect.STANDARD);
    }

    /** Likewise, of a file in any dialect. */
    public static CsvFile of(Path file, CsvDialect dialect) throws IOException {
        return new CsvFile(() -> new BufferedInputStream(Files.newInputStream(file), BUFFER), dialect);
    }

    public static CsvFile of(Path file) throws IOException {
        return of(file, CsvDialect.STANDARD);
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public void forEach(Lines lines) {
        try (InputStream in = content.open()) {
            CsvText.read(in, dialect, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
