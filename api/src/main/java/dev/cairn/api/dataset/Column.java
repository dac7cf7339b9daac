package dev.cairn.api.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a column turned out to hold.
 *
 * @param type TEXT if every cell is missing
 * @param missing how many cells are empty, NA, NaN or null
 * @param exception the first cell that kept the column from being what all before it were, with its line; absent if there is none
 */
public record Column(
        String name,
        ColumnType type,
        long missing,
        @Nullable String exception) {
    private static final int LONGEST_SHOWN = 40;

    /**
     * Reads a whole table, one line at a time.
     *
     * @throws dev.cairn.search.InvalidValueException if it is none
     */
    public static List<Column> of(Table table) {
        return of(table, index -> {});
    }

    /** Likewise, and tells of each line by its index. */
    public static List<Column> of(Table table, IntConsumer line) {
        List<Inference> columns =
                table.columns().stream().map(name -> new Inference()).toList();
        table.forEach((index, cells) -> {
            line.accept(index);
            for (int i = 0; i < cells.size(); i++) {
                columns.get(i).take(index, cells.get(i));
            }
        });
        var inferred = new ArrayList<Column>();
        for (int i = 0; i < columns.size(); i++) {
            inferred.add(columns.get(i).column(table.columns().get(i)));
        }
        return inferred;
    }

    /** What the cells so far have in common. */
    private static final class Inference {
        private @Nullable ColumnType type;
        private long missing;
        private @Nullable String exception;

        void take(int index, String cell) {
            String text = cell.strip();
            if (NumberCell.isMissing(text)) {
                missing++;
            } else if (type == null) {
                type = first(text);
            } else if (!type.admits(text)) {
                // Of two kinds of cells there is none narrower than text.
                exception = "line " + (index + TimeAxis.FIRST_LINE) + ": '"
                        + (text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text)
                        + "' is no " + type;
                type = ColumnType.TEXT;
            }
        }

        private static ColumnType first(String text) {
            for (ColumnType type : ColumnType.values()) {
                if (type.admits(text)) {
                    return type;
                }
            }
            return ColumnType.TEXT;
        }

        Column column(String name) {
            return new Column(name, type == null ? ColumnType.TEXT : type, missing, exception);
        }
    }
}
