package dev.cairn.service.trial;

import dev.cairn.api.NearestWord;
import dev.cairn.api.study.StudySpec;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.space.Parameter;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Trials as a table (RFC 4180): a column for each hyperparameter and metric, named as in the JSON, {@code point.units} and {@code
 * metrics.loss}. A text that a spreadsheet would compute, because it begins with one of {@code = + - @}, a tab or a carriage
 * return, has an apostrophe before it; numbers have not.
 */
final class TrialCsv {
    private interface Column extends Function<TrialList.Item, @Nullable Object> {}

    /** As many as a double may need. */
    private static final int MOST_DIGITS = 17;

    private static final String POINT = "point";
    private static final String METRICS = "metrics";
    private static final Map<String, Column> OF_EVERY_TRIAL = ofEveryTrial();

    private final List<String> names;
    private final List<Column> columns;
    private final @Nullable MathContext rounding;

    private TrialCsv(Map<String, Column> columns, @Nullable MathContext rounding) {
        this.rounding = rounding;
        this.names = List.copyOf(columns.keySet());
        this.columns = List.copyOf(columns.values());
    }

    private static Map<String, Column> ofEveryTrial() {
        var columns = new LinkedHashMap<String, Column>();
        columns.put("number", item -> item.trial().number());
        columns.put("id", item -> item.trial().id());
        columns.put("state", item -> item.trial().state());
        columns.put("purpose", item -> item.trial().purpose());
        columns.put("origin", item -> item.trial().origin());
        columns.put("score", TrialList.Item::score);
        columns.put("cause", item -> item.trial().cause());
        columns.put("stopReason", item -> item.trial().stopReason());
        columns.put("excluded", item -> item.trial().excluded());
        columns.put("attempt", item -> item.trial().attempt());
        columns.put("seed", item -> item.trial().seed());
        columns.put("createdAt", item -> item.trial().createdAt());
        columns.put("startedAt", TrialList.Item::startedAt);
        columns.put("endedAt", item -> item.trial().endedAt());
        columns.put("model", item -> item.trial().model());
        return columns;
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
                                : OF_EVERY_TRIAL.getOrDefault(name, item -> null));
            }
        }
        rules.hold();
        return new TrialCsv(columns, digits == null ? null : new MathContext(digits));
    }

    private static Column value(String parameter) {
        return item -> item.trial().point().get(parameter);
    }

    private static Column metric(String metric) {
        return item -> {
            Map<String, Double> metrics = item.trial().metrics();
            return metrics == null ? null : metrics.get(metric);
        };
    }

    /** Whether it has columns that {@link TrialList} finds in other tables. */
    boolean isWhole() {
        return names.contains("startedAt") || names.contains("model");
    }

    void header(Writer out) throws IOException {
        for (int i = 0; i < names.size(); i++) {
            out.write(i == 0 ? "" : ",");
            text(out, names.get(i));
        }
        out.write("\r\n");
    }

    void line(Writer out, TrialList.Item item) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            out.write(i == 0 ? "" : ",");
            Object value = columns.get(i).apply(item);
            if (value instanceof String text) {
                text(out, text);
            } else if (value instanceof Double number && rounding != null && Double.isFinite(number)) {
                out.write(rounded(number, rounding));
            } else if (value != null) {
                out.write(value.toString());
            }
        }
        out.write("\r\n");
    }

    private static String rounded(double number, MathContext rounding) {
        return new BigDecimal(number).round(rounding).stripTrailingZeros().toString();
    }

    private static void text(Writer out, String text) throws IOException {
        String harmless = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = false;
        for (int i = 0; i < harmless.length() && !quoted; i++) {
            quoted = ",\"\r\n".indexOf(harmless.charAt(i)) >= 0;
        }
        out.write(quoted ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless);
    }
}
