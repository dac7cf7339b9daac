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
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * A data set as text: RFC 4180, UTF-8, comma-separated, one header line, every line as long as the header.
 *
 * @param columns header names, distinct, none blank
 * @param lines the cells of each data line, as they stand
 */
public record CsvTable(List<String> columns, List<List<String>> lines) {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
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
                .skipEmptyLines(false)
                .ofCsvRecord(new InputStreamReader(withoutByteOrderMark(in), decoder))) {
            return collect(reader);
        } catch (CsvParseException e) {
            // It catches errors too, such as too little memory: nothing is wrong with the text then.
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw refused(
                    e.getCause() instanceof CharacterCodingException
                            ? "the data set is not UTF-8 text"
                            : "the data set is not CSV: a quote is not closed, or a cell is longer than any table's");
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw refused("the data set is not UTF-8 text");
            }
            throw e.getCause();
        } catch (CharacterCodingException e) {
            throw refused("the data set is not UTF-8 text");
        }
    }

    /** The mark that some programs put before UTF-8 text is no part of the first name. */
    private static InputStream withoutByteOrderMark(InputStream in) throws IOException {
        var pushback = new PushbackInputStream(in, BYTE_ORDER_MARK.length);
        byte[] start = pushback.readNBytes(BYTE_ORDER_MARK.length);
        if (!Arrays.equals(start, BYTE_ORDER_MARK)) {
            pushback.unread(start);
        }
        return pushback;
    }

    private static CsvTable collect(CsvReader<CsvRecord> reader) {
        var records = reader.iterator();
        if (!records.hasNext()) {
            throw refused("the data set is empty: a header line and data lines are needed");
        }
        List<String> header = header(records.next().getFields());
        var rules = new Rules();
        var lines = new ArrayList<List<String>>();
        long emptySince = 0;
        while (records.hasNext() && rules.violations().size() < MOST_VIOLATIONS) {
            CsvRecord line = records.next();
            long number = line.getStartingLineNumber();
            if (header.size() > 1
                    && line.getFieldCount() == 1
                    && line.getField(0).isBlank()) {
                emptySince = emptySince == 0 ? number : emptySince;
                continue;
            }
            long empty = emptySince;
            // Empty lines at the end are nothing; in the middle they may be lost data.
            rules.check(empty == 0, "", () -> "line " + empty + " is empty");
            emptySince = 0;
            rules.check(
                    line.getFieldCount() == header.size(),
                    "",
                    () -> "line " + number + " has " + line.getFieldCount() + " cells but the header has "
                            + header.size());
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
            String name = field.strip();
            int position = names.size() + 1;
            rules.check(
                    name.indexOf('\0') < 0, "", () -> "column " + position + " has the character U+0000 in its name");
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
