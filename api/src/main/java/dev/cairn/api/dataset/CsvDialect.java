package dev.cairn.api.dataset;

import dev.cairn.search.Rules;
import java.util.List;

/**
 * How a file differs from a data set. Data sets have the standard dialect; what is read in another is written anew in it.
 *
 * @param separator between cells
 * @param quote around cells that hold separators or line ends; U+0000 for none
 * @param header names of a file whose first line is data already; empty if the first line has them
 */
public record CsvDialect(char separator, char quote, List<String> header) {
    public static final CsvDialect STANDARD = new CsvDialect(',', '"', List.of());
    /** Tab-separated texts have no quotes: one that stands in a text is part of it. */
    public static final char NO_QUOTE = '\0';

    /**
     * Checks that the two can be told apart.
     *
     * @throws dev.cairn.search.InvalidValueException if not, or if a name is blank or stands twice
     */
    public CsvDialect {
        char between = separator;
        char around = quote;
        var rules = new Rules();
        rules.check(
                between != around && between != '\n' && between != '\r' && between != NO_QUOTE,
                "/separator",
                () -> "the separator must be one character, neither a quote nor a line end");
        rules.hold();
        header = header.isEmpty() ? List.of() : CsvText.header(header);
    }

    /** As {@link #STANDARD} but with these names for a file that has none. */
    public CsvDialect named(List<String> names) {
        return new CsvDialect(separator, quote, names);
    }
}
