package dev.cairn.benchmarks.lstm;

import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** A table of random walks, the same each time, and the task to forecast the first of them by all. */
public record RandomWalks(int columns, int rows) {
    private static final double HELD = 0.15;
    private static final double KEPT = 0.95;

    private List<String> names() {
        return IntStream.range(0, columns).mapToObj(column -> "x" + column).toList();
    }

    public Forecasting task() {
        return new Forecasting(
                "sha256:" + "0".repeat(64),
                "day",
                List.of("x0"),
                names(),
                1,
                new TimeSplit.Chronological(HELD, HELD, null),
                null,
                Map.of());
    }

    /** As CSV; returns the file. */
    public Path write(Path file) throws IOException {
        var random = new Random(1);
        double[] walk = new double[columns];
        var text = new StringBuilder("day," + String.join(",", names()) + "\n");
        for (int row = 0; row < rows; row++) {
            text.append(LocalDate.of(2000, 1, 1).plusDays(row));
            for (int i = 0; i < walk.length; i++) {
                walk[i] = KEPT * walk[i] + random.nextGaussian();
                text.append(String.format(Locale.ROOT, ",%.4f", walk[i]));
            }
            text.append('\n');
        }
        return Files.writeString(file, text);
    }
}
