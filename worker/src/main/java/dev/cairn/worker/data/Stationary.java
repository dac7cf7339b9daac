package dev.cairn.worker.data;

import dev.cairn.api.dataset.Grid;
import dev.cairn.api.task.Forecasting;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.List;

/**
 * One series after the logarithm and the difference of its targets, which are the first columns; other columns as they are.
 * Computed when asked for.
 *
 * @param seen values, with those missing filled by the task's rule
 */
record Stationary(Recipe recipe, int targets, Grid seen) {

    static Stationary of(Forecasting task, Recipe recipe, Grid values, Grid.Storage storage) {
        return new Stationary(recipe, task.targets().size(), filled(task, values, storage));
    }

    /** With the last value before it in the place of each missing one, if that is the task's rule. */
    private static Grid filled(Forecasting task, Grid values, Grid.Storage storage) {
        if (task.missing() != Forecasting.Missing.LAST_VALUE) {
            return values;
        }
        Grid filled = storage.grid(values.rows(), values.columns());
        for (int column = 0; column < values.columns(); column++) {
            double last = Double.NaN;
            for (int row = 0; row < values.rows(); row++) {
                double value = values.get(row, column);
                last = Double.isNaN(value) ? last : value;
                filled.set(row, column, last);
            }
        }
        return filled;
    }

    int rows() {
        return seen.rows();
    }

    /** Not a number where it is missing or would reach before the first row. */
    double get(int row, int column) {
        if (column >= targets) {
            return seen.get(row, column);
        }
        int lag = recipe.differencingLag();
        double before = lag == 0 ? 0 : row < lag ? Double.NaN : level(row - lag, column);
        return level(row, column) - before;
    }

    /**
     * A target after the logarithm, before differencing.
     *
     * @throws InvalidValueException if it has none
     */
    double level(int row, int target) {
        double value = seen.get(row, target);
        double level = recipe.logTarget().apply(value);
        if (Double.isNaN(level) && !Double.isNaN(value)) {
            throw new InvalidValueException(List.of(new Violation(
                    "/hyperparameters/logTarget",
                    "logTarget " + recipe.logTarget() + " cannot be taken of the target " + value)));
        }
        return level;
    }
}
