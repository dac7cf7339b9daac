package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.CalendarFeature;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PreparationTest {
    /** Positive, with trend, a season of three and a wobble. */
    private static double y(int row) {
        return 50 + 0.7 * row + 9 * (row % 3) + 4 * Math.sin(row * row);
    }

    private static CsvTable table() {
        return Tables.daily(60, List.of("y", "z", "x"), row -> List.of(y(row), 3 + row % 5, -row * row));
    }

    private static ForecastingData data(Forecasting task, Recipe recipe) {
        return ForecastingData.of(task, Purpose.SEARCH, table(), recipe, 0).get(0);
    }

    static Stream<Recipe> recipes() {
        return Tables.recipes().stream();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void aPerfectAnswerIsRestoredToTheActualValues(Recipe recipe) {
        Forecasting task = Tables.task(List.of("y", "z"), List.of("y", "x"), 5, Tables.HOLD_OUT);
        ForecastingData data = data(task, recipe);
        Windows held = data.held();
        for (int example = 0; example < held.count(); example++) {
            float[] perfect = held.batch(new int[] {example}, 0, 1).outputs();
            double[] restored = held.restored(example, perfect);
            for (int i = 0; i < restored.length; i++) {
                int row = held.first()[example] + i / 2;
                double actual = i % 2 == 0 ? y(row) : 3 + row % 5;
                assertThat(restored[i]).isEqualTo(actual, within(1e-4 * Math.max(1, actual)));
            }
        }
        assertThat(held.count()).isEqualTo(12 - 5 + 1);
    }

    @Test
    void differencesAreTakenOfTargetsAndOfNothingElse() {
        Forecasting task = Tables.task(List.of("y"), List.of("y", "z"), 1, Tables.HOLD_OUT);
        ForecastingData data = data(task, Tables.recipe("windowLength", 2, "differencingLag", 3, "scaling", "NONE"));
        assertThat(data.fitting().first()[0]).isEqualTo(5);
        assertThat(data.fitting().batch(new int[] {0}, 0, 1).inputs())
                .containsExactly(
                        new float[] {(float) (y(3) - y(0)), (float) (y(4) - y(1)), 3 + 3, 3 + 4}, within(1e-5f));
        assertThat(data.fitting().batch(new int[] {0}, 0, 1).outputs())
                .containsExactly(new float[] {(float) (y(5) - y(2))}, within(1e-5f));
    }

    @Test
    void aForecastBeyondTheLagStandsOnForecastsBeforeIt() {
        Forecasting task = Tables.task(List.of("y"), List.of("y"), 4, Tables.HOLD_OUT);
        ForecastingData data = data(task, Tables.recipe("windowLength", 2, "differencingLag", 1, "scaling", "NONE"));
        double last = y(data.held().first()[0] - 1);
        assertThat(data.held().restored(0, new float[] {1, 2, 3, -4}))
                .containsExactly(new double[] {last + 1, last + 3, last + 6, last + 2}, within(1e-9));
    }

    @Test
    void scalingsAreThoseOfTheirNames() {
        // numpy 1.24: mean and std (population), min and max, median and quartiles (linear).
        double[] values = {3, 8, -4, 10, 2, 2.5};
        assertColumn(Scaling.Kind.STANDARD, values, 3.5833333333333335, 4.513098221350335);
        assertColumn(Scaling.Kind.MIN_MAX, values, -4, 14);
        assertColumn(Scaling.Kind.ROBUST, values, 2.75, 4.625);
        assertColumn(Scaling.Kind.NONE, values, 0, 1);
        // Mostly one value: the quartiles coincide, the deviation from the median does not vanish.
        assertColumn(Scaling.Kind.ROBUST, new double[] {0, 0, 0, 0, 4}, 0, Math.sqrt(16 / 5.0));
        for (Scaling.Kind kind : Scaling.Kind.values()) {
            assertThat(Scaling.fit(kind, sample(0.1, 0.1, 0.1), "x").spread()).isEqualTo(1);
        }
    }

    private static Sample sample(double... values) {
        return Sample.of(consumer -> Arrays.stream(values).forEach(consumer));
    }

    private static void assertColumn(Scaling.Kind kind, double[] values, double center, double spread) {
        Scaling.Column column = Scaling.fit(kind, sample(values), "x");
        assertThat(column.center()).isEqualTo(center, within(1e-12));
        assertThat(column.spread()).isEqualTo(spread, within(1e-12));
        assertThat(column.restore(column.scale(17.25))).isEqualTo(17.25, within(1e-5));
    }

    @Test
    void aLogarithmThatDoesNotExistIsTheHyperparametersFault() {
        Forecasting task = Tables.task(List.of("x"), List.of("x"), 1, Tables.HOLD_OUT);
        assertThatThrownBy(() -> data(task, Tables.recipe("logTarget", "LOG", "windowLength", 3)))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations().get(0).pointer()).isEqualTo("/hyperparameters/logTarget"));
        assertThatThrownBy(() -> data(task, Tables.recipe("logTarget", "LOG1P", "windowLength", 3)))
                .hasMessageContaining("logTarget LOG1P cannot be taken of the target -1.0");
    }

    @Test
    void aWindowIsNormalisedByItselfAlone() {
        Forecasting task = Tables.task(List.of("z"), List.of("z", "y"), 2, Tables.HOLD_OUT);
        ForecastingData last =
                data(task, Tables.recipe("windowLength", 3, "scaling", "NONE", "windowNormalisation", "LAST_VALUE"));
        // z at rows 0 to 4: 3, 4, 5, 6, 7.
        assertThat(Arrays.copyOf(last.fitting().batch(new int[] {0}, 0, 1).inputs(), 3))
                .containsExactly(-2, -1, 0);
        assertThat(last.fitting().batch(new int[] {0}, 0, 1).outputs()).containsExactly(1, 2);
        ForecastingData standard =
                data(task, Tables.recipe("windowLength", 3, "scaling", "NONE", "windowNormalisation", "STANDARD"));
        float size = (float) Math.sqrt(2 / 3.0 + 1e-5);
        assertThat(Arrays.copyOf(standard.fitting().batch(new int[] {0}, 0, 1).inputs(), 3))
                .containsExactly(new float[] {-1 / size, 0, 1 / size}, within(1e-6f));
        assertThat(standard.fitting().batch(new int[] {0}, 0, 1).outputs())
                .containsExactly(new float[] {2 / size, 3 / size}, within(1e-6f));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void rawRowsGiveAModelTheSameInputsAndOutputsAsTraining(Recipe recipe) {
        Forecasting task = Tables.task(
                List.of("y"),
                List.of("z", "y"),
                List.of("x"),
                List.of(CalendarFeature.DAY_OF_WEEK),
                3,
                Tables.HOLD_OUT,
                null);
        ForecastingData data = data(task, recipe);
        int first = data.held().first()[4];
        int from = first - recipe.reach();
        List<LocalDateTime> times = IntStream.range(from, first + 3)
                .mapToObj(row -> LocalDateTime.of(2024, 1, 1, 0, 0).plusDays(row))
                .toList();
        // What is not known yet when the forecast is made is not given: columns y, z, x.
        double[][] rows = IntStream.range(from, first + 3)
                .mapToObj(row -> row < first
                        ? new double[] {y(row), 3 + row % 5, -row * row}
                        : new double[] {Double.NaN, Double.NaN, -row * row})
                .toArray(double[][]::new);
        Windows alone = data.preparation().single(times, rows);
        assertThat(alone.batch(new int[] {0}, 0, 1).inputs())
                .isEqualTo(data.held().batch(new int[] {4}, 0, 1).inputs());
        float[] answer = {0.3f, -0.2f, 0.5f};
        assertThat(alone.restored(0, answer)).isEqualTo(data.held().restored(4, answer));
        double[][] incomplete = rows.clone();
        incomplete[incomplete.length - 1] = new double[] {0, 0, Double.NaN};
        assertThatThrownBy(() -> data.preparation().single(times, incomplete)).hasMessageContaining("is missing");
    }
}
