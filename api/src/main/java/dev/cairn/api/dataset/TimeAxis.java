package dev.cairn.api.dataset;

import dev.cairn.api.task.Forecasting;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The time that all series of a table share, and where on it each line stands. A row of the task is a point of this axis, so
 * that a part which ends at a row ends at the same time in every series. Reads no values.
 *
 * @param times increasing
 * @param series names in the order of their first lines; one empty name if the task has a single series
 * @param rows of each line: the index of its time; absent if each line is the row of the same number
 * @param seriesOf of each line: the index of its series; absent if there is but one
 * @param repeats whether a time stands on several lines of a series
 */
record TimeAxis(
        List<LocalDateTime> times,
        List<String> series,
        int @Nullable [] rows,
        int @Nullable [] seriesOf,
        boolean repeats) {
    private static final int MOST_VIOLATIONS = 20;
    /** The header is line 1. */
    static final int FIRST_LINE = 2;
    /** More rows than this cannot have been meant: a gap of years in a series of seconds. */
    private static final long MOST_ROWS = 10_000_000;

    int row(int line) {
        return rows == null ? line : rows[line];
    }

    int seriesOf(int line) {
        return seriesOf == null ? 0 : seriesOf[line];
    }

    /**
     * Reads a table's times.
     *
     * @throws InvalidValueException naming the first lines whose time is none, or breaks the task's rules on order, repetition
     *     and gaps
     */
    static TimeAxis of(Forecasting task, Table table) {
        int timeColumn = table.columns().indexOf(task.time());
        int seriesColumn = task.series() == null ? -1 : table.columns().indexOf(task.series());
        var read = new Times();
        var names = new LinkedHashMap<String, Integer>();
        var owners = new Owners();
        table.forEach((index, cells) -> {
            read.add(TimeCell.at(index, cells.get(timeColumn)));
            String name = seriesColumn < 0 ? "" : cells.get(seriesColumn);
            Integer known = names.putIfAbsent(name, names.size());
            owners.add(known == null ? names.size() - 1 : known);
        });
        int @Nullable [] seriesOf = names.size() == 1 ? null : owners.toArray();
        List<LocalDateTime> times = isIncreasing(read) ? read : read.distinct();
        int @Nullable [] rows = times == read ? null : rows(times, read);
        var rules = new Rules();
        var order = new Order(rules, task, List.copyOf(names.keySet()), times, rows, seriesOf);
        order.check(read.size());
        rules.hold();
        @Nullable Duration usual = order.usual;
        if (task.gaps() == Forecasting.Gaps.FILL && usual != null) {
            times = grid(rules, times, usual);
            rules.hold();
            rows = rows(times, read);
        } else if (task.gaps() == Forecasting.Gaps.REFUSE && names.size() > 1 && usual != null) {
            checkCommon(rules, times, usual);
            rules.hold();
        }
        return new TimeAxis(times, List.copyOf(names.keySet()), rows, seriesOf, order.repeats);
    }

    /** The series of each line; holds nothing while all lines are of the first. */
    private static final class Owners {
        private int[] owners = {};
        private int size;

        void add(int owner) {
            if (owner != 0 || owners.length > 0) {
                if (size >= owners.length) {
                    owners = Arrays.copyOf(owners, size + size / 2 + 64);
                }
                owners[size] = owner;
            }
            size++;
        }

        int[] toArray() {
            return Arrays.copyOf(owners, size);
        }
    }

    private static boolean isIncreasing(Times times) {
        for (int i = 1; i < times.size(); i++) {
            if (!times.get(i).isAfter(times.get(i - 1))) {
                return false;
            }
        }
        return true;
    }

    private static int[] rows(List<LocalDateTime> times, Times read) {
        int[] rows = new int[read.size()];
        for (int line = 0; line < rows.length; line++) {
            rows[line] = Collections.binarySearch(times, read.get(line));
        }
        return rows;
    }

    /** Goes through the lines and remembers, of each series, where it has been. */
    private static final class Order {
        private final Rules rules;
        private final Forecasting task;
        private final List<String> names;
        private final List<LocalDateTime> times;
        private final int @Nullable [] rows;
        private final int @Nullable [] seriesOf;
        private final int[] latest;
        private final List<BitSet> seen = new ArrayList<>();
        private @Nullable Duration usual;
        private boolean repeats;

        Order(
                Rules rules,
                Forecasting task,
                List<String> names,
                List<LocalDateTime> times,
                int @Nullable [] rows,
                int @Nullable [] seriesOf) {
            this.rules = rules;
            this.task = task;
            this.names = names;
            this.times = times;
            this.rows = rows;
            this.seriesOf = seriesOf;
            this.latest = new int[names.size()];
            Arrays.fill(latest, -1);
            names.forEach(name -> seen.add(new BitSet()));
        }

        void check(int lines) {
            for (int line = 0; line < lines && rules.violations().size() < MOST_VIOLATIONS; line++) {
                int one = seriesOf == null ? 0 : seriesOf[line];
                int row = rows == null ? line : rows[line];
                int at = line;
                Supplier<String> where = () -> "line " + (at + FIRST_LINE)
                        + (task.series() == null ? "" : ", series '" + names.get(one) + "'") + ": ";
                if (row <= latest[one]) {
                    checkRepeated(seen.get(one).get(row), times.get(row), times.get(latest[one]), where);
                } else {
                    if (latest[one] >= 0) {
                        checkStep(times.get(latest[one]), times.get(row), where);
                    }
                    latest[one] = row;
                }
                seen.get(one).set(row);
            }
        }

        private void checkRepeated(boolean stands, LocalDateTime now, LocalDateTime before, Supplier<String> where) {
            repeats = true;
            if (task.duplicates() == Forecasting.Duplicates.REFUSE) {
                rules.check(
                        false,
                        "/time",
                        () -> where.get() + "time " + now + " does not follow " + before
                                + "; times must increase without repetition"
                                + (stands ? ", or set duplicates to FIRST, LAST or MEAN" : ""));
            } else {
                rules.check(
                        stands,
                        "/time",
                        () -> where.get() + "time " + now + " does not follow " + before
                                + " and has not stood before: times must increase; only a time that is repeated may"
                                + " step back");
            }
        }

        private void checkStep(LocalDateTime before, LocalDateTime now, Supplier<String> where) {
            Duration step = Duration.between(before, now);
            Duration first = usual == null ? step : usual;
            usual = first;
            rules.check(
                    task.gaps() != Forecasting.Gaps.REFUSE || step.equals(first),
                    "/time",
                    () -> where.get() + now + " comes " + step + " after the row before, but the first rows are "
                            + first + " apart; fill the gap, or set gaps to ALLOW to treat rows as equally spaced");
        }
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
                rows <= Math.max(MOST_ROWS, times.size()),
                "/gaps",
                () -> "filled every " + usual + " from " + first + " to " + last + " there would be " + rows
                        + " rows")) {
            return times;
        }
        for (LocalDateTime time : times) {
            boolean fits = Duration.between(first, time).toNanos() % usual.toNanos() == 0;
            if (!rules.check(
                    fits,
                    "/time",
                    () -> time + " is no multiple of " + usual + " after " + first
                            + "; rows can be put in only where all others are evenly spaced")) {
                return times;
            }
        }
        var grid = new Times();
        for (LocalDateTime time = first; !time.isAfter(last); time = time.plus(Objects.requireNonNull(usual))) {
            grid.add(time);
        }
        return grid;
    }
}
