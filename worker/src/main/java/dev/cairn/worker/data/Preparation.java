package dev.cairn.worker.data;

import dev.cairn.api.dataset.Grid;
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
import java.util.stream.IntStream;
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
    static Preparation fit(Forecasting task, Recipe recipe, List<Stationary> series, List<Rows> training) {
        var columns = new ArrayList<Scaling.Column>();
        var limits = new ArrayList<InputLimits.Range>();
        for (int i = 0; i < task.columns().size(); i++) {
            int column = i;
            Sample.Numbers values = consumer -> {
                for (Stationary one : series) {
                    for (Rows rows : training) {
                        for (int row = rows.from(); row < rows.to(); row++) {
                            consumer.accept(one.get(row, column));
                        }
                    }
                }
            };
            Sample sample = Sample.of(values);
            if (recipe.inputClipping() > 0 && sample.count() > 0) {
                var range = InputLimits.Range.fit(sample, recipe.inputClipping());
                limits.add(range);
                sample = Sample.of(consumer -> values.forEach(value -> consumer.accept(range.clip(value))));
            }
            columns.add(Scaling.fit(recipe.scaling(), sample, task.columns().get(i)));
        }
        return new Preparation(task, recipe, new Scaling(columns), new InputLimits(limits));
    }

    /**
     * A series as windows are cut from it.
     *
     * @param values in the order of the task's columns, not a number where missing
     * @param stationary of these values
     */
    Channels channels(List<LocalDateTime> times, Grid values, Stationary stationary, Room room) {
        int columns = values.columns();
        int more = 2 * calendar().size();
        Floats scaled = room.floats(values.rows(), columns + more);
        for (int row = 0; row < values.rows(); row++) {
            for (int column = 0; column < columns; column++) {
                scaled.set(row, column, seen(column, stationary.get(row, column)));
            }
            int at = columns;
            for (CalendarFeature feature : calendar()) {
                double angle = 2 * Math.PI * Calendar.phase(feature, times.get(row));
                scaled.set(row, at++, (float) Math.sin(angle));
                scaled.set(row, at++, (float) Math.cos(angle));
            }
        }
        int[] ahead = IntStream.concat(
                        places(Objects.requireNonNull(task.knownAhead())), IntStream.range(columns, columns + more))
                .toArray();
        int[] past = places(Objects.requireNonNull(task.features())).toArray();
        return Channels.of(scaled, past, ahead, stationary, values);
    }

    private IntStream places(List<String> names) {
        return names.stream().mapToInt(task.columns()::indexOf);
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

    /** What a network sees of a column, in its units. */
    float seen(int column, double value) {
        Scaling.Column scale = scaling.columns().get(column);
        // Refuses what is too large for a float, also where that would be clipped: targets are trained on as they are.
        float whole = scale.scale(value);
        return limits.clips() ? clipped(column, value) : whole;
    }

    /** The same of a forecast, which nothing is trained on: however large, it is seen as the limit. */
    float clipped(int column, double value) {
        return scaling.columns().get(column).scale(limits.clip(column, value));
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
                0,
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
        Room room = Room.onHeap();
        Grid values = Grid.of(known);
        Channels channels = channels(times, values, Stationary.of(task, recipe, values, room), room);
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
