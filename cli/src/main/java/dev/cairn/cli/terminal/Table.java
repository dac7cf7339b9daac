package dev.cairn.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Columns in line, numbers to the right. A line break in a heading makes the header taller. */
public final class Table {
    private static final String GAP = "  ";

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... header) {
        this(List.of(header));
    }

    public Table(List<String> header) {
        this.header = List.copyOf(header);
    }

    /** @throws IllegalArgumentException if there are not as many cells as columns */
    public Table row(List<String> cells) {
        if (cells.size() != header.size()) {
            throw new IllegalArgumentException("a row must have " + header.size() + " cells but had " + cells);
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /** The header first; no line ends with a blank. */
    public List<String> lines() {
        var lines = new ArrayList<>(header());
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private List<String> header() {
        int height = header.stream().mapToInt(cell -> parts(cell).size()).max().orElse(1);
        return IntStream.range(0, height)
                .mapToObj(i -> line(header.stream()
                        .map(cell -> {
                            int from = height - parts(cell).size();
                            return i < from ? "" : parts(cell).get(i - from);
                        })
                        .toList()))
                .toList();
    }

    private static List<String> parts(String heading) {
        return List.of(heading.split("\n"));
    }

    private String line(List<String> cells) {
        var line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(width(column) - Style.width(cell));
            line.append(column == 0 ? "" : GAP);
            line.append(isNumeric(column) ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int width =
                parts(header.get(column)).stream().mapToInt(Style::width).max().orElse(0);
        for (List<String> row : rows) {
            width = Math.max(width, Style.width(row.get(column)));
        }
        return width;
    }

    private boolean isNumeric(int column) {
        return !rows.isEmpty()
                && rows.stream()
                        .map(row -> Style.plain(row.get(column)))
                        .allMatch(
                                cell -> cell.isEmpty() || cell.equals("-") || cell.matches("[-+]?[0-9][0-9.eE+-]*|NaN"))
                && rows.stream().anyMatch(row -> row.get(column).matches(".*[0-9].*"));
    }
}
