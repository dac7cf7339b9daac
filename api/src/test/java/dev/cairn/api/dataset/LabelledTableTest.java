package dev.cairn.api.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.task.AnomalyDetection;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.search.InvalidValueException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LabelledTableTest {
    private static AnomalyDetection task(@Nullable String label, String feature, Map<String, Object> fixed) {
        return new AnomalyDetection(
                "sha256:" + "0".repeat(64),
                "day",
                null,
                List.of(feature),
                label,
                null,
                new TimeSplit.Chronological(0.2, 0.2, null),
                null,
                null,
                null,
                5,
                fixed);
    }

    /** 100 days: 0 to 59 train, 60 to 79 validate, 80 to 99 test. */
    private static CsvTable table(IntFunction<String> label) {
        var lines = new ArrayList<List<String>>();
        for (int row = 0; row < 100; row++) {
            lines.add(List.of(
                    LocalDate.of(2024, 1, 1).plusDays(row).toString(), String.valueOf(row % 7), label.apply(row)));
        }
        return new CsvTable(List.of("day", "x", "bad"), lines);
    }

    private static void check(AnomalyDetection task, CsvTable table) {
        TaskTable.check(task, table);
    }

    @Test
    void aTableWithBothKindsInEveryPartThatJudgesIsTaken() {
        check(task("bad", "x", Map.of()), table(row -> row == 65 || row == 90 ? "1" : "0"));
        check(task("bad", "x", Map.of()), table(row -> row == 65 || row == 90 ? "True" : row < 60 ? "" : "false"));
    }

    @Test
    void aPartThatJudgesWithoutAnAnomalyIsRefused() {
        assertThatThrownBy(() -> check(task("bad", "x", Map.of()), table(row -> row == 90 ? "1" : "0")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("the validation part, rows 61 to 80, has 0 rows labelled anomalous and 20")
                .hasMessageContaining("take validation.loss as the objective");
        assertThatThrownBy(() -> check(task("bad", "x", Map.of()), table(row -> row == 65 ? "1" : "0")))
                .hasMessageContaining("the test part, rows 81 to 100, has 0 rows");
        check(task(null, "x", Map.of()), table(row -> "0"));
    }

    @Test
    void learningFromLabelsNeedsSomeToLearnFrom() {
        CsvTable table = table(row -> row == 65 || row == 90 ? "1" : "0");
        assertThatThrownBy(() -> check(task("bad", "x", Map.of("method", "SUPERVISED")), table))
                .hasMessageContaining("the training part, rows 1 to 60, has no labelled anomaly");
    }

    @Test
    void aCellThatIsNoLabelIsNamedWithItsLine() {
        assertThatThrownBy(() -> check(task("bad", "x", Map.of()), table(row -> row == 3 ? "maybe" : "0")))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations().get(0).pointer()).isEqualTo("/label"))
                .hasMessageContaining("line 5, column 'bad': 'maybe' is no label");
    }

    @Test
    void columnsAreCalledWhatTheTaskCallsThem() {
        assertThatThrownBy(() -> check(task("bad", "z", Map.of()), table(row -> "0")))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations().get(0).pointer()).isEqualTo("/features/0"));
        assertThatThrownBy(() -> check(task("worse", "x", Map.of()), table(row -> "0")))
                .hasMessageContaining("the data set has no column 'worse'");
    }

    @Test
    void noLabelBehindTheRowsAskedForIsRead() {
        Labels labels = Labels.of(task("bad", "x", Map.of()), table(row -> row < 80 ? "0" : "never"), 80);
        assertThat(labels.isKnown(0, 79)).isTrue();
    }
}
