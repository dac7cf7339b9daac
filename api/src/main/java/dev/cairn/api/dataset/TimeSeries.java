package dev.cairn.api.dataset;

import dev.cairn.api.NearestWord;
import dev.cairn.api.task.Forecasting;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that a forecasting task uses, checked: times increase, every cell is a finite number, or missing where the task
 * allows it.
 *
 * @param times one per row, increasing, shared by all series
 * @param columns as {@link Forecasting#columns()}
 */
public record TimeSeries(List<LocalDateTime> times, List<String> columns, List<Series> series) {
    /** Narrower than Java, which also takes 12f and 0x1p3. */
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    private static final Set<String> MISSING = Set.of("", "na", "nan", "null");
    private static final int MOST_VIOLATIONS = 20;

    /**
     * One of the series.
     *
     * @param name empty if there is but one
     * @param values [row][column]; not a number where missing
     */
    public record Series(String name, double[][] values) {}

    public TimeSeries {
        times = List.copyOf(times);
        columns = List.copyOf(columns);
        series = List.copyOf(series);
    }

    public int rows() {
        return times.size();
    }

    /**
     * Takes a task's columns out of a table.
     *
     * @throws InvalidValueException naming every column and the first lines that break a rule, with pointers into the task
     */
    public static TimeSeries of(Forecasting task, CsvTable table) {
        return of(task, table, rows -> rows);
    }

    /**
     * Takes the first rows of a task's columns out of a table. No value behind them is read.
     *
     * @param end how many rows, by the number of all; may refuse it
     * @throws InvalidValueException naming every column and the first lines that break a rule, with pointers into the task
     */
    public static TimeSeries of(Forecasting task, CsvTable table, IntUnaryOperator end) {
        var rules = new Rules();
        checkColumn(rules, table, task.time(), "/time");
        if (task.series() != null) {
            checkColumn(rules, table, task.series(), "/series");
        }
        for (String column : task.columns()) {
            checkColumn(rules, table, column, pointer(task, column));
        }
        rules.hold();
        TimeAxis axis = TimeAxis.of(task, table);
        int rows = end.applyAsInt(axis.times().size());
        List<double[][]> values = axis.series().stream()
                .map(name -> missing(rows, task.columns().size()))
                .toList();
        for (int i = 0; i < task.columns().size(); i++) {
            read(rules, task, table, axis, rows, i, values);
        }
        rules.hold();
        var series = new ArrayList<Series>();
        for (int i = 0; i < values.size(); i++) {
            series.add(new Series(axis.series().get(i), values.get(i)));
        }
        return new TimeSeries(axis.times().subList(0, rows), task.columns(), series);
    }

    private static double[][] missing(int rows, int columns) {
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            Arrays.fill(row, Double.NaN);
        }
        return values;
    }

    static void checkColumn(Rules rules, CsvTable table, String column, String pointer) {
        rules.check(
                table.columns().contains(column),
                pointer,
                () -> "the data set has no column '" + column + "'" + NearestWord.hint(column, table.columns())
                        + "; it has " + table.columns());
    }

    /** Where the task names a column, first as a target. */
    private static String pointer(Forecasting task, String column) {
        if (task.targets().contains(column)) {
            return "/targets/" + task.targets().indexOf(column);
        }
        List<String> features = Objects.requireNonNull(task.features());
        return features.contains(column)
                ? "/features/" + features.indexOf(column)
                : "/knownAhead/" + Objects.requireNonNull(task.knownAhead()).indexOf(column);
    }

    private static void read(
            Rules rules,
            Forecasting task,
            CsvTable table,
            TimeAxis axis,
            int rows,
            int index,
            List<double[][]> values) {
        String name = task.columns().get(index);
        int column = table.columns().indexOf(name);
        String pointer = pointer(task, name);
        boolean mayMiss = task.missing() != Forecasting.Missing.REFUSE;
        for (int line = 0; line < axis.rows().length && rules.violations().size() < MOST_VIOLATIONS; line++) {
            if (axis.rows()[line] < rows) {
                String text = table.lines().get(line).get(column);
                Double number = number(text.strip(), mayMiss);
                int at = line + TimeAxis.FIRST_LINE;
                if (rules.check(
                        number != null, pointer, () -> "line " + at + ", column '" + name + "': " + wrong(text))) {
                    values.get(axis.seriesOf()[line])[axis.rows()[line]][index] = Objects.requireNonNull(number);
                }
            }
        }
    }

    /** Null if the text is no finite number; not a number if it is missing and may be. */
    static @Nullable Double number(String text, boolean mayMiss) {
        if (mayMiss && MISSING.contains(text.toLowerCase(Locale.ROOT))) {
            return Double.NaN;
        }
        double number = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
        return Double.isFinite(number) ? number : null;
    }

    private static String wrong(String text) {
        return text.isBlank()
                ? "the cell is empty; set missing to LAST_VALUE or LEAVE_OUT if it may be"
                : "'" + text + "' is not a finite number";
    }
}
