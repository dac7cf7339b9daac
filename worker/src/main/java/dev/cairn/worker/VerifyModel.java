package dev.cairn.worker;

import dev.cairn.api.task.Classification;
import dev.cairn.worker.data.Preparation;
import dev.cairn.worker.lstm.ClassifierModel;
import dev.cairn.worker.lstm.ForecastModel;
import dev.cairn.worker.lstm.InvalidModelException;
import dev.cairn.worker.lstm.ModelDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Shows that a saved model can be used: loads it and has it answer to something typical. */
public final class VerifyModel {
    private VerifyModel() {}

    /** Takes the model's file; exit code 0 and a line on standard output, or 1 and a sentence on standard error. */
    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("Usage: VerifyModel FILE");
            System.exit(1);
        }
        try {
            System.out.println(verify(Path.of(args[0])));
            System.exit(0);
        } catch (IOException | InvalidModelException e) {
            System.err.println("The model cannot be used: " + e.getMessage());
            System.exit(1);
        }
    }

    static String verify(Path file) throws IOException, InvalidModelException {
        ModelDescription description = ModelDescription.read(file);
        return "The model of trial " + description.trial() + " (study " + description.studyName() + ") loads; "
                + (description.task() instanceof Classification ? classes(file) : forecast(file));
    }

    private static String classes(Path file) throws IOException, InvalidModelException {
        return "of a typical example it says " + ClassifierModel.load(file).predictTypical();
    }

    private static String forecast(Path file) throws IOException, InvalidModelException {
        ForecastModel model = ForecastModel.load(file);
        Preparation preparation = model.preparation();
        int reach = preparation.recipe().reach();
        int rows = reach + preparation.horizon();
        double[][] window = Stream.generate(preparation::typicalRow).limit(rows).toArray(double[][]::new);
        List<LocalDateTime> times = Stream.iterate(LocalDateTime.of(2024, 1, 1, 0, 0), day -> day.plusDays(1))
                .limit(rows)
                .toList();
        double[][] forecast = model.predict(times, window);
        return "from a window of " + reach + " typical rows it forecasts "
                + model.task().targets() + " = "
                + Arrays.deepToString(forecast);
    }
}
