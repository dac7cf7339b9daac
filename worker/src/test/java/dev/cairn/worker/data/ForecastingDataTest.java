package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.Split;
import dev.cairn.api.task.Split.Rows;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Twenty rows; with 0.2 and 0.2 the parts are train [0, 12), validation [12, 16), test [16, 20), less the gaps. */
class ForecastingDataTest {
    private static final int ROWS = 20;

    @Test
    void windowsEndWhereTheirTargetsBegin() {
        ForecastingData data = of(task(List.of("x", "y"), List.of("y"), 1, null), Purpose.SEARCH, 3, table());
        // First validation target is row 12; with features x = row and y = 100 + row the window is rows 9, 10, 11.
        float[] input = data.held().inputs(new int[] {0}, 0, 1);
        assertThat(restored(data.featureScaling(), 0, input, 0, 3))
                .containsExactly(new double[] {9, 10, 11}, within(1e-4));
        assertThat(restored(data.featureScaling(), 1, input, 3, 6))
                .containsExactly(new double[] {109, 110, 111}, within(1e-4));
        float[] output = data.held().outputs(new int[] {0}, 0, 1);
        assertThat(restored(data.targetScaling(), 0, output, 0, 1)).containsExactly(new double[] {112}, within(1e-4));
        assertThat(data.held().count()).isEqualTo(4);
    }

    @Test
    void theFirstTrainingWindowBeginsWithTheFirstRow() {
        ForecastingData data = of(task(List.of("x"), List.of("x"), 1, null), Purpose.SEARCH, 3, table());
        assertThat(data.fitting().first()).isEqualTo(3);
        assertThat(data.fitting().count()).isEqualTo(12 - 3);
        float[] first = data.fitting().inputs(new int[] {0}, 0, 1);
        assertThat(restored(data.featureScaling(), 0, first, 0, 3))
                .containsExactly(new double[] {0, 1, 2}, within(1e-4));
        float[] last = data.fitting().outputs(new int[] {8}, 0, 1);
        assertThat(restored(data.targetScaling(), 0, last, 0, 1)).containsExactly(new double[] {11}, within(1e-4));
    }

    @Test
    void aHorizonStaysWithinItsPartAndLeavesAGap() {
        ForecastingData data = of(task(List.of("x"), List.of("x", "y"), 2, null), Purpose.SEARCH, 3, table());
        // A gap of 1 before each held part: test [16, 20), validation [11, 15), train [0, 10).
        assertThat(data.held().first()).isEqualTo(11);
        assertThat(data.held().count()).isEqualTo(3);
        assertThat(data.fitting().first() + data.fitting().count() - 1 + 2).isEqualTo(10);
        float[] output = data.held().outputs(new int[] {2}, 0, 1);
        assertThat(output).hasSize(4);
        assertThat(restored(data.targetScaling(), 0, new float[] {output[0], output[2]}, 0, 2))
                .containsExactly(new double[] {13, 14}, within(1e-4));
        assertThat(restored(data.targetScaling(), 1, new float[] {output[1], output[3]}, 0, 2))
                .containsExactly(new double[] {113, 114}, within(1e-4));
    }

    @Test
    void aWiderGapIsLeftOutOfTraining() {
        ForecastingData data = of(task(List.of("x"), List.of("x"), 1, 3), Purpose.SEARCH, 2, table());
        assertThat(data.held().first()).isEqualTo(16 - 3 - 4);
        assertThat(data.fitting().first() + data.fitting().count()).isEqualTo(9 - 3);
    }

    @Test
    void everyWindowLengthIsJudgedOnTheSameTargets() {
        Forecasting task = task(List.of("x"), List.of("x"), 2, null);
        ForecastingData narrow = of(task, Purpose.SEARCH, 1, table());
        ForecastingData wide = of(task, Purpose.SEARCH, 7, table());
        assertThat(wide.held().first()).isEqualTo(narrow.held().first());
        assertThat(wide.held().count()).isEqualTo(narrow.held().count());
        assertThat(wide.naive()).isEqualTo(narrow.naive());
    }

    @Test
    void examplesComeInTheOrderAskedFor() {
        ForecastingData data = of(task(List.of("x"), List.of("x"), 1, null), Purpose.SEARCH, 2, table());
        float[] outputs = data.fitting().outputs(new int[] {0, 7, 2, 5}, 1, 3);
        assertThat(restored(data.targetScaling(), 0, outputs, 0, 2)).containsExactly(new double[] {9, 4}, within(1e-4));
    }

    @Test
    void aSearchDoesNotContainTheTestRows() {
        ForecastingData data = of(task(List.of("x"), List.of("x"), 1, null), Purpose.SEARCH, 3, table());
        assertThat(data.held().features()).hasNumberOfRows(16);
        assertThat(data.held().targets()).hasNumberOfRows(16);
        assertThat(data.heldTargets()).hasNumberOfRows(16);
    }

    @Test
    void aSearchDoesNotEvenReadTheTestRows() {
        Forecasting task = task(List.of("x"), List.of("x"), 1, null);
        CsvTable spoiled = table(row -> row < 16 ? day(row) + "," + row + "," + (100 + row) : "no date,garbage,1e999");
        ForecastingData data = of(task, Purpose.SEARCH, 3, spoiled);
        assertThat(data.heldTargets())
                .isDeepEqualTo(of(task, Purpose.SEARCH, 3, table()).heldTargets());
        assertThatThrownBy(() -> of(task, Purpose.CONFIRM, 3, spoiled)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void scalingIsFittedOnTheTrainingRowsOnly() {
        Forecasting task = task(List.of("x", "y"), List.of("y"), 1, null);
        Scaling expected = of(task, Purpose.SEARCH, 3, table()).featureScaling();
        CsvTable changed = table(row -> day(row) + "," + (row < 12 ? row : 1e6) + "," + (row < 12 ? 100 + row : -1e6));
        assertThat(of(task, Purpose.SEARCH, 3, changed).featureScaling()).isEqualTo(expected);
        // Rows 0 to 11: mean 5.5, variance (12^2 - 1) / 12.
        assertThat(expected.columns().get(0).mean()).isEqualTo(5.5, within(1e-12));
        assertThat(expected.columns().get(0).deviation()).isEqualTo(Math.sqrt(143 / 12.0), within(1e-12));
    }

    @Test
    void aConfirmationFitsOnTrainingAndValidationRowsAndJudgesOnTheTestRows() {
        Forecasting task = task(List.of("x"), List.of("x"), 1, null);
        ForecastingData data = of(task, Purpose.CONFIRM, 3, table());
        assertThat(data.fitting().count()).isEqualTo(16 - 3);
        assertThat(data.held().first()).isEqualTo(16);
        assertThat(data.held().count()).isEqualTo(4);
        assertThat(data.featureScaling().columns().get(0).mean()).isEqualTo(7.5, within(1e-12));
        CsvTable changed = table(row -> day(row) + "," + (row < 16 ? row : 1e6) + ",0");
        assertThat(of(task, Purpose.CONFIRM, 3, changed).featureScaling()).isEqualTo(data.featureScaling());
    }

    @Test
    void aTaskWithoutTestPartCannotBeConfirmed() {
        var split = new Split(Split.Type.CHRONOLOGICAL, 0.2, null, null);
        var task = new Forecasting(address(), "day", List.of("x"), null, 1, split, null, Map.of());
        assertThatThrownBy(() -> of(task, Purpose.CONFIRM, 3, table())).hasMessageContaining("no test part");
    }

    @Test
    void theNaiveForecastRepeatsTheLastValue() {
        // Squares: at origin 10 the forecast for rows 11 and 12 is 100; the part [11, 15) has origins 10, 11, 12.
        CsvTable squares = table(row -> day(row) + "," + row * row + ",0");
        Errors naive = of(task(List.of("x"), List.of("x"), 2, null), Purpose.SEARCH, 3, squares)
                .naive();
        double[] errors = {21, 44, 23, 48, 25, 52};
        assertThat(naive.mae()).isEqualTo((21 + 44 + 23 + 48 + 25 + 52) / 6.0, within(1e-12));
        assertThat(naive.rmse())
                .isEqualTo(
                        Math.sqrt(IntStream.range(0, 6)
                                        .mapToDouble(i -> errors[i] * errors[i])
                                        .sum()
                                / 6),
                        within(1e-12));
    }

    @Test
    void errorsAreInTheTargetsOwnUnit() {
        ForecastingData data = of(task(List.of("x"), List.of("y"), 1, null), Purpose.SEARCH, 3, table());
        float[][] forecasts = new float[4][1];
        double[] off = {1, -2, 0, 3};
        for (int i = 0; i < 4; i++) {
            forecasts[i][0] = (float) data.targetScaling().columns().get(0).scale(112 + i + off[i]);
        }
        Errors errors = data.errors(forecasts);
        assertThat(errors.mae()).isEqualTo(1.5, within(1e-4));
        assertThat(errors.rmse()).isEqualTo(Math.sqrt(14 / 4.0), within(1e-4));
        assertThat(new Errors(1, 1).skill(new Errors(4, 3))).isEqualTo(0.75);
    }

    @Test
    void aConstantColumnIsScaledToZero() {
        CsvTable constant = table(row -> day(row) + ",0.1," + row);
        ForecastingData data = of(task(List.of("x"), List.of("y"), 1, null), Purpose.SEARCH, 3, constant);
        assertThat(data.featureScaling().columns().get(0).deviation()).isEqualTo(1);
        assertThat(data.fitting().inputs(new int[] {0}, 0, 1)).containsExactly(new float[3], within(1e-6f));
    }

    @Test
    void aNumberTooLargeToTrainOnIsRefused() {
        CsvTable huge = table(row -> day(row) + "," + (row == 13 ? 1e300 : row) + ",0");
        assertThatThrownBy(() -> of(task(List.of("x"), List.of("x"), 1, null), Purpose.SEARCH, 3, huge))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("1.0E300");
    }

    @Test
    void scalingAndRestoringAreInverse() {
        Scaling scaling = Scaling.fit(new double[][] {{3}, {8}, {-4}}, new Rows(0, 3));
        Scaling.Column column = scaling.columns().get(0);
        assertThat(column.restore(column.scale(17.25))).isEqualTo(17.25, within(1e-12));
    }

    @Test
    void whatIsWatchedIsTheEndOfTheTrainingPartAndNotTrainedOn() {
        // Training part [0, 10) for two steps ahead: half of it watched, [5, 10), and a gap of one before.
        Forecasting task = task(List.of("x"), List.of("x"), 2, null);
        ForecastingData data = ForecastingData.of(task, Purpose.SEARCH, table(), 2, 0.5);
        assertThat(data.fitting().first()).isEqualTo(2);
        assertThat(data.fitting().first() + data.fitting().count() - 1 + 2).isEqualTo(4);
        assertThat(data.watched().first()).isEqualTo(5);
        assertThat(data.watched().first() + data.watched().count() - 1 + 2).isEqualTo(10);
        assertThat(data.featureScaling().columns().get(0).mean()).isEqualTo(1.5, within(1e-12));
        assertThat(data.held().first()).isEqualTo(11);
    }

    @Test
    void aTrainingPartTooShortToBeWatchedIsRefused() {
        Forecasting task = task(List.of("x"), List.of("x"), 1, null);
        assertThatThrownBy(() -> ForecastingData.of(task, Purpose.SEARCH, table(), 8, 0.5))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("of 12 training rows 6 would be watched");
        assertThatThrownBy(() -> ForecastingData.of(task, Purpose.SEARCH, table(), 3, 0.01))
                .hasMessageContaining("12 training rows 0 would be watched");
    }

    private static ForecastingData of(Forecasting task, Purpose purpose, int window, CsvTable table) {
        return ForecastingData.of(task, purpose, table, window);
    }

    private static Forecasting task(List<String> features, List<String> targets, int horizon, Integer gap) {
        var split = new Split(Split.Type.CHRONOLOGICAL, 0.2, 0.2, gap);
        return new Forecasting(address(), "day", targets, features, horizon, split, null, Map.of());
    }

    private static String address() {
        return "sha256:" + "0".repeat(64);
    }

    /** x is the row's number, y is 100 more. */
    private static CsvTable table() {
        return table(row -> day(row) + "," + row + "," + (100 + row));
    }

    private static CsvTable table(IntFunction<String> line) {
        var lines = new ArrayList<List<String>>();
        for (int row = 0; row < ROWS; row++) {
            lines.add(List.of(line.apply(row).split(",")));
        }
        return new CsvTable(List.of("day", "x", "y"), lines);
    }

    private static LocalDate day(int row) {
        return LocalDate.of(2024, 1, 1).plusDays(row);
    }

    private static double[] restored(Scaling scaling, int column, float[] values, int from, int to) {
        return IntStream.range(from, to)
                .mapToDouble(i -> scaling.columns().get(column).restore(values[i]))
                .toArray();
    }
}
