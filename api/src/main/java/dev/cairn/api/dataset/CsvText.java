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
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dialect of data sets: RFC 4180, UTF-8, one header line, every line as long as the header. Holds one line at a time. */
final class CsvText {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int MOST_VIOLATIONS = 10;

    private CsvText() {}

    /**
     * Reads the header, and the lines if someone wants to see them.
     *
     * @return the header's names
     * @throws InvalidValueException if it is empty, not UTF-8, or not such a table; says in which line
     * @throws IOException if the stream fails
     */
    static List<String> read(InputStream in, CsvDialect dialect, Table.@Nullable Lines lines) throws IOException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(dialect.separator())
                .quoteCharacter(dialect.quote())
                .detectBomHeader(false)
                .allowMissingFields(true)
                .allowExtraFields(true)
                .skipEmptyLines(false)
                .ofCsvRecord(new InputStreamReader(withoutByteOrderMark(in), decoder))) {
            Iterator<CsvRecord> records = reader.iterator();
            List<String> header = dialect.header();
            if (header.isEmpty()) {
                if (!records.hasNext()) {
                    throw refused("the data set is empty: a header line and data lines are needed");
                }
                header = header(records.next().getFields());
            }
            if (lines != null) {
                show(records, header.size(), lines);
            }
            return header;
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

    private static void show(Iterator<CsvRecord> records, int cells, Table.Lines lines) {
        var rules = new Rules();
        int index = 0;
        long emptySince = 0;
        while (records.hasNext() && rules.violations().size() < MOST_VIOLATIONS) {
            CsvRecord line = records.next();
            long number = line.getStartingLineNumber();
            if (cells > 1 && line.getFieldCount() == 1 && line.getField(0).isBlank()) {
                emptySince = emptySince == 0 ? number : emptySince;
                continue;
            }
            long empty = emptySince;
            // Empty lines at the end are nothing; in the middle they may be lost data.
            rules.check(empty == 0, "", () -> "line " + empty + " is empty");
            emptySince = 0;
            rules.check(
                    line.getFieldCount() == cells,
                    "",
                    () -> "line " + number + " has " + line.getFieldCount() + " cells but the header has " + cells);
            if (rules.violations().isEmpty()) {
                lines.line(index, line.getFields());
            }
            if (index == Integer.MAX_VALUE) {
                throw refused("the data set has more lines than can be counted");
            }
            index++;
        }
        rules.check(index > 0, "", () -> "the data set has a header line but no data lines");
        rules.hold();
    }

    static List<String> header(List<String> fields) {
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
        return List.copyOf(names);
    }

    private static InvalidValueException refused(String message) {
        return new InvalidValueException(List.of(new Violation("", message)));
    }
}
