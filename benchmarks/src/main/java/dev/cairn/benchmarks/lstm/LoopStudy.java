package dev.cairn.benchmarks.lstm;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.data.ForecastingData;
import dev.cairn.worker.data.Recipe;
import dev.cairn.worker.lstm.TrialOrder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The same forecasting task on the same random walks for both loops. */
record LoopStudy(NetworkShape shape, Path folder) {
    private static final RandomWalks WALKS = new RandomWalks(NetworkShape.FEATURES, 1500);
    private static final double RATE = 1e-3;

    /** As many as a trial may have. */
    private static final int EPOCHS = 10_000;

    double rate() {
        return RATE;
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
                WALKS.task(),
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
            return ForecastingData.of(
                            WALKS.task(),
                            Purpose.SEARCH,
                            CsvTable.read(in),
                            Recipe.of(WALKS.task().complete(point())),
                            0)
                    .get(0);
        }
    }

    private Path table() throws IOException {
        return WALKS.write(folder.resolve("table-" + ProcessHandle.current().pid() + ".csv"));
    }
}
