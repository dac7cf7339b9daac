package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import java.util.Arrays;
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
        Batch batch = data.held().batch(new int[] {0}, 0, 1);
        assertThat(restored(data, 1, batch.inputs(), 0, 3)).containsExactly(new double[] {9, 10, 11}, within(1e-4));
        assertThat(restored(data, 0, batch.inputs(), 3, 6)).containsExactly(new double[] {109, 110, 111}, within(1e-4));
        assertThat(restored(data, 0, batch.outputs(), 0, 1)).containsExactly(new double[] {112}, within(1e-4));
        assertThat(data.held().count()).isEqualTo(4);
    }

    @Test
    void theFirstTrainingWindowBeginsWithTheFirstRow() {
        ForecastingData data = of(task(List.of("x"), List.of("x"), 1, null), Purpose.SEARCH, 3, table());
        assertThat(data.fitting().first()).containsExactly(3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(restored(data, 0, data.fitting().batch(new int[] {0}, 0, 1).inputs(), 0, 3))
                .containsExactly(new double[] {0, 1, 2}, within(1e-4));
        assertThat(restored(data, 0, data.fitting().batch(new int[] {8}, 0, 1).outputs(), 0, 1))
                .containsExactly(new double[] {11}, within(1e-4));
    }

    @Test
    void aHorizonStaysWithinItsPartAndLeavesAGap() {
        ForecastingData data = of(task(List.of("x"), List.of("x", "y"), 2, null), Purpose.SEARCH, 3, table());
        // A gap of 1 before each held part: test [16, 20), validation [11, 15), train [0, 10).
        assertThat(data.held().first()).containsExactly(11, 12, 13);
        assertThat(last(data.fitting())).isEqualTo(8);
        float[] output = data.held().batch(new int[] {2}, 0, 1).outputs();
        assertThat(output).hasSize(4);
        assertThat(restored(data, 0, new float[] {output[0], output[2]}, 0, 2))
                .containsExactly(new double[] {13, 14}, within(1e-4));
        assertThat(restored(data, 1, new float[] {output[1], output[3]}, 0, 2))
                .containsExactly(new double[] {113, 114}, within(1e-4));
    }

    @Test
    void aWiderGapIsLeftOutOfTraining() {
        ForecastingData data = of(task(List.of("x"), List.of("x"), 1, 3), Purpose.SEARCH, 2, table());
        assertThat(data.held().first()[0]).isEqualTo(16 - 3 - 4);
        assertThat(last(data.fitting())).isEqualTo(9 - 3 - 1);
    }

    @Test
    void examplesComeInTheOrderAskedFor() {
        ForecastingData data = of(task(List.of("x"), List.of("x"), 1, null), Purpose.SEARCH, 2, table());
        float[] outputs = data.fitting().batch(new int[] {0, 7, 2, 5}, 1, 3).outputs();
        assertThat(restored(data, 0, outputs, 0, 2)).containsExactly(new double[] {9, 4}, within(1e-4));
    }

    @Test
    void aStrideThinsOutWhatIsTrainedOnAndNothingElse() {
        Forecasting task = task(List.of("x"), List.of("x"), 1, null);
        var recipe = Tables.recipe("windowLength", 2, "stride", 4);
        ForecastingData data =
                ForecastingData.of(task, Purpose.SEARCH, table(), recipe, 0.25).get(0);
        assertThat(data.fitting().first()).containsExactly(2, 6);
        assertThat(data.watched().first()).containsExactly(9, 10, 11);
        assertThat(data.held().first()).containsExactly(12, 13, 14, 15);
    }

    @Test
    void aSearchDoesNotReadTheValuesOfTheTestRows() {
        Forecasting task = task(List.of("x"), List.of("x"), 1, null);
        CsvTable spoiled = table(row -> row < 16 ? List.of(row, 100 + row) : List.of("garbage", "1e999"));
        ForecastingData data = of(task, Purpose.SEARCH, 3, spoiled);
        assertThat(data.held().channels(0).rows()).isEqualTo(16);
        assertThat(data.baselines())
                .isEqualTo(of(task, Purpose.SEARCH, 3, table()).baselines());
        assertThatThrownBy(() -> of(task, Purpose.CONFIRM, 3, spoiled)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void scalingIsFittedOnTheTrainingRowsOnly() {
        Forecasting task = task(List.of("x", "y"), List.of("y"), 1, null);
        Scaling expected = of(task, Purpose.SEARCH, 3, table()).preparation().scaling();
        CsvTable changed = table(row -> List.of(row < 12 ? row : 1e6, row < 12 ? 100 + row : -1e6));
        assertThat(of(task, Purpose.SEARCH, 3, changed).preparation().scaling()).isEqualTo(expected);
        // Rows 0 to 11: mean 5.5, variance (12^2 - 1) / 12.
        assertThat(expected.columns().get(1).center()).isEqualTo(5.5, within(1e-12));
        assertThat(expected.columns().get(1).spread()).isEqualTo(Math.sqrt(143 / 12.0), within(1e-12));
    }

    @Test
    void aConfirmationFitsOnTrainingAndValidationRowsAndJudgesOnTheTestRows() {
        Forecasting task = task(List.of("x"), List.of("x"), 1, null);
        ForecastingData data = of(task, Purpose.CONFIRM, 3, table());
        assertThat(last(data.fitting())).isEqualTo(15);
        assertThat(data.held().first()).containsExactly(16, 17, 18, 19);
        assertThat(data.preparation().scaling().columns().get(0).center()).isEqualTo(7.5, within(1e-12));
        CsvTable changed = table(row -> List.of(row < 16 ? row : 1e6, 0));
        assertThat(of(task, Purpose.CONFIRM, 3, changed).preparation().scaling())
                .isEqualTo(data.preparation().scaling());
    }

    @Test
    void aTaskWithoutTestPartCannotBeConfirmed() {
        var task = Tables.task(List.of("x"), List.of("x"), 1, new TimeSplit.Chronological(0.2, null, null));
        assertThatThrownBy(() -> of(task, Purpose.CONFIRM, 3, table())).hasMessageContaining("no test part");
    }

    @Test
    void eachFoldHasItsOwnTrainingPartAndScaling() {
        var split = new TimeSplit.RollingOrigin(2, 0.2, null, 0.2, null);
        Forecasting task = Tables.task(List.of("x"), List.of("x"), 1, split);
        List<ForecastingData> folds =
                ForecastingData.of(task, Purpose.SEARCH, table(), Tables.recipe("windowLength", 3), 0);
        assertThat(folds).hasSize(2);
        assertThat(folds.get(0).held().first()).containsExactly(8, 9, 10, 11);
        assertThat(folds.get(1).held().first()).containsExactly(12, 13, 14, 15);
        assertThat(folds.get(0).preparation().scaling().columns().get(0).center())
                .isEqualTo(3.5);
        assertThat(folds.get(1).preparation().scaling().columns().get(0).center())
                .isEqualTo(5.5, within(1e-12));
        assertThat(ForecastingData.of(task, Purpose.CONFIRM, table(), Tables.recipe("windowLength", 3), 0))
                .hasSize(1);
    }

    @Test
    void theNaiveForecastRepeatsTheLastValue() {
        // Squares: at origin 10 the forecast for rows 11 and 12 is 100; the part [11, 15) has origins 10, 11, 12.
        CsvTable squares = table(row -> List.of(row * row, 0));
        Map<String, Double> naive = of(task(List.of("x"), List.of("x"), 2, null), Purpose.SEARCH, 3, squares)
                .baselines()
                .get("naive");
        double[] errors = {21, 44, 23, 48, 25, 52};
        assertThat(naive.get("mae")).isEqualTo(Arrays.stream(errors).sum() / 6, within(1e-12));
        assertThat(naive.get("rmse"))
                .isEqualTo(Math.sqrt(Arrays.stream(errors).map(e -> e * e).sum() / 6), within(1e-12));
        // The training part [0, 10) changes by 1, 3, ... 17 from row to row, 9 on average.
        assertThat(naive.get("mase")).isEqualTo(Arrays.stream(errors).sum() / 6 / 9, within(1e-12));
    }

    @Test
    void theSeasonalNaiveForecastRepeatsTheSameDayOfTheLastSeasonSeen() {
        // A season of 3 and a horizon of 5: rows 11 to 15 of a forecast from row 10 repeat rows 8, 9, 10, 8, 9.
        Forecasting task = withSeason(task(List.of("x"), List.of("x"), 5, null), 3);
        CsvTable table = table(row -> List.of(row % 3 + 10 * (row == 10 ? 1 : 0), 0));
        ForecastingData data = of(task, Purpose.SEARCH, 2, table, 26);
        int first = data.held().first()[0];
        double[] expected = IntStream.range(0, 5)
                .mapToDouble(step -> {
                    int row = first + step % 3 - 3;
                    return row % 3 + 10 * (row == 10 ? 1 : 0);
                })
                .toArray();
        assertThat(Baselines.seasonal(data.held(), 3).orElseThrow()[0]).isEqualTo(expected);
        assertThat(data.baselines().get("seasonalNaive")).containsKeys("rmse", "mae", "skill");
        assertThat(of(task(List.of("x"), List.of("x"), 1, null), Purpose.SEARCH, 3, table)
                        .baselines())
                .doesNotContainKey("seasonalNaive");
    }

    @Test
    void aSeasonLongerThanWhatIsKnownHasNoNaiveForecast() {
        ForecastingData data =
                of(withSeason(task(List.of("x"), List.of("x"), 1, null), 13), Purpose.SEARCH, 3, table());
        assertThat(data.baselines()).containsOnlyKeys("naive", "linear");
    }

    @Test
    void theLinearModelContinuesALine() {
        ForecastingData data = of(task(List.of("x"), List.of("x"), 1, null), Purpose.SEARCH, 3, table());
        assertThat(data.baselines().get("linear").get("rmse")).isLessThan(0.05);
        assertThat(data.baselines().get("linear").get("skill")).isGreaterThan(0.95);
        assertThat(data.baselines().get("naive").get("rmse")).isEqualTo(1);
    }

    @Test
    void errorsAreInTheTargetsOwnUnit() {
        ForecastingData data = of(task(List.of("x"), List.of("y"), 1, null), Purpose.SEARCH, 3, table());
        float[][] outputs = new float[4][1];
        double[] off = {1, -2, 0, 3};
        for (int i = 0; i < 4; i++) {
            outputs[i][0] = data.preparation().scaling().columns().get(0).scale(112 + i + off[i]);
        }
        Map<String, Double> metrics = data.metrics(outputs);
        assertThat(metrics.get("mae")).isEqualTo(1.5, within(1e-4));
        assertThat(metrics.get("rmse")).isEqualTo(Math.sqrt(14 / 4.0), within(1e-4));
        assertThat(metrics.get("skill")).isEqualTo(1 - Math.sqrt(14 / 4.0), within(1e-4));
    }

    @Test
    void aConstantColumnIsScaledToZero() {
        CsvTable constant = table(row -> List.of(0.1, row));
        ForecastingData data = of(task(List.of("x"), List.of("y"), 1, null), Purpose.SEARCH, 3, constant);
        assertThat(data.preparation().scaling().columns().get(1).spread()).isEqualTo(1);
        assertThat(data.fitting().batch(new int[] {0}, 0, 1).inputs()).containsExactly(new float[3], within(1e-6f));
    }

    @Test
    void aNumberTooLargeToTrainOnIsRefused() {
        CsvTable huge = table(row -> List.of(row == 13 ? 1e300 : row, 0));
        assertThatThrownBy(() -> of(task(List.of("x"), List.of("x"), 1, null), Purpose.SEARCH, 3, huge))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("1.0E300");
    }

    @Test
    void whatIsWatchedIsTheEndOfTheTrainingPartAndNotTrainedOn() {
        // Training part [0, 10) for two steps ahead: half of it watched, [5, 10), and a gap of one before.
        Forecasting task = task(List.of("x"), List.of("x"), 2, null);
        ForecastingData data = ForecastingData.of(task, Purpose.SEARCH, table(), Tables.recipe("windowLength", 2), 0.5)
                .get(0);
        assertThat(data.fitting().first()).containsExactly(2);
        assertThat(data.watched().first()).containsExactly(5, 6, 7, 8);
        assertThat(data.preparation().scaling().columns().get(0).center()).isEqualTo(1.5, within(1e-12));
        assertThat(data.held().first()[0]).isEqualTo(11);
    }

    @Test
    void whatIsWatchedHasNoPartInTheReferenceThatErrorsAreMeasuredBy() {
        Forecasting task = task(List.of("x"), List.of("x"), 1, null);
        var all = ForecastingData.of(task, Purpose.SEARCH, growing(), Tables.recipe("windowLength", 2), 0);
        var less = ForecastingData.of(task, Purpose.SEARCH, growing(), Tables.recipe("windowLength", 2), 0.5);
        for (String metric : List.of("mase", "rmsse")) {
            assertThat(less.get(0).baselines().get("naive").get(metric))
                    .isEqualTo(all.get(0).baselines().get("naive").get(metric));
        }
    }

    /** Changes grow, so it matters where they are measured. */
    private static CsvTable growing() {
        return Tables.daily(ROWS, List.of("x"), row -> List.of(row * row));
    }

    @Test
    void aTrainingPartTooShortToBeWatchedIsRefused() {
        Forecasting task = task(List.of("x"), List.of("x"), 1, null);
        assertThatThrownBy(
                        () -> ForecastingData.of(task, Purpose.SEARCH, table(), Tables.recipe("windowLength", 8), 0.5))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("of 12 training rows 6 would be watched");
        assertThatThrownBy(
                        () -> ForecastingData.of(task, Purpose.SEARCH, table(), Tables.recipe("windowLength", 3), 0.01))
                .hasMessageContaining("12 training rows 0 would be watched");
    }

    private static ForecastingData of(Forecasting task, Purpose purpose, int window, CsvTable table) {
        return ForecastingData.of(task, purpose, table, Tables.recipe("windowLength", window), 0)
                .get(0);
    }

    /** With as many rows, the table's over and over. */
    private static ForecastingData of(Forecasting task, Purpose purpose, int window, CsvTable table, int rows) {
        CsvTable longer = Tables.daily(
                rows, List.of("x", "y"), row -> table.lines().get(row % ROWS).subList(1, 3));
        return of(task, purpose, window, longer);
    }

    private static Forecasting task(List<String> features, List<String> targets, int horizon, Integer gap) {
        return Tables.task(targets, features, horizon, new TimeSplit.Chronological(0.2, 0.2, gap));
    }

    private static Forecasting withSeason(Forecasting task, int season) {
        return new Forecasting(
                task.dataset(),
                task.time(),
                null,
                task.targets(),
                task.features(),
                null,
                null,
                task.horizon(),
                season,
                task.split(),
                null,
                null,
                null,
                null,
                null);
    }

    /** x is the row's number, y is 100 more. */
    private static CsvTable table() {
        return table(row -> List.of(row, 100 + row));
    }

    private static CsvTable table(IntFunction<List<?>> line) {
        return Tables.daily(ROWS, List.of("x", "y"), line);
    }

    private static int last(Windows windows) {
        return windows.first()[windows.count() - 1];
    }

    /** The column is counted as in the task's columns: targets first. */
    private static double[] restored(ForecastingData data, int column, float[] values, int from, int to) {
        return IntStream.range(from, to)
                .mapToDouble(
                        i -> data.preparation().scaling().columns().get(column).restore(values[i]))
                .toArray();
    }
}
