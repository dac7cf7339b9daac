package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.CalendarFeature;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that answer one step and are shown their own answer to go on. */
class RecursionTest {
    private static final int ROWS = 240;
    private static final int HORIZON = 5;
    /** Of the recipes of {@link Tables}. */
    private static final int LENGTH = 4;

    private static double y(int row) {
        return 50 + 0.1 * row + 9 * (row % 3) + 4 * Math.sin(row * row);
    }

    private static Recipe with(
            Recipe some, HorizonStrategy strategy, WindowNormalisation normalisation, double clipping) {
        return new Recipe(
                some.windowLength(),
                some.stride(),
                some.scaling(),
                some.differencingLag(),
                some.logTarget(),
                normalisation,
                clipping,
                strategy,
                false);
    }

    private static Recipe recursive(Recipe some) {
        return with(some, HorizonStrategy.RECURSIVE, some.windowNormalisation(), some.inputClipping());
    }

    static Stream<Recipe> recipes() {
        return Tables.recipes().stream().map(RecursionTest::recursive);
    }

    private static CsvTable table(IntToDoubleFunction y) {
        return Tables.daily(ROWS, List.of("y", "plan"), row -> List.of(y.applyAsDouble(row), 100 * row));
    }

    private static ForecastingData data(Recipe recipe, IntToDoubleFunction y) {
        Forecasting task = Tables.task(
                List.of("y"),
                List.of("y"),
                List.of("plan"),
                List.of(CalendarFeature.DAY_OF_WEEK),
                HORIZON,
                Tables.HOLD_OUT,
                null);
        return ForecastingData.of(task, Purpose.SEARCH, table(y), recipe, 0).get(0);
    }

    /** A network that knows what comes; in a frame that follows from what it was shown before. */
    @ParameterizedTest
    @MethodSource("recipes")
    void perfectAnswersAreRestoredToTheActualValues(Recipe recipe) {
        Recipe plain = with(recipe, HorizonStrategy.DIRECT, WindowNormalisation.NONE, 0);
        Windows truth = data(plain, RecursionTest::y).held();
        Windows held = data(with(recipe, HorizonStrategy.RECURSIVE, recipe.windowNormalisation(), 0), RecursionTest::y)
                .held();
        assertThat(held.preparation().shape().outputs()).isEqualTo(1);
        for (int example = 0; example < held.count(); example += 7) {
            // The scaled series: a window's past, then its targets.
            Batch batch = truth.batch(new int[] {example}, 0, 1);
            float[] scaled = Arrays.copyOf(batch.inputs(), LENGTH + HORIZON);
            System.arraycopy(batch.outputs(), 0, scaled, LENGTH, HORIZON);
            var step = new int[1];
            float[][] answer = held.answered(new int[] {example}, 0, 1, one -> {
                int at = step[0]++;
                return new float[][] {{framed(recipe.windowNormalisation(), scaled, at)}};
            });
            assertThat(step[0]).isEqualTo(HORIZON).isEqualTo(held.passes());
            double[] restored = held.restored(example, answer[0]);
            for (int i = 0; i < HORIZON; i++) {
                double actual = y(held.first()[example] + i);
                assertThat(restored[i]).isEqualTo(actual, within(2e-4 * Math.max(1, actual)));
            }
        }
    }

    private static float framed(WindowNormalisation normalisation, float[] scaled, int step) {
        double[] window =
                IntStream.range(step, step + LENGTH).mapToDouble(i -> scaled[i]).toArray();
        double mean = Arrays.stream(window).average().orElseThrow();
        double variance = Arrays.stream(window)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        double value = scaled[step + LENGTH];
        return (float)
                switch (normalisation) {
                    case NONE -> value;
                    case LAST_VALUE -> value - window[LENGTH - 1];
                    case STANDARD -> (value - mean) / Math.sqrt(variance + 1e-5);
                };
    }

    @Test
    void whatItAnsweredIsShownAsIfItHadBeenObserved() {
        Windows held = data(
                        Tables.recipe("windowLength", 3, "scaling", "NONE", "horizonStrategy", "RECURSIVE"), row -> row)
                .held();
        int first = held.first()[0];
        var seen = new ArrayList<float[]>();
        float[][] answers = held.answered(new int[] {0, 1}, 0, 2, batch -> {
            seen.add(batch.inputs());
            // Ten more than the latest value of each.
            int width = batch.inputs().length / 2;
            return new float[][] {{batch.inputs()[2] + 10}, {batch.inputs()[width + 2] + 10}};
        });
        int last = first - 1;
        assertThat(answers[0]).containsExactly(last + 10, last + 20, last + 30, last + 40, last + 50);
        assertThat(answers[1]).containsExactly(last + 11, last + 21, last + 31, last + 41, last + 51);
        assertThat(Arrays.copyOf(seen.get(2), 3)).containsExactly(last, last + 10, last + 20);
        // What is known ahead is that of the step, which follows the window by one row.
        assertThat(Arrays.copyOfRange(seen.get(2), 3, 6))
                .containsExactly(100 * (first), 100 * (first + 1), 100 * (first + 2));
    }

    @Test
    void limitsHoldForItsOwnAnswersToo() {
        Windows held = data(
                        Tables.recipe(
                                "windowLength",
                                1,
                                "scaling",
                                "NONE",
                                "inputClipping",
                                0.05,
                                "horizonStrategy",
                                "RECURSIVE"),
                        row -> row % 21)
                .held();
        var seen = new ArrayList<Float>();
        float[][] answers = held.answered(new int[] {0}, 0, 1, batch -> {
            seen.add(batch.inputs()[0]);
            return new float[][] {{500}};
        });
        assertThat(answers[0]).containsOnly(500);
        assertThat(seen.subList(1, HORIZON))
                .allSatisfy(value -> assertThat(value).isEqualTo((float)
                        held.preparation().limits().columns().get(0).high()));
    }

    @Test
    void anAnswerBeyondAllMeasureIsSeenAsTheLimitAndToldAsItIs() {
        Windows held = data(
                        Tables.recipe("windowLength", 1, "inputClipping", 0.05, "horizonStrategy", "RECURSIVE"),
                        row -> row % 21)
                .held();
        float[][] answers = held.answered(new int[] {0}, 0, 1, batch ->
                new float[][] {{batch.inputs()[0] > 100 ? 0 : Float.POSITIVE_INFINITY}});
        assertThat(answers[0]).containsOnly(Float.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void nothingThatItIsShownChangesWithWhatComesAfterTheOrigin(Recipe recipe) {
        Windows honest = data(recipe, RecursionTest::y).held();
        int example = honest.count() / 2;
        int origin = honest.first()[example] - 1;
        Windows spoiled =
                data(recipe, row -> row <= origin ? y(row) : 1e3 + row).held();
        List<float[]> expected = shown(honest, example);
        List<float[]> found = shown(spoiled, example);
        for (int step = 0; step < HORIZON; step++) {
            assertThat(found.get(step)).isEqualTo(expected.get(step));
        }
    }

    private static List<float[]> shown(Windows windows, int example) {
        var shown = new ArrayList<float[]>();
        Function<Batch, float[][]> network = batch -> {
            shown.add(batch.inputs());
            return new float[][] {{0.25f * batch.inputs()[LENGTH - 1]}};
        };
        windows.answered(new int[] {example}, 0, 1, network);
        return shown;
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void noiseIsNotForecastBetterThanItsOwnSize(Recipe recipe) {
        double[] noise = new SplittableRandom(11)
                .doubles(ROWS)
                .map(u -> 10 + (u - 0.5) * Math.sqrt(12))
                .toArray();
        // 44 windows of five steps of uniform noise of deviation 1: less than 0.8 by luck less than once in 10^5.
        assertThat(data(recipe, row -> noise[row]).baselines().get("linear").get("rmse"))
                .isGreaterThan(0.8);
    }

    @Test
    void aFeatureThatIsNotForecastCannotBeGoneOnFrom() {
        Forecasting task = Tables.task(List.of("y"), List.of("y", "plan"), HORIZON, Tables.HOLD_OUT);
        Recipe recipe = Tables.recipe("horizonStrategy", "RECURSIVE");
        assertThatThrownBy(() -> ForecastingData.of(task, Purpose.SEARCH, table(RecursionTest::y), recipe, 0))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("/hyperparameters/horizonStrategy");
    }
}
