package dev.cairn.api.dataset;

import dev.cairn.api.NearestWord;
import dev.cairn.api.task.Forecasting;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that a forecasting task uses, checked: times increase, every cell is a finite number, or missing where the task
 * allows it.
 *
 * @param times one per row, increasing, shared by all series
 * @param columns as {@link Forecasting#columns()}
 */
public record TimeSeries(List<LocalDateTime> times, List<String> columns, List<Series> series) {
    private static final int MOST_VIOLATIONS = 20;

    /**
     * One of the series.
     *
     * @param name empty if there is but one
     * @param values in rows and columns; not a number where missing
     */
    public record Series(String name, Grid values) {}

    public TimeSeries {
        // Not copied: as objects they take ten times the memory.
        times = Collections.unmodifiableList(times);
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
    public static TimeSeries of(Forecasting task, Table table) {
        return of(task, table, rows -> rows, Grid.Storage.HEAP);
    }

    /**
     * Takes the first rows of a task's columns out of a table. No value behind them is read.
     *
     * @param end how many rows, by the number of all; may refuse it
     * @throws InvalidValueException naming every column and the first lines that break a rule, with pointers into the task
     */
    public static TimeSeries of(Forecasting task, Table table, IntUnaryOperator end, Grid.Storage storage) {
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
        var values = new Values(task, axis, table.columns(), rows, storage);
        table.forEach((index, cells) -> {
            if (axis.row(index) < rows && rules.violations().size() < MOST_VIOLATIONS) {
                values.take(rules, index, cells);
            }
        });
        rules.hold();
        return new TimeSeries(axis.times().subList(0, rows), task.columns(), values.series());
    }

    static void checkColumn(Rules rules, Table table, String column, String pointer) {
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

    /** Puts cells where they belong, and several of one time together by the task's rule. */
    private static final class Values {
        private final Forecasting task;
        private final TimeAxis axis;
        private final List<String> names;
        /** Where each of the task's columns stands in the table. */
        private final int[] places;

        private final List<Grid> values;
        /** How many values each cell is the mean of; only where some are several. */
        private final @Nullable List<Grid> counts;

        Values(Forecasting task, TimeAxis axis, List<String> header, int rows, Grid.Storage storage) {
            this.task = task;
            this.axis = axis;
            this.names = task.columns();
            this.places = names.stream().mapToInt(header::indexOf).toArray();
            int columns = names.size();
            this.values = axis.series().stream()
                    .map(name -> storage.grid(rows, columns))
                    .toList();
            boolean averages = axis.repeats() && task.duplicates() == Forecasting.Duplicates.MEAN;
            this.counts = averages
                    ? axis.series().stream()
                            .map(name -> storage.grid(rows, columns))
                            .toList()
                    : null;
        }

        void take(Rules rules, int index, List<String> cells) {
            boolean mayMiss = task.missing() != Forecasting.Missing.REFUSE;
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                String text = cells.get(places[i]);
                String stripped = text.strip();
                double number = NumberCell.parse(stripped);
                if (!Double.isNaN(number)) {
                    put(axis.seriesOf(index), axis.row(index), i, number);
                } else if (!mayMiss || !NumberCell.isMissing(stripped)) {
                    rules.check(
                            false,
                            pointer(task, name),
                            () -> "line " + (index + TimeAxis.FIRST_LINE) + ", column '" + name + "': " + wrong(text));
                }
            }
        }

        private void put(int one, int row, int column, double number) {
            Grid grid = values.get(one);
            double before = grid.get(row, column);
            if (Double.isNaN(before) || task.duplicates() == Forecasting.Duplicates.LAST) {
                grid.set(row, column, number);
            } else if (counts != null) {
                double count = counts.get(one).get(row, column);
                double taken = Double.isNaN(count) ? 1 : count;
                grid.set(row, column, before + (number - before) / (taken + 1));
                counts.get(one).set(row, column, taken + 1);
            }
        }

        List<Series> series() {
            var series = new ArrayList<Series>();
            for (int i = 0; i < values.size(); i++) {
                series.add(new Series(axis.series().get(i), values.get(i)));
            }
            return series;
        }
    }

    private static String wrong(String text) {
        return text.isBlank()
                ? "the cell is empty; set missing to LAST_VALUE or LEAVE_OUT if it may be"
                : "'" + text + "' is not a finite number";
    }
}
