package dev.cairn.worker.data;

import dev.cairn.api.dataset.TimeSeries;
import dev.cairn.api.task.CalendarFeature;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit.Rows;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The way from a table to what a network sees, and back from what it answers. The same object does it in training and in a saved
 * model, so that they cannot differ.
 *
 * <p>Targets, and features of the same columns: logarithm, difference to {@code lag} rows before, scaling. Other features:
 * scaling. What the network sees, and what a window's level is taken from, may be clipped; what it is to forecast never is. Nothing of it depends on a row after the one it is made for.
 *
 * @param scaling of each column, in the order of {@link Forecasting#columns()}, fitted on the training part
 * @param limits of each column, likewise; of none where the recipe clips nothing
 */
public record Preparation(Forecasting task, Recipe recipe, Scaling scaling, InputLimits limits) implements Encoding {

    /**
     * Checks that the parts fit.
     *
     * @throws InvalidValueException if the scaling is not of the task's columns
     */
    public Preparation {
        var rules = new Rules();
        boolean complete = rules.present(task, "task")
                & rules.present(recipe, "recipe")
                & rules.present(scaling, "scaling")
                & rules.present(limits, "limits");
        if (complete) {
            int needed = task.columns().size();
            int count = scaling.columns().size();
            rules.check(
                    count == needed,
                    "/scaling",
                    () -> "scaling of " + needed + " columns is needed but there are " + count);
            int limited = limits.columns().size();
            int toLimit = recipe.inputClipping() > 0 ? needed : 0;
            rules.check(
                    limited == toLimit,
                    "/limits",
                    () -> "limits of " + toLimit + " columns are needed but there are " + limited);
            rules.check(
                    recipe.horizonStrategy() == HorizonStrategy.DIRECT
                            || task.targets().containsAll(Objects.requireNonNull(task.features())),
                    "/hyperparameters/horizonStrategy",
                    () -> "horizonStrategy must be DIRECT where features are seen that are not forecast");
        }
        rules.hold();
    }

    /** Learns the scaling and the limits from the training rows of all series together, and from no others. */
    static Preparation fit(Forecasting task, Recipe recipe, TimeSeries series, List<Rows> training) {
        List<double[][]> tables = series.series().stream()
                .map(one -> stationary(task, recipe, filled(task, one.values())))
                .toList();
        var columns = new ArrayList<Scaling.Column>();
        var limits = new ArrayList<InputLimits.Range>();
        for (int i = 0; i < task.columns().size(); i++) {
            int column = i;
            double[] values = tables.stream()
                    .flatMapToDouble(table -> training.stream().flatMapToDouble(rows -> column(table, column, rows)))
                    .filter(value -> !Double.isNaN(value))
                    .toArray();
            String name = task.columns().get(i);
            if (recipe.inputClipping() > 0 && values.length > 0) {
                var range = InputLimits.Range.fit(values, recipe.inputClipping());
                limits.add(range);
                values = Arrays.stream(values).map(range::clip).toArray();
            }
            columns.add(Scaling.fit(recipe.scaling(), values, name));
        }
        return new Preparation(task, recipe, new Scaling(columns), new InputLimits(limits));
    }

    private static DoubleStream column(double[][] table, int column, Rows rows) {
        DoubleStream.Builder values = DoubleStream.builder();
        for (int row = rows.from(); row < rows.to(); row++) {
            values.add(table[row][column]);
        }
        return values.build();
    }

    /** With the last value before it in the place of each missing one, if that is the task's rule. */
    private static double[][] filled(Forecasting task, double[][] values) {
        if (task.missing() != Forecasting.Missing.LAST_VALUE) {
            return values;
        }
        double[][] filled = new double[values.length][];
        for (int row = 0; row < values.length; row++) {
            filled[row] = values[row].clone();
            for (int column = 0; row > 0 && column < filled[row].length; column++) {
                if (Double.isNaN(filled[row][column])) {
                    filled[row][column] = filled[row - 1][column];
                }
            }
        }
        return filled;
    }

    /** Logarithm and difference of the targets; other columns as they are. */
    private static double[][] stationary(Forecasting task, Recipe recipe, double[][] values) {
        int targets = task.targets().size();
        double[][] levels = levels(recipe, values, targets);
        double[][] table = new double[values.length][];
        int lag = recipe.differencingLag();
        for (int row = 0; row < values.length; row++) {
            table[row] = values[row].clone();
            for (int target = 0; target < targets; target++) {
                double before = lag == 0 ? 0 : row < lag ? Double.NaN : levels[row - lag][target];
                table[row][target] = levels[row][target] - before;
            }
        }
        return table;
    }

    private static double[][] levels(Recipe recipe, double[][] values, int targets) {
        double[][] levels = new double[values.length][targets];
        for (int row = 0; row < values.length; row++) {
            for (int target = 0; target < targets; target++) {
                double value = values[row][target];
                double level = recipe.logTarget().apply(value);
                if (Double.isNaN(level) && !Double.isNaN(value)) {
                    throw new InvalidValueException(List.of(new Violation(
                            "/hyperparameters/logTarget",
                            "logTarget " + recipe.logTarget() + " cannot be taken of the target " + value)));
                }
                levels[row][target] = level;
            }
        }
        return levels;
    }

    /**
     * A series as windows are cut from it.
     *
     * @param values [row][column] in the order of the task's columns, not a number where missing
     */
    Channels channels(List<LocalDateTime> times, double[][] values) {
        double[][] seen = filled(task, values);
        int targets = task.targets().size();
        double[][] table = stationary(task, recipe, seen);
        float[][] scaled = scaled(table);
        float[][] clipped = limits.clips() ? scaled(clipped(table)) : scaled;
        int[] ahead = columns(Objects.requireNonNull(task.knownAhead()));
        int[] forecast = columns(task.targets());
        float[][] outputs = picked(scaled, forecast, 0);
        return new Channels(
                picked(clipped, columns(Objects.requireNonNull(task.features())), 0),
                withCalendar(picked(clipped, ahead, 2 * calendar().size()), ahead.length, times),
                outputs,
                limits.clips() ? picked(clipped, forecast, 0) : outputs,
                levels(recipe, seen, targets),
                firstColumns(seen, targets),
                firstColumns(values, targets));
    }

    private double[][] clipped(double[][] table) {
        double[][] clipped = new double[table.length][];
        for (int row = 0; row < table.length; row++) {
            clipped[row] = new double[table[row].length];
            for (int column = 0; column < clipped[row].length; column++) {
                clipped[row][column] = limits.clip(column, table[row][column]);
            }
        }
        return clipped;
    }

    private float[][] scaled(double[][] table) {
        float[][] scaled = new float[table.length][];
        for (int row = 0; row < table.length; row++) {
            scaled[row] = new float[table[row].length];
            for (int column = 0; column < scaled[row].length; column++) {
                scaled[row][column] = scaling.columns().get(column).scale(table[row][column]);
            }
        }
        return scaled;
    }

    private int[] columns(List<String> names) {
        return names.stream().mapToInt(task.columns()::indexOf).toArray();
    }

    private static float[][] picked(float[][] table, int[] columns, int more) {
        float[][] picked = new float[table.length][columns.length + more];
        for (int row = 0; row < table.length; row++) {
            for (int i = 0; i < columns.length; i++) {
                picked[row][i] = table[row][columns[i]];
            }
        }
        return picked;
    }

    private static double[][] firstColumns(double[][] table, int count) {
        double[][] first = new double[table.length][count];
        for (int row = 0; row < table.length; row++) {
            System.arraycopy(table[row], 0, first[row], 0, count);
        }
        return first;
    }

    private float[][] withCalendar(float[][] table, int from, List<LocalDateTime> times) {
        for (int row = 0; row < table.length && !calendar().isEmpty(); row++) {
            int at = from;
            for (CalendarFeature feature : calendar()) {
                double angle = 2 * Math.PI * Calendar.phase(feature, times.get(row));
                table[row][at++] = (float) Math.sin(angle);
                table[row][at++] = (float) Math.cos(angle);
            }
        }
        return table;
    }

    private List<CalendarFeature> calendar() {
        return Objects.requireNonNull(task.calendar());
    }

    public int horizon() {
        return Objects.requireNonNull(task.horizon());
    }

    /** The quantiles that are answered for each step and target; empty if one number is. */
    public List<Double> quantiles() {
        return recipe.quantiles() ? task.answeredQuantiles() : List.of();
    }

    /** How many numbers are answered for each step and target. */
    int answers() {
        return Math.max(1, quantiles().size());
    }

    /** Steps that a network answers at once. */
    int answeredSteps() {
        return recipe.horizonStrategy() == HorizonStrategy.RECURSIVE ? 1 : horizon();
    }

    /** What a network would see of a target, in its units. */
    float seen(int target, double scaled) {
        Scaling.Column column = scaling.columns().get(target);
        return limits.clips() ? column.scale(limits.clip(target, column.restore(scaled))) : (float) scaled;
    }

    int targetCount() {
        return task.targets().size();
    }

    int pastCount() {
        return Objects.requireNonNull(task.features()).size();
    }

    int aheadCount() {
        return Objects.requireNonNull(task.knownAhead()).size() + 2 * calendar().size();
    }

    /** How often the features known ahead stand side by side, so that a window shows them for every step that is answered. */
    int aheadCopies() {
        return (answeredSteps() + recipe.windowLength() - 1) / recipe.windowLength();
    }

    /** Whether a forecast needs to be told anything about the time it is made for. */
    public boolean needsFuture() {
        return aheadCount() > 0;
    }

    @Override
    public Shape shape() {
        return new Shape(
                pastCount() + aheadCount() * aheadCopies(),
                answeredSteps() * targetCount() * answers(),
                Shape.Answer.NUMBERS,
                quantiles());
    }

    /** A row that could stand in the training part, to try a model with. */
    public double[] typicalRow() {
        double[] row = new double[scaling.columns().size()];
        for (int column = 0; column < row.length; column++) {
            double center = scaling.columns().get(column).center();
            boolean isTarget = column < targetCount();
            double level = isTarget && recipe.differencingLag() > 0 ? 0 : center;
            row[column] = isTarget ? recipe.logTarget().undo(level) : level;
        }
        return row;
    }

    /**
     * The window of one forecast alone, as a network takes it.
     *
     * @param times of the rows; read only if the task has calendar features
     * @param rows [row][column] in the order of {@link Forecasting#columns()}: the last {@link Recipe#reach()} observed, then one
     *     for each step of the horizon, of which only what is known ahead is read
     */
    public Windows single(List<LocalDateTime> times, double[][] rows) {
        int first = recipe.reach();
        double[][] known = Stream.of(rows).map(double[]::clone).toArray(double[][]::new);
        for (int row = first; row < rows.length; row++) {
            Arrays.fill(
                    known[row],
                    0,
                    task.columns().size()
                            - Objects.requireNonNull(task.knownAhead()).size(),
                    Double.NaN);
        }
        Channels channels = channels(times, known);
        var windows = new Windows(List.of(channels), this, new int[] {0}, new int[] {first});
        for (float value : windows.batch(new int[] {0}, 0, 1).inputs()) {
            if (Float.isNaN(value)) {
                throw new InvalidValueException(
                        List.of(new Violation("", "a value that the forecast needs is missing")));
            }
        }
        return windows;
    }
}
