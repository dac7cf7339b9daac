package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in examples/predict, compiled and run as it stands. */
class PredictExampleTest {
    private static final Path SOURCE = Path.of("..", "examples", "predict", "Predict.java");

    @TempDir
    private Path folder;

    private Path model;
    private Path table;

    @BeforeEach
    void train() throws Exception {
        table = Files.writeString(folder.resolve("table.csv"), Trials.table(100, row -> 20 + Math.sin(row / 2.0)));
        LstmTrial.run(Trials.order(folder, "table.csv", Purpose.SEARCH, Trials.QUICK, 1), new Trials.Curve());
        model = folder.resolve("model.zip");
    }

    @Test
    void theProgramForecastsFromTheLastRowsOfATable() throws Exception {
        double[][] rows = new double[5][1];
        for (int i = 0; i < rows.length; i++) {
            rows[i][0] = 20 + Math.sin((95 + i) / 2.0);
        }
        double[][] expected = ForecastModel.load(model).predict(rows);
        assertThat(expected[0][0]).isBetween(18.0, 22.0);
        assertThat(Program.printed(SOURCE, folder, model.toString(), table.toString()))
                .isEqualTo("[x] = " + Arrays.deepToString(expected) + "\n");
    }

    @Test
    void aTableThatIsTooShortIsRefused() throws Exception {
        Path brief = Files.writeString(folder.resolve("brief.csv"), Trials.table(4, row -> row));
        ForecastModel loaded = ForecastModel.load(model);
        assertThatThrownBy(() -> loaded.predict(brief))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("5 rows");
    }

    @Test
    void theProgramHasTenLines() throws Exception {
        List<String> lines = Files.readAllLines(SOURCE);
        assertThat(lines.stream().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(10);
    }
}
