package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.diagnosis.Diagnosis;
import dev.cairn.api.diagnosis.Verdict;
import dev.cairn.api.task.AnomalyDetection;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.lstm.AnomalyModel.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole trials on a wave that stands still for six days now and then. */
class AnomalyTrialTest {
    private static final int ROWS = 300;

    @TempDir
    private Path folder;

    private Path table;

    private static boolean isAnomalous(int row) {
        return row % 50 >= 20 && row % 50 < 26;
    }

    @BeforeEach
    void writeTable() throws IOException {
        var text = new StringBuilder("day,x,bad\n");
        for (int row = 0; row < ROWS; row++) {
            double x = isAnomalous(row) ? 1.5 : Math.sin(row * Math.PI / 4);
            text.append(LocalDate.of(2024, 1, 1).plusDays(row))
                    .append(',')
                    .append(x)
                    .append(',');
            text.append(isAnomalous(row)).append('\n');
        }
        table = Files.writeString(folder.resolve("table.csv"), text);
    }

    private TrialOrder order(Purpose purpose, TimeSplit split, Map<String, Object> more) {
        var point = new HashMap<String, Object>(
                Map.of("units", 8, "windowLength", 8, "epochs", 12, "learningRate", 0.02, "batchSize", 16));
        point.putAll(more);
        var task = new AnomalyDetection(
                "sha256:" + "0".repeat(64),
                "day",
                null,
                List.of("x"),
                "bad",
                AnomalyDetection.TrainingAnomalies.LEAVE_OUT,
                split,
                null,
                null,
                null,
                10,
                null);
        return Trials.of(task, Trials.order(folder, "table.csv", purpose, point, 1));
    }

    private TrialOrder order(Map<String, Object> more) {
        return order(Purpose.SEARCH, new TimeSplit.Chronological(0.2, 0.2, null), more);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FORECAST", "RECONSTRUCTION", "SUPERVISED"})
    void eachMethodFindsWhatIsThereAndItsModelJudgesAsTheTrialDid(String method) throws Exception {
        var curve = new Trials.Curve();
        Map<String, Double> metrics = LstmTrial.run(order(Map.of("method", method)), curve);
        assertThat(metrics.get("always.validation.prAuc")).isCloseTo(0.1, within(1e-9));
        assertThat(metrics.get("validation.prAuc")).isGreaterThan(0.4);
        assertThat(metrics.get("validation.eventRecall")).isEqualTo(1);
        assertThat(metrics).containsKeys("naive.validation.prAuc", "movingZ.validation.f1", "validation.loss");
        assertThat(curve.of("validation.prAuc")).doesNotContainNull().hasSize(12);
        assertThat(Diagnosis.of(curve.points, false).verdict()).isNotIn(Verdict.DIVERGED, Verdict.UNSTABLE);

        AnomalyModel model = AnomalyModel.load(folder.resolve("model.zip"));
        Map<LocalDateTime, Step> steps =
                model.detect(table).stream().collect(Collectors.toMap(Step::time, step -> step));
        assertThat(steps).hasSize(ROWS - model.reach());
        double hits = 0;
        double alarms = 0;
        for (int row = 180; row < 240; row++) {
            boolean alarm = steps.get(LocalDate.of(2024, 1, 1).plusDays(row).atStartOfDay())
                    .alarm();
            alarms += alarm ? 1 : 0;
            hits += alarm && isAnomalous(row) ? 1 : 0;
        }
        assertThat(alarms).isPositive();
        assertThat(hits / alarms).isCloseTo(metrics.get("validation.precision"), within(1e-9));
        assertThat(hits / 6).isCloseTo(metrics.get("validation.recall"), within(1e-9));
        assertThat(TaskModel.load(folder.resolve("model.zip")).tried())
                .contains("typical rows another one has the score", String.valueOf(model.threshold()));
    }

    @Test
    void aConfirmationOpensTheTestPartOnce() throws Exception {
        TrialOrder confirmation = order(Purpose.CONFIRM, new TimeSplit.Chronological(0.2, 0.2, null), Map.of());
        var curve = new Trials.Curve();
        Map<String, Double> metrics = LstmTrial.run(confirmation, curve);
        assertThat(metrics).containsKeys("test.prAuc", "test.f1", "naive.test.prAuc");
        assertThat(curve.points)
                .allSatisfy(point -> assertThat(point.metrics().keySet())
                        .noneMatch(name -> name.startsWith("test.") || name.startsWith("validation.")));
    }

    @Test
    void aResumedTrainingEndsWithTheSameAlarmsBitForBit() throws Exception {
        TrialOrder order = order(
                Purpose.SEARCH,
                new TimeSplit.RollingOrigin(2, 0.2, null, 0.2, null),
                Map.of("epochs", 5, "earlyStoppingPatience", 2, "method", "RECONSTRUCTION", "dropRate", 0.2));
        var whole = new Trials.Curve();
        Map<String, Double> metrics = LstmTrial.run(order, whole);
        assertThat(metrics).containsKeys("fold1.validation.prAuc", "fold2.validation.prAuc");
        byte[] model = Files.readAllBytes(folder.resolve("model.zip"));
        Path checkpoint = whole.checkpoints.get(2L);
        Map<String, Double> resumed = LstmTrial.run(Trials.resumed(order, checkpoint, 2), new Trials.Curve());
        assertThat(Trials.numbers(resumed)).isEqualTo(Trials.numbers(metrics));
        assertThat(Files.readAllBytes(folder.resolve("model.zip"))).isEqualTo(model);
    }

    @Test
    void aRuleThatTheDataCannotServeIsTheConfigurationsFault() {
        assertThatThrownBy(() -> LstmTrial.run(
                        order(Map.of("thresholdRule", "BEST_F1", "calibrationShare", 0.02)), new Trials.Curve()))
                .isInstanceOfSatisfying(
                        TrialFailedException.class, e -> assertThat(e.failure()).isEqualTo(FailureCause.INVALID_CONFIG))
                .hasMessageContaining("BEST_F1 needs a calibration slice with labelled anomalies");
    }

    @Test
    void theExampleProgramPrintsAlarms() throws Exception {
        LstmTrial.run(order(Map.of("epochs", 2)), new Trials.Curve());
        Path source = Path.of("..", "examples", "predict", "Detect.java");
        Path model = folder.resolve("model.zip");
        String printed = Program.printed(source, folder, model.toString(), table.toString());
        List<Step> steps = AnomalyModel.load(model).detect(table);
        assertThat(printed.lines()).hasSize(steps.size());
        Step last = steps.get(steps.size() - 1);
        assertThat(printed).endsWith(last.time() + " " + last.score() + (last.alarm() ? " ALARM" : "") + "\n");
        assertThat(Files.readAllLines(source)).hasSizeLessThanOrEqualTo(10);
        assertThatThrownBy(() -> ForecastModel.load(model))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("ANOMALY_DETECTION");
    }
}
