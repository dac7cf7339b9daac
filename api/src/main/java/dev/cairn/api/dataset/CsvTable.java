package dev.cairn.api.dataset;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * A data set as text: RFC 4180, UTF-8, comma-separated, one header line, every line as long as the header.
 *
 * @param columns header names, distinct, none blank
 * @param lines the cells of each data line, as they stand
 */
public record CsvTable(List<String> columns, List<List<String>> lines) {
    private static final int MOST_VIOLATIONS = 10;

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
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .detectBomHeader(false)
                .allowMissingFields(true)
                .allowExtraFields(true)
                .skipEmptyLines(true)
                .ofCsvRecord(new InputStreamReader(in, decoder))) {
            return collect(reader);
        } catch (CsvParseException e) {
            // It catches errors too, such as too little memory: nothing is wrong with the text then.
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw refused("the data set is not CSV: " + e.getMessage());
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw refused("the data set is not UTF-8 text");
            }
            throw e.getCause();
        } catch (CharacterCodingException e) {
            throw refused("the data set is not UTF-8 text");
        }
    }

    private static CsvTable collect(CsvReader<CsvRecord> reader) {
        var records = reader.iterator();
        if (!records.hasNext()) {
            throw refused("the data set is empty: a header line and data lines are needed");
        }
        List<String> header = header(records.next().getFields());
        var rules = new Rules();
        var lines = new ArrayList<List<String>>();
        while (records.hasNext() && rules.violations().size() < MOST_VIOLATIONS) {
            CsvRecord line = records.next();
            rules.check(
                    line.getFieldCount() == header.size(),
                    "",
                    () -> "line " + line.getStartingLineNumber() + " has " + line.getFieldCount()
                            + " cells but the header has " + header.size());
            lines.add(List.copyOf(line.getFields()));
        }
        rules.check(!lines.isEmpty(), "", () -> "the data set has a header line but no data lines");
        rules.hold();
        return new CsvTable(header, lines);
    }

    private static List<String> header(List<String> fields) {
        var names = new ArrayList<String>();
        var seen = new HashSet<String>();
        var rules = new Rules();
        for (String field : fields) {
            // A byte order mark is no part of the first name.
            String name = (names.isEmpty() && field.startsWith("\uFEFF") ? field.substring(1) : field).strip();
            int position = names.size() + 1;
            rules.check(!name.isEmpty(), "", () -> "column " + position + " has no name in the header line");
            rules.check(name.isEmpty() || seen.add(name), "", () -> "column '" + name + "' stands twice in the header");
            names.add(name);
        }
        rules.hold();
        return names;
    }

    private static InvalidValueException refused(String message) {
        return new InvalidValueException(List.of(new Violation("", message)));
    }
}
