package dev.cairn.benchmarks.lstm;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.data.ForecastingData;
import dev.cairn.worker.data.Recipe;
import dev.cairn.worker.lstm.TrialOrder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The same forecasting task on the same random walks for both loops. */
record LoopStudy(NetworkShape shape, Path folder) {
    private static final int ROWS = 1500;
    private static final double HELD = 0.15;
    private static final double RATE = 1e-3;

    /** As many as a trial may have. */
    private static final int EPOCHS = 10_000;

    double rate() {
        return RATE;
    }

    private static List<String> columns() {
        var columns = new ArrayList<String>();
        for (int i = 0; i < NetworkShape.FEATURES; i++) {
            columns.add("x" + i);
        }
        return columns;
    }

    private Forecasting task() {
        return new Forecasting(
                "sha256:" + "0".repeat(64),
                "day",
                List.of("x0"),
                columns(),
                1,
                new TimeSplit.Chronological(HELD, HELD, null),
                null,
                Map.of());
    }

    private Map<String, Object> point() {
        return new TreeMap<>(Map.of(
                "units", shape.units(),
                "batchSize", shape.batch(),
                "windowLength", shape.window(),
                "layers", shape.layers(),
                "optimizer", "ADAM",
                "learningRate", RATE,
                "epochs", EPOCHS));
    }

    TrialOrder order() throws IOException {
        return new TrialOrder(
                1,
                "loop",
                1,
                Purpose.SEARCH,
                task(),
                point(),
                1,
                null,
                table().toString(),
                folder.resolve("model.zip").toString(),
                new TrialOrder.Checkpointing(folder.toString(), 0, 30),
                null);
    }

    ForecastingData data() throws IOException {
        try (InputStream in = Files.newInputStream(table())) {
            return ForecastingData.of(task(), Purpose.SEARCH, CsvTable.read(in), Recipe.of(task().complete(point())), 0)
                    .get(0);
        }
    }

    private Path table() throws IOException {
        var random = new Random(1);
        double[] walk = new double[NetworkShape.FEATURES];
        var text = new StringBuilder("day," + String.join(",", columns()) + "\n");
        for (int row = 0; row < ROWS; row++) {
            text.append(LocalDate.of(2000, 1, 1).plusDays(row));
            for (int i = 0; i < walk.length; i++) {
                walk[i] = 0.95 * walk[i] + random.nextGaussian();
                text.append(String.format(Locale.ROOT, ",%.4f", walk[i]));
            }
            text.append('\n');
        }
        return Files.writeString(
                folder.resolve("table-" + ProcessHandle.current().pid() + ".csv"), text);
    }
}
