package dev.cairn.worker.lstm;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.dataset.TimeSeries;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/** A saved model, ready to forecast in the units of the data. Not safe for use by several threads. */
public final class ForecastModel {
    private final MultiLayerNetwork network;
    private final ModelDescription description;

    ForecastModel(MultiLayerNetwork network, ModelDescription description) {
        this.network = network;
        this.description = description;
    }

    /**
     * Loads a model without trusting it.
     *
     * @throws InvalidModelException if it is not a model that a worker saved
     */
    public static ForecastModel load(Path file) throws IOException, InvalidModelException {
        return ModelFile.load(file);
    }

    public ModelDescription description() {
        return description;
    }

    /**
     * Forecasts from the latest observations.
     *
     * @param lastRows [row][feature], oldest first, as many rows as the window is long, in the task's order and units
     * @return [step ahead][target], in the task's order and units
     */
    public double[][] predict(double[][] lastRows) {
        int length = description.hyperparameters().windowLength();
        int features = description.features().columns().size();
        requireShape(lastRows, length, features);
        float[][] scaled = description.features().scale(lastRows);
        float[] flat = new float[features * length];
        for (int feature = 0; feature < features; feature++) {
            for (int step = 0; step < length; step++) {
                flat[feature * length + step] = scaled[step][feature];
            }
        }
        float[] answer = Training.forecast(network, Nd4j.create(flat, new int[] {1, features, length}, 'c'))[0];
        int targets = description.targets().columns().size();
        double[][] forecast = new double[description.horizon()][targets];
        for (int i = 0; i < answer.length; i++) {
            forecast[i / targets][i % targets] =
                    description.targets().columns().get(i % targets).restore(answer[i]);
        }
        return forecast;
    }

    /**
     * Forecasts from the last rows of a table, in the units of the data.
     *
     * @param csv with the task's columns, as a data set has them; others do not matter
     * @return [step ahead][target]
     * @throws InvalidValueException if it is no such table, or has fewer rows than the window
     */
    public double[][] predict(Path csv) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(csv))) {
            double[][] rows =
                    TimeSeries.of(description.task(), CsvTable.read(in)).features();
            int length = Math.min(rows.length, description.hyperparameters().windowLength());
            return predict(Arrays.copyOfRange(rows, rows.length - length, rows.length));
        }
    }

    private static void requireShape(double[][] rows, int length, int features) {
        boolean fits = rows.length == length;
        for (double[] row : rows) {
            fits &= row.length == features;
        }
        if (!fits) {
            throw new InvalidValueException(List.of(
                    new Violation("", "the model needs " + length + " rows of " + features + " features each")));
        }
    }
}
