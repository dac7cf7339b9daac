package dev.cairn.api.dataset;

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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The time that all series of a table share, and where on it each line stands. A row of the task is a point of this axis, so
 * that a part which ends at a row ends at the same time in every series. Reads no values.
 *
 * @param times increasing
 * @param series names in the order of their first lines; one empty name if the task has a single series
 * @param rows of each line: the index of its time
 * @param seriesOf of each line: the index of its series
 */
record TimeAxis(List<LocalDateTime> times, List<String> series, int[] rows, int[] seriesOf) {
    private static final int MOST_VIOLATIONS = 20;
    /** The header is line 1. */
    static final int FIRST_LINE = 2;
    /** More rows than this cannot have been meant: a gap of years in a series of seconds. */
    private static final long MOST_ROWS = 10_000_000;

    /**
     * Reads a table's times.
     *
     * @throws InvalidValueException naming the first lines whose time is none, stands twice, or breaks the task's rule on gaps
     */
    static TimeAxis of(Forecasting task, CsvTable table) {
        var rules = new Rules();
        List<LocalDateTime> read = times(rules, table, table.columns().indexOf(task.time()));
        rules.hold();
        int seriesColumn = task.series() == null ? -1 : table.columns().indexOf(task.series());
        var names = new LinkedHashMap<String, Integer>();
        int[] seriesOf = new int[read.size()];
        for (int line = 0; line < seriesOf.length; line++) {
            String name = seriesColumn < 0 ? "" : table.lines().get(line).get(seriesColumn);
            Integer known = names.putIfAbsent(name, names.size());
            seriesOf[line] = known == null ? names.size() - 1 : known;
        }
        @Nullable Duration usual = checkOrder(rules, read, seriesOf, List.copyOf(names.keySet()), task);
        rules.hold();
        List<LocalDateTime> times = List.copyOf(new TreeSet<>(read));
        if (task.gaps() == Forecasting.Gaps.FILL && usual != null) {
            times = grid(rules, times, usual);
        } else if (task.gaps() == Forecasting.Gaps.REFUSE && names.size() > 1 && usual != null) {
            checkCommon(rules, times, usual);
        }
        rules.hold();
        return new TimeAxis(times, List.copyOf(names.keySet()), rows(times, read), seriesOf);
    }

    private static List<LocalDateTime> times(Rules rules, CsvTable table, int column) {
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
        return times;
    }

    static LocalDateTime parse(String text) {
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

    /** Returns the time between the first two rows of a series; null if no series has two. */
    private static @Nullable Duration checkOrder(
            Rules rules, List<LocalDateTime> times, int[] seriesOf, List<String> names, Forecasting task) {
        var latest = new HashMap<Integer, LocalDateTime>();
        Duration usual = null;
        for (int row = 0; row < times.size() && rules.violations().size() < MOST_VIOLATIONS; row++) {
            LocalDateTime now = times.get(row);
            LocalDateTime before = latest.put(seriesOf[row], now);
            if (before == null) {
                continue;
            }
            String where = "line " + (row + FIRST_LINE)
                    + (task.series() == null ? "" : ", series '" + names.get(seriesOf[row]) + "'") + ": ";
            Duration step = Duration.between(before, now);
            boolean increasing = rules.check(
                    now.isAfter(before),
                    "/time",
                    () -> where + "time " + now + " does not follow " + before
                            + "; times must increase without repetition");
            usual = usual == null ? step : usual;
            checkStep(rules, task.gaps(), increasing, usual, step, where + now);
        }
        return usual;
    }

    private static void checkStep(
            Rules rules,
            Forecasting.@Nullable Gaps gaps,
            boolean increasing,
            Duration usual,
            Duration step,
            String where) {
        rules.check(
                !increasing || gaps != Forecasting.Gaps.REFUSE || step.equals(usual),
                "/time",
                () -> where + " comes " + step + " after the row before, but the first rows are " + usual
                        + " apart; fill the gap, or set gaps to ALLOW to treat rows as equally spaced");
    }

    /** Each series may be evenly spaced and yet not stand on the others' times. */
    private static void checkCommon(Rules rules, List<LocalDateTime> times, Duration usual) {
        for (int row = 1; row < times.size(); row++) {
            LocalDateTime before = times.get(row - 1);
            LocalDateTime now = times.get(row);
            if (!Duration.between(before, now).equals(usual)) {
                rules.check(
                        false,
                        "/time",
                        () -> "the series together have the times " + before + " and " + now
                                + " after another, but the rows of the first are " + usual
                                + " apart; all series must share their times, or set gaps to ALLOW");
                return;
            }
        }
    }

    private static List<LocalDateTime> grid(Rules rules, List<LocalDateTime> times, Duration usual) {
        LocalDateTime first = times.get(0);
        LocalDateTime last = times.get(times.size() - 1);
        long rows = Duration.between(first, last).dividedBy(usual) + 1;
        if (!rules.check(
                rows <= MOST_ROWS,
                "/gaps",
                () -> "filled every " + usual + " from " + first + " to " + last + " there would be " + rows
                        + " rows")) {
            return times;
        }
        var grid = new ArrayList<LocalDateTime>();
        for (LocalDateTime time = first; !time.isAfter(last); time = time.plus(usual)) {
            grid.add(time);
        }
        for (LocalDateTime time : times) {
            boolean fits = Duration.between(first, time).toNanos() % usual.toNanos() == 0;
            if (!rules.check(
                    fits,
                    "/time",
                    () -> time + " is no multiple of " + usual + " after " + first
                            + "; rows can be put in only where all others are evenly spaced")) {
                break;
            }
        }
        return List.copyOf(grid);
    }

    private static int[] rows(List<LocalDateTime> times, List<LocalDateTime> read) {
        Map<LocalDateTime, Integer> rows = new HashMap<>();
        for (int row = 0; row < times.size(); row++) {
            rows.put(times.get(row), row);
        }
        return read.stream().mapToInt(rows::get).toArray();
    }
}
