package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes what must not matter, and looks at all that is fitted. Networks' answers are stood in for by numbers made of inputs. */
class AnomalyLeakTest {
    private static final int ROWS = 240;
    private static final double[] NOISE = new SplittableRandom(3).doubles(ROWS).toArray();
    private static final IntFunction<String> LABELS = row -> row % 12 == 5 ? "1" : "0";

    private static final List<TimeSplit> SPLITS = List.of(
            Tables.HOLD_OUT,
            new TimeSplit.RollingOrigin(3, 0.1, null, 0.2, null),
            new TimeSplit.BlockedKFold(3, 0.2, null));

    record Case(TimeSplit split, Map<String, Object> values) {
        Detecting detecting() {
            return new Detecting(ROWS, row -> NOISE[row], LABELS).with(split);
        }

        /** Of k-fold the last fold: others train on later rows, too. */
        AnomalyData last(Detecting detecting) {
            List<AnomalyData> folds = folds(detecting);
            return folds.get(folds.size() - 1);
        }

        List<AnomalyData> folds(Detecting detecting) {
            return detecting.folds(Purpose.SEARCH, values, 0.1);
        }

        boolean learnsLabels() {
            return values.containsValue("SUPERVISED");
        }
    }

    static Stream<Case> cases() {
        var cases = new ArrayList<Case>();
        for (TimeSplit split : SPLITS) {
            for (String method : List.of("FORECAST", "RECONSTRUCTION", "SUPERVISED")) {
                for (String normalisation : List.of("NONE", "STANDARD")) {
                    for (int lag : new int[] {0, 2}) {
                        cases.add(new Case(
                                split,
                                Map.of(
                                        "windowLength", 4,
                                        "method", method,
                                        "windowNormalisation", normalisation,
                                        "differencingLag", lag,
                                        "smoothing", 3)));
                    }
                }
            }
        }
        return cases.stream();
    }

    /** Answers that depend on an example's inputs alone, as a network's do. */
    private static float[][] answers(AnomalyData data, Examples examples) {
        Batch batch = Detecting.all(examples);
        int inputs = batch.inputs().length / batch.count();
        float[][] answers = new float[batch.count()][data.shape().outputs()];
        for (int i = 0; i < answers.length; i++) {
            float sum = 0;
            for (int j = 0; j < inputs; j++) {
                sum += (j + 1) * (j + 1) * batch.inputs()[i * inputs + j];
            }
            for (int j = 0; j < answers[i].length; j++) {
                answers[i][j] = sum / (inputs + j);
            }
        }
        return answers;
    }

    private static AnomalyData calibrated(AnomalyData data) {
        return data.calibrating() == null ? data : data.calibrated(answers(data, data.calibrating()));
    }

    private static double[] scores(AnomalyData calibrated) {
        return calibrated.encoding().scores(calibrated.held(), answers(calibrated, calibrated.held()));
    }

    private static void assertFittedAlike(AnomalyData one, AnomalyData other) {
        assertThat(other.encoding().scaling()).isEqualTo(one.encoding().scaling());
        assertBatch(one.fitting(), other.fitting());
        assertBatch(one.watched(), other.watched());
        assertBatch(one.calibration(), other.calibration());
        assertThat(calibrated(other).encoding().alarm())
                .isEqualTo(calibrated(one).encoding().alarm());
    }

    private static void assertBatch(Examples one, Examples other) {
        assertThat(Detecting.all(other).inputs()).isEqualTo(Detecting.all(one).inputs());
        assertThat(Detecting.all(other).outputs()).isEqualTo(Detecting.all(one).outputs());
        assertThat(Detecting.all(other).weights()).isEqualTo(Detecting.all(one).weights());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothingThatIsFittedChangesWithWhatStandsInTheHeldPart(Case given) {
        List<AnomalyData> honest = given.folds(given.detecting());
        for (int fold = 0; fold < honest.size(); fold++) {
            int[] held = honest.get(fold).held().rows();
            int from = held[0];
            int to = held[held.length - 1];
            Detecting spoiled = given.detecting()
                    .with(
                            row -> row >= from && row <= to ? 1e4 * NOISE[row] : NOISE[row],
                            row -> row < from || row > to ? LABELS.apply(row) : LABELS.apply(row + 4));
            assertFittedAlike(honest.get(fold), given.folds(spoiled).get(fold));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void labelsOfTheTrainingPartTeachOnlyAClassifier(Case given) {
        AnomalyData honest = given.last(given.detecting());
        int from = honest.held().rows()[0];
        Detecting flipped = given.detecting().with(row -> NOISE[row], row -> LABELS.apply(row < from ? row + 4 : row));
        if (given.learnsLabels()) {
            assertThat(Detecting.all(given.last(flipped).fitting()).outputs())
                    .isNotEqualTo(Detecting.all(honest.fitting()).outputs());
        } else {
            assertFittedAlike(honest, given.last(flipped));
            assertThat(scores(calibrated(given.last(flipped)))).isEqualTo(scores(calibrated(honest)));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noScoreChangesWithWhatComesAfterItsRow(Case given) {
        AnomalyData honest = given.last(given.detecting());
        int example = honest.held().count() / 2;
        int now = honest.held().rows()[example];
        AnomalyData other = given.last(given.detecting()
                .with(row -> row <= now ? NOISE[row] : 1e3 + row, row -> LABELS.apply(row <= now ? row : row + 4)));
        double[] before = scores(calibrated(honest));
        double[] after = scores(calibrated(other));
        for (int i = 0; i <= example; i++) {
            assertThat(after[i]).isEqualTo(before[i]);
        }
        // Shows that the test could fail.
        assertThat(after[example + 1]).isNotEqualTo(before[example + 1]);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aForecastDoesNotSeeItsOwnRow(Case given) {
        AnomalyData honest = given.last(given.detecting());
        int now = honest.held().rows()[0];
        AnomalyData other = given.last(given.detecting().with(row -> row == now ? 77 : NOISE[row], LABELS));
        float[] before = honest.held().batch(new int[] {0}, 0, 1).inputs();
        float[] after = other.held().batch(new int[] {0}, 0, 1).inputs();
        assertThat(java.util.Arrays.equals(after, before))
                .isEqualTo(given.values().containsValue("FORECAST"));
    }

    @Test
    void theSealedPartIsNotReadInASearch() {
        Detecting sealed = new Detecting(
                ROWS, row -> row < 192 ? NOISE[row] : "sealed", row -> row < 192 ? LABELS.apply(row) : "sealed");
        assertThat(sealed.data(Map.of("windowLength", 4)).held().rows()).endsWith(191);
    }

    @Test
    void aConfirmationIsJudgedOnTheSealedPart() {
        Detecting detecting = new Detecting(ROWS, row -> NOISE[row], LABELS);
        AnomalyData data =
                detecting.folds(Purpose.CONFIRM, Map.of("windowLength", 4), 0).get(0);
        assertThat(data.held().rows()).startsWith(192).endsWith(239);
        assertThat(data.calibration().rows()).endsWith(191);
    }

    @Test
    void everyMethodAndWindowOfAStudyIsJudgedOnTheSameRows() {
        for (TimeSplit split : SPLITS) {
            var seen = new TreeMap<String, List<Integer>>();
            for (String method : List.of("FORECAST", "RECONSTRUCTION", "SUPERVISED")) {
                for (int length : new int[] {2, 9}) {
                    var given = new Case(split, Map.of("windowLength", length, "method", method));
                    AnomalyData data = given.last(given.detecting().reaching(20));
                    seen.put(
                            method + length,
                            java.util.Arrays.stream(data.held().rows()).boxed().toList());
                }
            }
            assertThat(seen.values().stream().distinct()).hasSize(1);
        }
    }
}
