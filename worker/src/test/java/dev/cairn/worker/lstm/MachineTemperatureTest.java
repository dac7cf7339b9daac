package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.CairnJson;
import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.dataset.TaskTable;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.task.AnomalyDetection;
import dev.cairn.api.trial.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example that detects anomalies: its study, its data, and the program that made the data. */
class MachineTemperatureTest {
    private static final Path EXAMPLE = Path.of("..", "examples", "machine-temperature");

    private static final Path DATA = Path.of("..", "examples", "data", "machine-temperature.csv");

    @TempDir
    private Path folder;

    @Test
    void theStudyAndItsDataFitEachOther() throws Exception {
        try (var in = Files.newInputStream(DATA)) {
            TaskTable.check(task(), CsvTable.read(in));
        }
    }

    /** The study of the example; its space and data fit each other, or this fails. */
    private static AnomalyDetection task() throws IOException {
        String json = Files.readString(EXAMPLE.resolve("study.json"))
                .replaceFirst("\"ANOMALY_DETECTION\",", "$0 \"dataset\": \"sha256:" + "0".repeat(64) + "\",");
        StudySpec spec = CairnJson.strict().readValue(json, StudySpec.class);
        return ((AnomalyDetection) Objects.requireNonNull(spec.task())).within(spec.space());
    }

    /** The figures of the example's README, one of its space's points. */
    @Test
    void aForecastsErrorsFindTheLastFailureWhereSimpleOnesDoNot() throws Exception {
        Map<String, Object> point =
                Map.of("method", "FORECAST", "windowLength", 12, "units", 16, "learningRate", 0.01, "smoothing", 6);
        TrialOrder order =
                Trials.of(task(), Trials.order(folder, DATA.toAbsolutePath().toString(), Purpose.CONFIRM, point, 1));
        Map<String, Double> metrics = LstmTrial.run(order, new Trials.Curve());
        assertThat(metrics.get("test.prAuc")).isGreaterThan(0.8);
        assertThat(metrics.get("test.f1")).isGreaterThan(0.6);
        assertThat(metrics.get("naive.test.prAuc")).isCloseTo(0.124, within(0.001));
        assertThat(metrics.get("movingZ.test.prAuc")).isCloseTo(0.170, within(0.001));
        assertThat(metrics.get("always.test.prAuc")).isCloseTo(0.130, within(0.001));
    }

    @Test
    void anHoursMeanIsOfItsOwnValuesWhateverTheirOrderAndNumber() throws Exception {
        Path values = Files.writeString(folder.resolve("values.csv"), """
                timestamp,value
                2014-01-01 00:50:00,1
                2014-01-01 00:55:00,2
                2014-01-01 00:50:00,6
                2014-01-01 01:00:00,5
                2014-01-01 03:10:00,7
                """);
        Path windows = Files.writeString(folder.resolve("windows.csv"), """
                start,end
                2014-01-01 01:00:00,2014-01-01 03:00:00
                """);
        String printed =
                Program.printed(EXAMPLE.resolve("Prepare.java"), folder, values.toString(), windows.toString());
        assertThat(printed).isEqualTo("""
                time,temperature,anomaly
                2014-01-01 00:00,3.0000,0
                2014-01-01 01:00,5.0000,1
                2014-01-01 03:00,7.0000,1
                """);
    }
}
