package dev.cairn.worker.lstm;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.dataset.TimeSeries;
import dev.cairn.api.task.Forecasting;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import dev.cairn.worker.data.Preparation;
import dev.cairn.worker.data.Windows;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** A saved model, ready to forecast in the units of the data. Not safe for use by several threads. */
public final class ForecastModel implements TaskModel {
    private final ComputationGraph network;
    private final ModelDescription description;
    private final Preparation preparation;

    private ForecastModel(ModelFile.Content content, Preparation preparation) {
        this.network = content.network();
        this.description = content.description();
        this.preparation = preparation;
    }

    /**
     * Loads a model without trusting it.
     *
     * @throws InvalidModelException if it is not a model that a worker saved, or not one that forecasts
     */
    public static ForecastModel load(Path file) throws IOException, InvalidModelException {
        return of(ModelFile.load(file));
    }

    static ForecastModel of(ModelFile.Content content) throws InvalidModelException {
        if (content.description().encoding() instanceof Preparation preparation) {
            return new ForecastModel(content, preparation);
        }
        throw new InvalidModelException(
                "the model is of the task " + content.description().task().type() + " and does not forecast");
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    /** What is done to data before and after. */
    public Preparation preparation() {
        return preparation;
    }

    public Forecasting task() {
        return preparation.task();
    }

    ComputationGraph network() {
        return network;
    }

    /**
     * Forecasts from the latest observations, with a model that needs to know nothing ahead.
     *
     * @param lastRows [row][column], oldest first, as many rows as the model reaches back, with the columns of the task's
     *     {@code columns()}, in that order and their own units
     * @return [step ahead][target], in the task's order and units
     */
    public double[][] predict(double[][] lastRows) {
        return predicted(window(lastRows));
    }

    /**
     * Forecasts from the latest observations and what is known ahead.
     *
     * @param times of the rows
     * @param rows [row][column], oldest first: as many observed rows as the model reaches back, then one for each step of the
     *     horizon, in which only columns known ahead are read; others may be not a number
     * @return [step ahead][target], in the task's order and units
     */
    public double[][] predict(List<LocalDateTime> times, double[][] rows) {
        return predicted(window(times, rows));
    }

    /**
     * Forecasts from the last rows of a table, in the units of the data. If the model needs to know something ahead, the last
     * rows of the table, one for each step of the horizon, are those that are forecast.
     *
     * @param csv with the task's columns, as a data set has them, of one series; other columns do not matter
     * @return [step ahead][target], in the task's order and units
     * @throws InvalidValueException if it is no such table, or has too few rows
     */
    public double[][] predict(Path csv) throws IOException {
        return predicted(window(csv));
    }

    /** The quantiles that the model forecasts, in order; empty if it forecasts one number for each target and step. */
    public List<Double> quantiles() {
        return preparation.quantiles();
    }

    /**
     * As {@link #predict(double[][])}, but all quantiles.
     *
     * @return [step ahead][target][quantile], in the order of {@link #quantiles()}
     * @throws InvalidValueException if the model was not trained with the loss QUANTILE
     */
    public double[][][] predictQuantiles(double[][] lastRows) {
        return quantilesOf(window(lastRows));
    }

    /** As {@link #predict(List, double[][])}, but [step ahead][target][quantile]. */
    public double[][][] predictQuantiles(List<LocalDateTime> times, double[][] rows) {
        return quantilesOf(window(times, rows));
    }

    /** As {@link #predict(Path)}, but [step ahead][target][quantile]. */
    public double[][][] predictQuantiles(Path csv) throws IOException {
        return quantilesOf(window(csv));
    }

    private Windows window(double[][] lastRows) {
        if (preparation.needsFuture()) {
            throw refused("the model needs to know something ahead: give it times and rows to the end of the horizon");
        }
        requireShape(lastRows, preparation.recipe().reach());
        double[][] rows = Arrays.copyOf(lastRows, lastRows.length + preparation.horizon());
        for (int row = lastRows.length; row < rows.length; row++) {
            rows[row] = new double[preparation.scaling().columns().size()];
            Arrays.fill(rows[row], Double.NaN);
        }
        return preparation.single(List.of(), rows);
    }

    private Windows window(List<LocalDateTime> times, double[][] rows) {
        requireShape(rows, preparation.recipe().reach() + preparation.horizon());
        if (times.size() != rows.length) {
            throw refused("there are " + times.size() + " times for " + rows.length + " rows");
        }
        return preparation.single(times, rows);
    }

    private Windows window(Path csv) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(csv))) {
            TimeSeries table = TimeSeries.of(task(), CsvTable.read(in));
            int count = table.series().size();
            if (count != 1) {
                throw refused("the table has " + count + " series; give the model the rows of one");
            }
            int rows = table.rows();
            boolean knowsAhead = preparation.needsFuture();
            int needed = preparation.recipe().reach() + (knowsAhead ? preparation.horizon() : 0);
            int from = Math.max(0, rows - needed);
            double[][] last = table.series().get(0).values().copy(from, rows);
            return knowsAhead ? window(table.times().subList(from, rows), last) : window(last);
        }
    }

    private float[] answer(Windows window) {
        return window.answered(new int[] {0}, 0, 1, batch -> Tensors.outputs(network, batch))[0];
    }

    private double[][] predicted(Windows window) {
        double[] values = window.restored(0, answer(window));
        int targets = task().targets().size();
        double[][] forecast = new double[values.length / targets][targets];
        for (int i = 0; i < values.length; i++) {
            requireNumber(values[i]);
            forecast[i / targets][i % targets] = values[i];
        }
        return forecast;
    }

    private double[][][] quantilesOf(Windows window) {
        if (quantiles().isEmpty()) {
            throw refused("the model forecasts no quantiles: its loss is not QUANTILE");
        }
        double[][] values = window.quantiles(0, answer(window));
        int targets = task().targets().size();
        double[][][] forecast = new double[values.length / targets][targets][];
        for (int i = 0; i < values.length; i++) {
            Arrays.stream(values[i]).forEach(ForecastModel::requireNumber);
            forecast[i / targets][i % targets] = values[i];
        }
        return forecast;
    }

    private static void requireNumber(double value) {
        if (Double.isNaN(value)) {
            throw refused("a value that the forecast needs is missing");
        }
    }

    private void requireShape(double[][] rows, int needed) {
        int columns = preparation.scaling().columns().size();
        boolean fits = rows.length == needed;
        for (double[] row : rows) {
            fits &= row.length == columns;
        }
        if (!fits) {
            throw refused("the model needs " + needed + " rows of " + columns + " columns each: " + task().columns());
        }
    }

    @Override
    public String tried() {
        int reach = preparation.recipe().reach();
        int rows = reach + preparation.horizon();
        double[][] window = Stream.generate(preparation::typicalRow).limit(rows).toArray(double[][]::new);
        List<LocalDateTime> times = Stream.iterate(LocalDateTime.of(2024, 1, 1, 0, 0), day -> day.plusDays(1))
                .limit(rows)
                .toList();
        double[][] forecast = predict(times, window);
        return "from a window of " + reach + " typical rows it forecasts " + task().targets() + " = "
                + Arrays.deepToString(forecast);
    }

    private static InvalidValueException refused(String message) {
        return new InvalidValueException(List.of(new Violation("", message)));
    }
}
