package dev.cairn.service.trial;

import dev.cairn.api.NearestWord;
import dev.cairn.api.study.StudySpec;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Scalars;
import dev.cairn.service.trial.FlatJson.Values;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Trials as a table (RFC 4180): a column for each hyperparameter and metric, named as in the JSON, {@code point.units} and {@code
 * metrics.loss}. A text that a spreadsheet would compute, because it begins with one of {@code = + - @}, a tab or a carriage
 * return, has an apostrophe before it; numbers have not.
 */
final class TrialCsv {
    private interface Cell {
        @Nullable
        Object read(ResultSet row, Values values, int at) throws SQLException;
    }

    /**
     * @param sql an expression of a trial {@code t}; hyperparameters share one, and so do metrics
     * @param cell reads its value of a row where the expression stands at a place
     */
    private record Column(String sql, Cell cell) {}

    /** As many as a double may need. */
    private static final int MOST_DIGITS = 17;

    private static final String POINT = "point";
    private static final String METRICS = "metrics";
    private static final Column NOTHING = new Column("null", (row, values, at) -> null);
    private static final Map<String, Column> OF_EVERY_TRIAL = ofEveryTrial();

    private final List<String> names;
    private final List<Column> columns;
    private final List<String> selected;
    /** Of each column's expression in a row, from 1. */
    private final int[] places;

    private final @Nullable MathContext rounding;

    private TrialCsv(Map<String, Column> columns, @Nullable MathContext rounding) {
        this.rounding = rounding;
        this.names = List.copyOf(columns.keySet());
        this.columns = List.copyOf(columns.values());
        this.selected = this.columns.stream().map(Column::sql).distinct().toList();
        this.places = this.columns.stream()
                .mapToInt(column -> 1 + selected.indexOf(column.sql()))
                .toArray();
    }

    private static Map<String, Column> ofEveryTrial() {
        var columns = new LinkedHashMap<String, Column>();
        columns.put("number", whole("t.number"));
        columns.put("id", whole("t.id"));
        columns.put("state", word("t.state"));
        columns.put("purpose", word("t.purpose"));
        columns.put("origin", word("t.origin"));
        columns.put("score", new Column("t.score", (row, values, at) -> row.getObject(at, Double.class)));
        columns.put("cause", word("t.cause"));
        columns.put("stopReason", word("t.stop_reason"));
        columns.put("excluded", new Column("t.excluded", (row, values, at) -> row.getBoolean(at)));
        columns.put("attempt", whole("t.attempt"));
        columns.put("seed", whole("t.seed"));
        columns.put("createdAt", time("t.created_at"));
        columns.put("startedAt", time("(select a.started_at from attempt a where a.trial_id = t.id and a.number = 1)"));
        columns.put("endedAt", time("t.ended_at"));
        columns.put("model", word(TrialRows.MODEL));
        return columns;
    }

    private static Column whole(String sql) {
        return new Column(sql, (row, values, at) -> row.getLong(at));
    }

    private static Column word(String sql) {
        return new Column(sql, (row, values, at) -> row.getString(at));
    }

    private static Column time(String sql) {
        return new Column(sql, (row, values, at) -> TrialRows.optionalInstant(row, at));
    }

    private static Column value(String parameter) {
        return new Column(
                "t.point::text",
                (row, values, at) -> Scalars.of(values.of(row, at).get(parameter)));
    }

    private static Column metric(String metric) {
        return new Column("t.metrics::text", (row, values, at) -> {
            Object value = values.of(row, at).get(metric);
            return value instanceof String text ? Double.valueOf(text) : value;
        });
    }

    /**
     * @param wanted names of columns, {@code point} and {@code metrics} for all of each; empty: everything
     * @param metrics finds the names of all metrics, if they are needed
     * @param digits how many significant ones fractions have; null: all, so that reading them gives the same numbers
     * @throws InvalidValueException with every column that there is not
     */
    static TrialCsv of(StudySpec spec, List<String> wanted, @Nullable Integer digits, Supplier<List<String>> metrics) {
        var asked = new ArrayList<>(wanted);
        if (asked.isEmpty()) {
            asked.addAll(OF_EVERY_TRIAL.keySet());
            asked.addAll(List.of(POINT, METRICS));
        }
        List<String> parameters =
                spec.space().parameters().stream().map(Parameter::name).toList();
        var columns = new LinkedHashMap<String, Column>();
        var rules = new Rules();
        rules.check(
                digits == null || digits >= 1 && digits <= MOST_DIGITS,
                "",
                () -> "digits must be in [1, " + MOST_DIGITS + "] but was " + digits);
        for (String name : asked) {
            if (name.equals(POINT)) {
                parameters.forEach(parameter -> columns.put(POINT + "." + parameter, value(parameter)));
            } else if (name.equals(METRICS)) {
                metrics.get().forEach(metric -> columns.put(METRICS + "." + metric, metric(metric)));
            } else if (name.startsWith(METRICS + ".")) {
                columns.put(name, metric(name.substring(METRICS.length() + 1)));
            } else {
                boolean isParameter =
                        name.startsWith(POINT + ".") && parameters.contains(name.substring(POINT.length() + 1));
                var known = new ArrayList<>(OF_EVERY_TRIAL.keySet());
                known.addAll(List.of(POINT, METRICS));
                parameters.forEach(parameter -> known.add(POINT + "." + parameter));
                rules.check(
                        isParameter || OF_EVERY_TRIAL.containsKey(name),
                        "",
                        () -> "columns: there is no '" + name + "'" + NearestWord.hint(name, known) + "; known are "
                                + known + " and metrics.…");
                columns.put(
                        name,
                        isParameter
                                ? value(name.substring(POINT.length() + 1))
                                : OF_EVERY_TRIAL.getOrDefault(name, NOTHING));
            }
        }
        rules.hold();
        return new TrialCsv(columns, digits == null ? null : new MathContext(digits));
    }

    /** What {@link #line} needs of a trial {@code t}: the first columns of a select. */
    String selected() {
        return IntStream.range(0, selected.size())
                .mapToObj(i -> selected.get(i) + " as csv_" + i)
                .collect(Collectors.joining(", "));
    }

    void header(StringBuilder out) {
        for (int i = 0; i < names.size(); i++) {
            out.append(i == 0 ? "" : ",");
            text(out, names.get(i));
        }
        out.append("\r\n");
    }

    void line(StringBuilder out, ResultSet row) throws SQLException {
        var values = new Values();
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            Object value = columns.get(i).cell().read(row, values, places[i]);
            if (value instanceof String text) {
                text(out, text);
            } else if (value instanceof Double number && rounding != null && Double.isFinite(number)) {
                out.append(rounded(number, rounding));
            } else if (value != null) {
                out.append(value);
            }
        }
        out.append("\r\n");
    }

    private static String rounded(double number, MathContext rounding) {
        // By its shortest digits: those of its binary fraction are fifty, and rounding them took most of a long list's
        // time.
        return BigDecimal.valueOf(number).round(rounding).stripTrailingZeros().toString();
    }

    private static void text(StringBuilder out, String text) {
        String harmless = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = false;
        for (int i = 0; i < harmless.length() && !quoted; i++) {
            quoted = ",\"\r\n".indexOf(harmless.charAt(i)) >= 0;
        }
        out.append(quoted ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless);
    }
}
