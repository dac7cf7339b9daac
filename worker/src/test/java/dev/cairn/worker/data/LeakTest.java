package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.CalendarFeature;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.task.TimeSplit.RollingOrigin.Train;
import dev.cairn.api.trial.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plants the answer where only a look into the future finds it. The target is noise that nothing before it tells of: a score
 * better than the noise's own size has looked.
 */
class LeakTest {
    private static final int ROWS = 240;
    private static final double[] NOISE = new SplittableRandom(11)
            .doubles(ROWS)
            .map(u -> 10 + (u - 0.5) * Math.sqrt(12))
            .toArray();

    private static final List<TimeSplit> SPLITS = List.of(
            Tables.HOLD_OUT,
            new TimeSplit.RollingOrigin(3, 0.1, null, 0.2, null),
            new TimeSplit.RollingOrigin(3, 0.1, Train.SLIDING, 0.2, null),
            new TimeSplit.BlockedKFold(3, 0.2, null));

    record Case(TimeSplit split, Recipe recipe, int horizon) {}

    static Stream<Case> cases() {
        var cases = new ArrayList<Case>();
        for (TimeSplit split : SPLITS) {
            for (Recipe recipe : Tables.recipes()) {
                if (recipe.scaling() != Scaling.Kind.NONE || recipe.logTarget() == TargetLog.NONE) {
                    cases.add(new Case(split, recipe, 1 + cases.size() % 3));
                }
            }
        }
        return cases.stream();
    }

    private static CsvTable table(IntToDoubleFunction y, IntToDoubleFunction oracle) {
        return Tables.daily(
                ROWS, List.of("y", "oracle"), row -> List.of(y.applyAsDouble(row), oracle.applyAsDouble(row)));
    }

    /** The oracle's value of a day is that day's answer. */
    private static Forecasting task(Case given, boolean isKnownAhead) {
        return Tables.task(
                List.of("y"),
                isKnownAhead ? List.of("y") : List.of("y", "oracle"),
                isKnownAhead ? List.of("oracle") : List.of(),
                List.of(CalendarFeature.DAY_OF_WEEK),
                given.horizon(),
                given.split(),
                null);
    }

    private static List<ForecastingData> data(Forecasting task, Recipe recipe, CsvTable table) {
        return ForecastingData.of(task, Purpose.SEARCH, table, recipe, 0.2);
    }

    /** What the linear model reaches, which finds an answer that stands in its inputs, in units of the noise's deviation. */
    private static double rmse(Forecasting task, Recipe recipe, CsvTable table) {
        return data(task, recipe, table).stream()
                .mapToDouble(fold -> fold.baselines().get("linear").get("rmse"))
                .average()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anAnswerPlantedBehindTheForecastsOriginImprovesNoScore(Case given) {
        CsvTable planted = table(row -> NOISE[row], row -> NOISE[row]);
        // 48 and more targets of uniform noise of deviation 1: less than 0.8 by luck less than once in 10^5.
        assertThat(rmse(task(given, false), given.recipe(), planted)).isGreaterThan(0.8);
    }

    @Test
    void theSameAnswerIsFoundWhereTheTaskSaysThatItIsKnownAhead() {
        // Shows that the test above could fail.
        CsvTable planted = table(row -> NOISE[row], row -> NOISE[row]);
        for (TimeSplit split : SPLITS) {
            var given = new Case(split, Tables.recipe("windowLength", 4), 3);
            assertThat(rmse(task(given, true), given.recipe(), planted)).isLessThan(0.05);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noWindowChangesWithWhatComesAfterItsOrigin(Case given) {
        Forecasting task = task(given, false);
        // Of k-fold the last: the others train on later rows, too, which may move their scaling.
        List<ForecastingData> folds = data(task, given.recipe(), table(row -> NOISE[row], row -> row));
        int fold = folds.size() - 1;
        Windows honest = folds.get(fold).held();
        int example = honest.count() / 2;
        int origin = honest.first()[example] - 1;
        Windows changed = data(
                        task,
                        given.recipe(),
                        table(row -> row <= origin ? NOISE[row] : 1e3 + row, row -> row <= origin ? row : 1e6))
                .get(fold)
                .held();
        assertThat(changed.batch(new int[] {example}, 0, 1).inputs())
                .isEqualTo(honest.batch(new int[] {example}, 0, 1).inputs());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothingThatIsFittedChangesWithWhatStandsInTheHeldPart(Case given) {
        Forecasting task = task(given, false);
        List<ForecastingData> honest = data(task, given.recipe(), table(row -> NOISE[row], row -> row));
        for (int fold = 0; fold < honest.size(); fold++) {
            Windows held = honest.get(fold).held();
            int from = held.first()[0];
            int to = held.first()[held.count() - 1] + given.horizon();
            CsvTable spoiled = table(
                    row -> row >= from && row < to ? 1e4 * NOISE[row] : NOISE[row],
                    row -> row >= from && row < to ? 1e9 : row);
            ForecastingData other = data(task, given.recipe(), spoiled).get(fold);
            assertThat(other.preparation().scaling())
                    .isEqualTo(honest.get(fold).preparation().scaling());
            assertThat(other.preparation().limits())
                    .isEqualTo(honest.get(fold).preparation().limits());
            assertThat(everything(other.fitting()))
                    .isEqualTo(everything(honest.get(fold).fitting()));
            assertThat(everything(other.watched()))
                    .isEqualTo(everything(honest.get(fold).watched()));
        }
    }

    /** Inputs and outputs of all examples. */
    private static float[] everything(Windows windows) {
        int[] all = java.util.stream.IntStream.range(0, windows.count()).toArray();
        Batch batch = windows.batch(all, 0, all.length);
        float[] numbers = java.util.Arrays.copyOf(batch.inputs(), batch.inputs().length + batch.outputs().length);
        System.arraycopy(batch.outputs(), 0, numbers, batch.inputs().length, batch.outputs().length);
        return numbers;
    }

    @Test
    void whatEarlyStoppingWatchesIsNeitherFittedNorJudged() {
        for (TimeSplit split : SPLITS) {
            var given = new Case(split, Tables.recipe("windowLength", 4), 3);
            for (ForecastingData fold :
                    data(task(given, false), given.recipe(), table(row -> NOISE[row], row -> row))) {
                assertThat(targets(fold.watched())).doesNotContainAnyElementsOf(targets(fold.fitting()));
                assertThat(targets(fold.watched())).doesNotContainAnyElementsOf(targets(fold.held()));
                assertThat(targets(fold.fitting())).doesNotContainAnyElementsOf(targets(fold.held()));
            }
        }
    }

    private static List<Integer> targets(Windows windows) {
        return java.util.Arrays.stream(windows.first())
                .boxed()
                .flatMap(first -> Stream.of(first, first + 1, first + 2))
                .distinct()
                .toList();
    }

    @Test
    void everyWindowLengthOfAStudyIsJudgedOnTheSameTargets() {
        for (TimeSplit split : SPLITS) {
            var given = new Case(split, Tables.recipe("windowLength", 4), 2);
            Forecasting task = withReach(task(given, false), 20);
            List<ForecastingData> narrow =
                    data(task, Tables.recipe("windowLength", 1), table(row -> NOISE[row], row -> row));
            List<ForecastingData> wide = data(
                    task,
                    Tables.recipe("windowLength", 13, "differencingLag", 7, "stride", 5),
                    table(row -> NOISE[row], row -> row));
            for (int fold = 0; fold < narrow.size(); fold++) {
                assertThat(wide.get(fold).held().first())
                        .isEqualTo(narrow.get(fold).held().first());
                assertThat(wide.get(fold).baselines().get("naive").get("rmse"))
                        .isEqualTo(narrow.get(fold).baselines().get("naive").get("rmse"));
            }
        }
    }

    private static Forecasting withReach(Forecasting task, int reach) {
        return new Forecasting(
                task.dataset(),
                task.time(),
                null,
                task.targets(),
                task.features(),
                task.knownAhead(),
                task.calendar(),
                task.horizon(),
                null,
                task.split(),
                null,
                null,
                null,
                reach,
                null);
    }
}
