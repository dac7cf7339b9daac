package dev.cairn.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Reads tables out of the documents, so that tests can hold them against the code. */
final class MarkdownTables {
    private static final int BEFORE_ROWS = 2;

    private MarkdownTables() {}

    /** The rows of the table under a heading, without its header; cells without back quotes. */
    static List<List<String>> rows(String document, String heading) throws IOException {
        // Maven runs tests in the module's folder.
        List<String> lines = Files.readAllLines(Path.of("..", "docs", document));
        return lines.stream()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("#"))
                .filter(line -> line.startsWith("|"))
                .skip(BEFORE_ROWS)
                .map(MarkdownTables::cells)
                .collect(Collectors.toList());
    }

    private static List<String> cells(String line) {
        String inner = line.substring(1, line.lastIndexOf('|'));
        return Arrays.stream(inner.split("\\|", -1))
                .map(cell -> cell.replace("`", "").strip())
                .toList();
    }
}
