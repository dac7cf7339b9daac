package dev.cairn.worker.data;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.CalendarFeature;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.api.task.TimeSplit;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Tables, tasks and recipes for tests. */
final class Tables {
    static final TimeSplit HOLD_OUT = new TimeSplit.Chronological(0.2, 0.2, null);

    private Tables() {}

    /** A daily table of one series; the columns' names without that of the day, and a line's cells by its number. */
    static CsvTable daily(int rows, List<String> columns, IntFunction<List<?>> line) {
        var header = new ArrayList<>(columns);
        header.add(0, "day");
        var lines = new ArrayList<List<String>>();
        for (int row = 0; row < rows; row++) {
            var cells = new ArrayList<String>();
            cells.add(day(row));
            line.apply(row).forEach(cell -> cells.add(String.valueOf(cell)));
            lines.add(cells);
        }
        return new CsvTable(header, lines);
    }

    static String day(int row) {
        return LocalDate.of(2024, 1, 1).plusDays(row).toString();
    }

    static Forecasting task(List<String> targets, List<String> features, int horizon, TimeSplit split) {
        return task(targets, features, List.of(), List.of(), horizon, split, null);
    }

    static Forecasting task(
            List<String> targets,
            List<String> features,
            List<String> knownAhead,
            List<CalendarFeature> calendar,
            int horizon,
            TimeSplit split,
            Forecasting.@Nullable Missing missing) {
        return new Forecasting(
                "sha256:" + "0".repeat(64),
                "day",
                null,
                targets,
                features,
                knownAhead,
                calendar,
                horizon,
                null,
                split,
                null,
                null,
                missing,
                null,
                Map.of());
    }

    static Recipe recipe(Object... namesAndValues) {
        var values = new java.util.HashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return Recipe.of(Hyperparameters.FORECASTING.complete(Map.of(), values));
    }

    /** Every way to scale, to difference, to take logarithms and to normalise windows, some clipped, with a window of four rows. */
    static List<Recipe> recipes() {
        var recipes = new ArrayList<Recipe>();
        for (Scaling.Kind scaling : Scaling.Kind.values()) {
            for (int lag : new int[] {0, 1, 3}) {
                for (TargetLog log : TargetLog.values()) {
                    for (WindowNormalisation normalisation : WindowNormalisation.values()) {
                        double clipping = recipes.size() % 2 == 0 ? 0 : 0.05;
                        recipes.add(new Recipe(
                                4, 1, scaling, lag, log, normalisation, clipping, HorizonStrategy.DIRECT, false));
                    }
                }
            }
        }
        return recipes;
    }
}
