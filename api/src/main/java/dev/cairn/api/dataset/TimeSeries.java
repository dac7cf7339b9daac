package dev.cairn.api.dataset;

import dev.cairn.api.NearestWord;
import dev.cairn.api.task.Forecasting;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The numbers that a forecasting task uses, checked: times increase, every cell is a finite number.
 *
 * @param times one per row, increasing
 * @param features [row][feature], in the task's order
 * @param targets [row][target], in the task's order
 */
public record TimeSeries(List<LocalDateTime> times, double[][] features, double[][] targets) {
    /** Narrower than Java, which also takes 12f and 0x1p3. */
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    private static final int MOST_VIOLATIONS = 20;
    /** The header is line 1. */
    private static final int FIRST_LINE = 2;

    public int rows() {
        return times.size();
    }

    /**
     * Takes a task's columns out of a table.
     *
     * @throws InvalidValueException naming every column and the first lines that break a rule, with pointers into the task
     */
    public static TimeSeries of(Forecasting task, CsvTable table) {
        var rules = new Rules();
        checkColumn(rules, table, task.time(), "/time");
        checkColumns(rules, table, task.targets(), "/targets");
        checkColumns(rules, table, task.features(), "/features");
        rules.hold();
        List<LocalDateTime> times = times(rules, table, task);
        double[][] features = numbers(rules, table, task.features(), "/features");
        double[][] targets = numbers(rules, table, task.targets(), "/targets");
        rules.hold();
        return new TimeSeries(List.copyOf(times), features, targets);
    }

    private static void checkColumns(Rules rules, CsvTable table, List<String> columns, String pointer) {
        for (int i = 0; i < columns.size(); i++) {
            checkColumn(rules, table, columns.get(i), pointer + "/" + i);
        }
    }

    private static void checkColumn(Rules rules, CsvTable table, String column, String pointer) {
        rules.check(
                table.columns().contains(column),
                pointer,
                () -> "the data set has no column '" + column + "'" + NearestWord.hint(column, table.columns())
                        + "; it has " + table.columns());
    }

    private static List<LocalDateTime> times(Rules rules, CsvTable table, Forecasting task) {
        int column = table.columns().indexOf(task.time());
        var times = new ArrayList<LocalDateTime>();
        for (int row = 0; row < table.lines().size(); row++) {
            String text = table.lines().get(row).get(column);
            try {
                times.add(parse(text.strip()));
            } catch (DateTimeParseException e) {
                int line = row + FIRST_LINE;
                rules.check(
                        false,
                        "/time",
                        () -> "line " + line + ": '" + text
                                + "' is not a date or time such as 2024-01-31 or 2024-01-31 18:05:00");
                return times;
            }
        }
        checkOrder(rules, times, task.gaps());
        return times;
    }

    private static void checkOrder(Rules rules, List<LocalDateTime> times, Forecasting.Gaps gaps) {
        Duration usual = times.size() > 1 ? Duration.between(times.get(0), times.get(1)) : Duration.ZERO;
        for (int row = 1; row < times.size() && rules.violations().size() < MOST_VIOLATIONS; row++) {
            LocalDateTime before = times.get(row - 1);
            LocalDateTime now = times.get(row);
            int line = row + FIRST_LINE;
            Duration step = Duration.between(before, now);
            boolean increasing = rules.check(
                    now.isAfter(before),
                    "/time",
                    () -> "line " + line + ": time " + now + " does not follow " + before
                            + "; times must increase without repetition");
            rules.check(
                    !increasing || gaps == Forecasting.Gaps.ALLOW || step.equals(usual),
                    "/time",
                    () -> "line " + line + ": " + now + " comes " + step
                            + " after the row before, but the first rows are " + usual
                            + " apart; fill the gap, or set gaps to ALLOW to treat rows as equally spaced");
        }
    }

    private static LocalDateTime parse(String text) {
        if (text.length() == "2024-01-31".length()) {
            return LocalDate.parse(text).atStartOfDay();
        }
        String iso = text.replace(' ', 'T');
        try {
            return LocalDateTime.parse(iso);
        } catch (DateTimeParseException e) {
            return OffsetDateTime.parse(iso).atZoneSameInstant(ZoneOffset.UTC).toLocalDateTime();
        }
    }

    private static double[][] numbers(Rules rules, CsvTable table, List<String> columns, String pointer) {
        double[][] numbers = new double[table.lines().size()][columns.size()];
        for (int i = 0; i < columns.size(); i++) {
            int column = table.columns().indexOf(columns.get(i));
            for (int row = 0; row < numbers.length && rules.violations().size() < MOST_VIOLATIONS; row++) {
                numbers[row][i] = number(
                        rules, table.lines().get(row).get(column), pointer + "/" + i, columns.get(i), row + FIRST_LINE);
            }
        }
        return numbers;
    }

    private static double number(Rules rules, String text, String pointer, String column, int line) {
        String stripped = text.strip();
        double number = NUMBER.matcher(stripped).matches() ? Double.parseDouble(stripped) : Double.NaN;
        rules.check(
                Double.isFinite(number),
                pointer,
                () -> "line " + line + ", column '" + column + "': "
                        + (stripped.isEmpty() ? "the cell is empty" : "'" + text + "' is not a finite number"));
        return number;
    }
}
