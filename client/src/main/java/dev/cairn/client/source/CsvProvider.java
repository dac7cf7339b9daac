package dev.cairn.client.source;

import dev.cairn.api.dataset.ColumnType;
import dev.cairn.api.dataset.CsvDialect;
import dev.cairn.api.dataset.CsvFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text files. Options: {@code separator}, one character or {@code tab}; {@code quote}, one character or {@code none}; {@code columns},
 * names separated by commas of a file that has none. A file whose name ends in {@code .tsv} is separated by tabs and has no quotes.
 */
public final class CsvProvider implements Source.Provider {
    @Override
    public String scheme() {
        return "file";
    }

    @Override
    public Source open(Request request) throws IOException {
        String address = request.address();
        String path = address.startsWith("file:") ? address.substring("file:".length()) : address;
        return new Text(CsvFile.of(Path.of(path), dialect(request)));
    }

    static CsvDialect dialect(Request request) {
        boolean tabs = request.address().endsWith(".tsv");
        return new CsvDialect(
                character(request, "separator", tabs ? '\t' : ','),
                character(request, "quote", tabs ? CsvDialect.NO_QUOTE : '"'),
                request.option("columns")
                        .map(names -> List.of(names.split(",", -1)))
                        .orElse(List.of()));
    }

    private static char character(Request request, String name, char otherwise) {
        String given = request.option(name).orElse("");
        return switch (given) {
            case "" -> otherwise;
            case "tab", "\\t" -> '\t';
            case "none" -> CsvDialect.NO_QUOTE;
            default -> {
                if (given.length() != 1) {
                    throw Request.refused(
                            "/" + name, name + " must be one character, tab or none but was '" + given + "'");
                }
                yield given.charAt(0);
            }
        };
    }

    private record Text(CsvFile table) implements Source {
        @Override
        public List<Field> fields() {
            return table.columns().stream()
                    .map(name -> new Field(name, ColumnType.TEXT))
                    .toList();
        }

        @Override
        public void forEach(Rows rows) throws IOException {
            List<@Nullable Object> values = new ArrayList<>();
            try {
                table.forEach((index, cells) -> {
                    values.clear();
                    values.addAll(cells);
                    try {
                        rows.row(values);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        @Override
        public void close() {
            // It is open only while it is gone through.
        }
    }
}
