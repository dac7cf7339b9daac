package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.trial.Purpose;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuantilesTest {
    private static final int HORIZON = 5;

    private static double y(int row) {
        return 50 + 0.7 * row + 9 * (row % 3) + 4 * Math.sin(row * row);
    }

    static Stream<Recipe> recipes() {
        return Tables.recipes().stream()
                .map(some -> new Recipe(
                        some.windowLength(),
                        some.stride(),
                        some.scaling(),
                        some.differencingLag(),
                        some.logTarget(),
                        some.windowNormalisation(),
                        some.inputClipping(),
                        HorizonStrategy.DIRECT,
                        true));
    }

    private static ForecastingData data(Recipe recipe) {
        CsvTable table = Tables.daily(60, List.of("y", "z"), row -> List.of(y(row), 3 + row % 5));
        Forecasting task = Tables.task(List.of("y", "z"), List.of("y"), HORIZON, Tables.HOLD_OUT);
        return ForecastingData.of(task, Purpose.SEARCH, table, recipe, 0).get(0);
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void everyQuantileOfAPerfectAnswerIsTheActualValue(Recipe recipe) {
        Windows held = data(recipe).held();
        for (int example = 0; example < held.count(); example++) {
            double[][] quantiles = held.quantiles(
                    example, held.batch(new int[] {example}, 0, 1).outputs());
            assertThat(quantiles).hasDimensions(HORIZON * 2, 3);
            for (int i = 0; i < quantiles.length; i++) {
                int row = held.first()[example] + i / 2;
                double actual = i % 2 == 0 ? y(row) : 3 + row % 5;
                assertThat(quantiles[i][0]).isEqualTo(actual, within(1e-4 * Math.max(1, actual)));
                assertThat(quantiles[i][2]).isEqualTo(actual, within(1e-4 * Math.max(1, actual)));
            }
        }
    }

    /** All that is undone is monotone: whichever numbers a network answers, each comes back to its own place. */
    @ParameterizedTest
    @MethodSource("recipes")
    void aLargerAnswerOfOneOutputMakesItsQuantileLargerAndNoOther(Recipe recipe) {
        Windows held = data(recipe).held();
        float[] answer = held.batch(new int[] {0}, 0, 1).outputs();
        double[][] before = held.quantiles(0, answer);
        answer[2] += 0.1f;
        double[][] after = held.quantiles(0, answer);
        assertThat(after[0][2]).isGreaterThan(before[0][2] + 1e-3);
        for (int i = 1; i < before.length; i++) {
            assertThat(after[i]).isEqualTo(before[i]);
        }
    }

    @Test
    void changesAreFromWhatWasObservedHoweverFarAhead() {
        ForecastingData data =
                data(Tables.recipe("windowLength", 2, "differencingLag", 2, "scaling", "NONE", "loss", "QUANTILE"));
        int first = data.held().first()[0];
        float[] outputs = data.held().batch(new int[] {0}, 0, 1).outputs();
        // [step][target][quantile]: the steps 1 to 5 stand on the rows -2, -1, -2, -1, -2 of the forecast.
        for (int step = 0; step < HORIZON; step++) {
            assertThat(outputs[step * 6])
                    .isEqualTo((float) (y(first + step) - y(first - 2 + step % 2)), within(1e-4f))
                    .isEqualTo(outputs[step * 6 + 2]);
        }
    }

    @Test
    void quantilesInTheWrongOrderArePutIntoTheRightOne() {
        ForecastingData data = data(Tables.recipe("windowLength", 2, "scaling", "NONE", "loss", "QUANTILE"));
        float[] answer = new float[HORIZON * 2 * 3];
        answer[0] = 5;
        answer[1] = 9;
        answer[2] = 7;
        assertThat(data.held().quantiles(0, answer)[0]).containsExactly(5, 7, 9);
        assertThat(data.held().restored(0, answer)[0]).isEqualTo(7);
    }

    /** By numpy 1.26 from the definitions, in double precision. */
    @Test
    void metricsAreThoseOfTheirDefinitions() {
        var errors = new QuantileErrors(List.of(0.1, 0.5, 0.8));
        errors.add(new double[] {3, -0.5}, new double[][] {{2, 3.5, 4}, {-1, -0.7, -0.6}});
        errors.add(new double[] {2, 7}, new double[][] {{2, 2, 2}, {5, 6.5, 9}});
        Map<String, Double> metrics = errors.metrics();
        assertThat(metrics).containsOnlyKeys("pinball", "coverage", "intervalWidth");
        assertThat(metrics.get("pinball")).isEqualTo(0.1358333333333333, within(1e-12));
        assertThat(metrics.get("coverage")).isEqualTo(0.75);
        assertThat(metrics.get("intervalWidth")).isEqualTo(1.6, within(1e-12));
    }

    @Test
    void theNaiveForecastsQuantilesAreThoseOfItsErrorsInTraining() {
        // A ramp with a jump of 10 in the held part: the naive forecast is always off by 1 in training.
        CsvTable table = Tables.daily(60, List.of("y"), row -> List.of(row < 45 ? row : row + 10));
        Forecasting task = Tables.task(List.of("y"), List.of("y"), 1, Tables.HOLD_OUT);
        ForecastingData data = ForecastingData.of(
                        task, Purpose.SEARCH, table, Tables.recipe("windowLength", 2, "loss", "QUANTILE"), 0)
                .get(0);
        Map<String, Double> naive = data.baselines().get("naive");
        // Twelve held rows, one of which is 10 too high, by the levels 0.05, 0.5 and 0.95.
        assertThat(naive.get("pinball")).isEqualTo(10 * 1.5 / 3 / 12, within(1e-9));
        assertThat(naive.get("coverage")).isEqualTo(11.0 / 12, within(1e-9));
        assertThat(naive.get("intervalWidth")).isEqualTo(0, within(1e-9));
    }
}
