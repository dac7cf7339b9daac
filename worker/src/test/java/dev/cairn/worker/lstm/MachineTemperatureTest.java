package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.dataset.TaskTable;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.task.AnomalyDetection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example that detects anomalies: its study, its data, and the program that made the data. */
class MachineTemperatureTest {
    private static final Path EXAMPLE = Path.of("..", "examples", "machine-temperature");

    @TempDir
    private Path folder;

    @Test
    void theStudyAndItsDataFitEachOther() throws Exception {
        String json = Files.readString(EXAMPLE.resolve("study.json"))
                .replaceFirst("\"ANOMALY_DETECTION\",", "$0 \"dataset\": \"sha256:" + "0".repeat(64) + "\",");
        StudySpec spec = CairnJson.strict().readValue(json, StudySpec.class);
        AnomalyDetection task =
                ((AnomalyDetection) Objects.requireNonNull(spec.task())).within(spec.space());
        try (var in = Files.newInputStream(Path.of("..", "examples", "data", "machine-temperature.csv"))) {
            TaskTable.check(task, CsvTable.read(in));
        }
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
        String printed = new ExampleProgram(EXAMPLE.resolve("Prepare.java"))
                .printed(folder, values.toString(), windows.toString());
        assertThat(printed).isEqualTo("""
                time,temperature,anomaly
                2014-01-01 00:00,3.0000,0
                2014-01-01 01:00,5.0000,1
                2014-01-01 03:00,7.0000,1
                """);
    }
}
