package dev.cairn.service.transfer;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.Parameter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What Optuna's {@code study.trials_dataframe().to_csv()} writes. It has no curves. */
record OptunaCsv(Path file, OptunaTrials trials) implements Rows {
    private static final String PARAMS = "params_";
    private static final String VALUES = "values_";
    private static final String ATTRIBUTES = "user_attrs_";

    @Override
    public void each(Receiver to) {
        CsvTable table = table();
        var missing = new TreeSet<>(List.of("number", "state"));
        table.columns().forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new InvalidValueException(
                    List.of(new Violation("", "the header has no column " + missing + "; it has " + table.columns())));
        }
        for (int i = 0; i < table.lines().size(); i++) {
            List<String> line = table.lines().get(i);
            // The header is line 1.
            to.take("line " + (i + 2), () -> trials.trial(frozen(cells(table.columns(), line))));
        }
    }

    private CsvTable table() {
        try (InputStream in = withNamedIndex(Files.newInputStream(file))) {
            return CsvTable.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The index that pandas writes in front has no name. */
    private static InputStream withNamedIndex(InputStream in) throws IOException {
        var pushback = new PushbackInputStream(in, 1);
        int first = pushback.read();
        if (first < 0) {
            return pushback;
        }
        pushback.unread(first);
        return first == ','
                ? new SequenceInputStream(new ByteArrayInputStream("index".getBytes(StandardCharsets.UTF_8)), pushback)
                : pushback;
    }

    private static Map<String, String> cells(List<String> columns, List<String> line) {
        Map<String, String> cells = new TreeMap<>();
        IntStream.range(0, columns.size())
                .filter(i -> !line.get(i).isBlank())
                .forEach(i -> cells.put(columns.get(i), line.get(i).strip()));
        return cells;
    }

    private OptunaTrials.Frozen frozen(Map<String, String> cells) {
        var rules = new Rules();
        String number = cells.getOrDefault("number", "");
        rules.check(
                number.matches("[0-9]{1,15}"),
                "/number",
                () -> "number must be a whole number but was '" + number + "'");
        Map<String, Object> params = new TreeMap<>();
        Map<String, Double> attributes = new HashMap<>();
        cells.forEach((column, cell) -> {
            if (column.startsWith(PARAMS)) {
                String name = column.substring(PARAMS.length());
                params.put(name, value(name, cell));
            } else if (column.startsWith(ATTRIBUTES)) {
                Double value = number(cell);
                if (value != null) {
                    attributes.put(column.substring(ATTRIBUTES.length()), value);
                }
            }
        });
        List<Double> values = values(cells, rules);
        Instant start = time(cells.getOrDefault("datetime_start", ""));
        Instant complete = time(cells.getOrDefault("datetime_complete", ""));
        rules.hold();
        return new OptunaTrials.Frozen(
                Long.parseLong(number),
                cells.getOrDefault("state", ""),
                params,
                values,
                Collections.emptySortedMap(),
                attributes,
                start,
                complete);
    }

    /** By position, {@code values_0}, or by the objective's metric; {@code value} where there is one objective. */
    private List<Double> values(Map<String, String> cells, Rules rules) {
        var values = new ArrayList<Double>();
        List<Objective> objectives = trials.spec().objectives();
        for (int i = 0; i < objectives.size(); i++) {
            String cell = cells.getOrDefault(
                    VALUES + i,
                    cells.getOrDefault(VALUES + objectives.get(i).metric(), i == 0 ? cells.get("value") : null));
            Double value = cell == null ? null : number(cell);
            if (rules.check(
                            cell == null || value != null,
                            "/values/" + i,
                            () -> "a value must be a number but was '" + cell + "'")
                    && value != null) {
                values.add(value);
            }
        }
        return values;
    }

    /** CSV has no types: a listed value is known by its text, True and true are one, and a column with gaps makes 16 to 16.0. */
    private Object value(String name, String cell) {
        Parameter parameter = trials.spec().space().parameter(name).orElse(null);
        List<Object> listed = parameter instanceof Parameter.Ordinal ordinal
                ? ordinal.values()
                : parameter instanceof Parameter.Categorical categorical ? categorical.values() : List.of();
        Double number = number(cell);
        return listed.stream()
                .filter(value -> value instanceof Boolean
                        ? value.toString().equalsIgnoreCase(cell)
                        : value.toString().equals(cell)
                                || value instanceof Number known && number != null && known.doubleValue() == number)
                .findFirst()
                .orElse(number == null || !listed.isEmpty() ? cell : number);
    }

    private static @Nullable Double number(String cell) {
        try {
            return switch (cell) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                case "nan" -> Double.NaN;
                default -> Double.valueOf(cell);
            };
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Optuna's times have no zone; they are taken as UTC. Null if it is no such time. */
    static @Nullable Instant time(String text) {
        try {
            return text.isEmpty()
                    ? null
                    : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
