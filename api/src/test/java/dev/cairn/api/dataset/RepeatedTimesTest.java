package dev.cairn.api.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.Forecasting.Duplicates;
import dev.cairn.api.task.TimeSplit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepeatedTimesTest {
    private static Forecasting task(@Nullable Duplicates duplicates, @Nullable String series) {
        return new Forecasting(
                "sha256:" + "0".repeat(64),
                "t",
                series,
                List.of("y"),
                null,
                List.of(),
                null,
                1,
                null,
                new TimeSplit.Chronological(0.2, null, null),
                Forecasting.Gaps.REFUSE,
                duplicates,
                Forecasting.Missing.LEAVE_OUT,
                null,
                null);
    }

    /** A line is {@code day value}, or {@code day value series}. */
    private static CsvTable table(String... lines) {
        var cells = new ArrayList<List<String>>();
        for (String line : lines) {
            cells.add(List.of(("2024-01-0" + line + " -").split(" ")).subList(0, 3));
        }
        return new CsvTable(List.of("t", "y", "shop"), cells);
    }

    @ParameterizedTest
    @CsvSource({"FIRST, 2", "LAST, 9", "MEAN, 5"})
    void severalLinesOfOneTimeAreOneRowByTheRule(Duplicates rule, double expected) {
        TimeSeries series = TimeSeries.of(task(rule, null), table("1 1", "2 2", "2 4", "2 9", "3 3"));
        assertThat(series.series().get(0).values().copy()).isEqualTo(new double[][] {{1}, {expected}, {3}});
    }

    @Test
    void aClockThatIsSetBackRepeatsTimesThatStand() {
        TimeSeries series = TimeSeries.of(task(Duplicates.MEAN, null), table("1 1", "2 2", "3 3", "2 4", "3 5", "4 6"));
        assertThat(series.series().get(0).values().copy()).isEqualTo(new double[][] {{1}, {3}, {4}, {6}});
    }

    @Test
    void aStepBackToATimeThatDidNotStandIsRefusedUnderAnyRule() {
        assertThatThrownBy(() -> TimeSeries.of(task(Duplicates.LAST, null), table("1 1", "3 3", "2 2")))
                .hasMessageContaining("line 4: time 2024-01-02T00:00 does not follow 2024-01-03T00:00")
                .hasMessageContaining("has not stood before");
    }

    @Test
    void withoutARuleARepeatedTimeIsRefusedAndTheRulesAreNamed() {
        assertThatThrownBy(() -> TimeSeries.of(task(null, null), table("1 1", "2 2", "2 4")))
                .hasMessageContaining("line 4")
                .hasMessageContaining("set duplicates to FIRST, LAST or MEAN");
    }

    @ParameterizedTest
    @CsvSource({"FIRST, 4", "LAST, 8", "MEAN, 6"})
    void ofMissingValuesNoRuleTakesAny(Duplicates rule, double expected) {
        TimeSeries series = TimeSeries.of(task(rule, null), table("1 1", "2 NA", "2 4", "2 8", "2 NA", "3 NA", "3 NA"));
        assertThat(series.series().get(0).values().copy()).isEqualTo(new double[][] {{1}, {expected}, {Double.NaN}});
    }

    @Test
    void theSameTimeInTwoSeriesIsNoRepetition() {
        TimeSeries series =
                TimeSeries.of(task(Duplicates.LAST, "shop"), table("1 1 a", "1 5 b", "2 2 a", "2 3 a", "2 7 b"));
        assertThat(series.series().get(0).values().copy()).isEqualTo(new double[][] {{1}, {3}});
        assertThat(series.series().get(1).values().copy()).isEqualTo(new double[][] {{5}, {7}});
    }

    @Test
    void noLineOfALaterTimeChangesAnEarlierRow() {
        for (Duplicates rule : List.of(Duplicates.FIRST, Duplicates.LAST, Duplicates.MEAN)) {
            double[][] before = TimeSeries.of(task(rule, null), table("1 1", "2 2", "2 6", "3 3", "3 1"))
                    .series()
                    .get(0)
                    .values()
                    .copy(0, 2);
            double[][] after = TimeSeries.of(task(rule, null), table("1 1", "2 2", "2 6", "3 1000", "3 -1000", "4 99"))
                    .series()
                    .get(0)
                    .values()
                    .copy(0, 2);
            assertThat(after).isEqualTo(before);
        }
    }
}
