package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.CalendarFeature;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final List<String> COLUMNS = List.of("y", "x", "plan");

    /** y is the row, x 100 more, the plan 200 more. */
    private static CsvTable table() {
        return Tables.daily(40, COLUMNS, row -> List.of(row, 100 + row, 200 + row));
    }

    private static ForecastingData data(Forecasting task, CsvTable table, int window) {
        return ForecastingData.of(
                        task, Purpose.SEARCH, table, Tables.recipe("windowLength", window, "scaling", "NONE"), 0)
                .get(0);
    }

    private static Forecasting ahead(int horizon) {
        return Tables.task(List.of("y"), List.of("x"), List.of("plan"), List.of(), horizon, Tables.HOLD_OUT, null);
    }

    private static float[] firstInputs(ForecastingData data) {
        return data.held().batch(new int[] {0}, 0, 1).inputs();
    }

    @Test
    void whatIsKnownAheadStandsAHorizonFurtherOn() {
        ForecastingData data = data(ahead(2), table(), 3);
        int first = data.held().first()[0];
        // x of the three rows before the forecast; of the plan also its two rows.
        assertThat(firstInputs(data))
                .containsExactly(
                        100 + first - 3,
                        100 + first - 2,
                        100 + first - 1,
                        200 + first - 1,
                        200 + first,
                        200 + first + 1);
        assertThat(data.shape()).isEqualTo(new Shape(2, 2, Shape.Answer.NUMBERS));
    }

    @Test
    void aHorizonLongerThanTheWindowIsShownInPieces() {
        ForecastingData data = data(ahead(5), table(), 2);
        int first = data.held().first()[0];
        float[] plan = Arrays.copyOfRange(firstInputs(data), 2, 8);
        assertThat(plan)
                .containsExactly(
                        200 + first + 3,
                        200 + first + 4,
                        200 + first + 1,
                        200 + first + 2,
                        200 + first - 1,
                        200 + first);
        assertThat(data.shape().features()).isEqualTo(1 + 3);
    }

    @Test
    void theCalendarIsKnownAhead() {
        Forecasting task = Tables.task(
                List.of("y"), List.of("y"), List.of(), List.of(CalendarFeature.DAY_OF_WEEK), 1, Tables.HOLD_OUT, null);
        ForecastingData data = data(task, table(), 1);
        int first = data.held().first()[0];
        // Row 0 is a Monday; the network is told the day that it forecasts.
        double angle = 2 * Math.PI * (first % 7) / 7;
        assertThat(firstInputs(data))
                .containsExactly(
                        new float[] {first - 1, (float) Math.sin(angle), (float) Math.cos(angle)}, within(1e-6f));
    }

    @Test
    void aMissingFeatureIsSeenAsItsLastValueAndAMissingTargetIsNotForecast() {
        CsvTable holes = Tables.daily(
                40,
                COLUMNS,
                row -> List.of(row == 10 ? "" : row, row == 11 || row == 12 ? "NA" : 100 + row, 200 + row));
        ForecastingData data = data(missing(Forecasting.Missing.LAST_VALUE), holes, 2);
        assertThat(data.fitting().first()).startsWith(2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14);
        // Before row 11: y of row 10 is missing and x there is not.
        int example = 8;
        assertThat(data.fitting().batch(new int[] {example}, 0, 1).inputs()).containsExactly(9, 9, 109, 110);
        // Before row 13: x stays 110 over rows 11 and 12.
        assertThat(data.fitting().batch(new int[] {example + 2}, 0, 1).inputs()).containsExactly(11, 12, 110, 110);
    }

    @Test
    void windowsThatWouldSeeAMissingValueAreLeftOut() {
        CsvTable holes = Tables.daily(40, COLUMNS, row -> List.of(row, row == 10 ? "" : 100 + row, 200 + row));
        ForecastingData data = data(missing(Forecasting.Missing.LEAVE_OUT), holes, 2);
        assertThat(data.fitting().first()).startsWith(2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14);
    }

    @Test
    void whichTargetsAreJudgedDoesNotDependOnWhatOneWindowMisses() {
        // Validation [24, 32): row 22 is missing, and the widest window of the study reaches back 5 rows.
        CsvTable holes = Tables.daily(40, COLUMNS, row -> List.of(row, row == 22 ? "" : 100 + row, 200 + row));
        Forecasting task = withReach(missing(Forecasting.Missing.LEAVE_OUT), 5);
        assertThat(data(task, holes, 1).held().first()).containsExactly(28, 29, 30, 31);
        assertThat(data(task, holes, 5).held().first()).containsExactly(28, 29, 30, 31);
        assertThat(data(missing(Forecasting.Missing.LEAVE_OUT), holes, 1).held().first())
                .startsWith(24);
    }

    @Test
    void nothingLeftToTrainOnIsRefused() {
        CsvTable empty = Tables.daily(40, COLUMNS, row -> List.of(row, row % 2 == 0 ? "" : row, row));
        assertThatThrownBy(() -> data(missing(Forecasting.Missing.LEAVE_OUT), empty, 2))
                .hasMessageContaining("missing values leave 0 windows to train on and 0 to judge by");
    }

    @Test
    void manySeriesAreCutAtTheSameTimesAndNoWindowCrossesFromOneToAnother() {
        // Series a has all 40 days, b only the last 30; they stand in one table, one after the other.
        var lines = new ArrayList<List<String>>();
        IntStream.range(0, 40).forEach(row -> lines.add(List.of(Tables.day(row), "a", "" + row)));
        IntStream.range(10, 40).forEach(row -> lines.add(List.of(Tables.day(row), "b", "" + (1000 + row))));
        var table = new CsvTable(List.of("day", "shop", "y"), lines);
        ForecastingData data = data(manySeries(), table, 3);
        assertThat(data.held().of()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
        assertThat(data.held().first()).containsExactly(24, 25, 26, 27, 28, 29, 30, 31, 24, 25, 26, 27, 28, 29, 30, 31);
        assertThat(data.held().batch(new int[] {8}, 0, 1).inputs()).containsExactly(1021, 1022, 1023);
        // b begins with row 10, and its first window needs three rows.
        int begin = 24 - 3;
        assertThat(data.fitting().first()[begin]).isEqualTo(13);
        assertThat(data.fitting().batch(new int[] {begin}, 0, 1).inputs()).containsExactly(1010, 1011, 1012);
        assertThat(data.fitting().count()).isEqualTo(21 + 11);
        // Both change by 1 a day.
        assertThat(data.baselines().get("naive")).containsEntry("mase", 1.0).containsEntry("rmse", 1.0);
    }

    private static Forecasting manySeries() {
        return new Forecasting(
                "sha256:" + "0".repeat(64),
                "day",
                "shop",
                List.of("y"),
                null,
                null,
                null,
                1,
                null,
                new TimeSplit.Chronological(0.2, 0.2, null),
                null,
                null,
                null,
                null,
                Map.of());
    }

    private static Forecasting missing(Forecasting.Missing rule) {
        return Tables.task(List.of("y"), List.of("y", "x"), List.of(), List.of(), 1, Tables.HOLD_OUT, rule);
    }

    private static Forecasting withReach(Forecasting task, @Nullable Integer reach) {
        return new Forecasting(
                task.dataset(),
                task.time(),
                null,
                task.targets(),
                task.features(),
                null,
                null,
                task.horizon(),
                null,
                task.split(),
                null,
                null,
                task.missing(),
                reach,
                null);
    }
}
