package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.task.AnomalyDetection.TrainingAnomalies;
import dev.cairn.api.task.Forecasting.Missing;
import dev.cairn.search.InvalidValueException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnomalyDataTest {
    private static final Detecting DETECTING = Detecting.of(100, row -> row, row -> row == 65 || row == 90);

    private static Batch first(Examples examples) {
        return examples.batch(new int[] {0}, 0, 1);
    }

    @Test
    void aForecastSeesTheRowsBeforeAndAnswersTheRow() {
        AnomalyData data = DETECTING.data(Map.of("windowLength", 3, "scaling", "NONE"));
        assertThat(data.shape()).isEqualTo(new Shape(2, 2, Shape.Answer.NUMBERS));
        assertThat(data.fitting().rows()[0]).isEqualTo(3);
        assertThat(first(data.fitting()).inputs()).containsExactly(0, 1, 2, -0f, -1, -2);
        assertThat(first(data.fitting()).outputs()).containsExactly(3, -3);
    }

    @Test
    void aReconstructionSeesTheRowTooAndAnswersTheWindow() {
        AnomalyData data = DETECTING.data(Map.of("windowLength", 3, "scaling", "NONE", "method", "RECONSTRUCTION"));
        assertThat(data.shape()).isEqualTo(new Shape(2, 6, Shape.Answer.NUMBERS));
        assertThat(first(data.fitting()).inputs()).containsExactly(1, 2, 3, -1, -2, -3);
        assertThat(first(data.fitting()).outputs()).containsExactly(1, -1, 2, -2, 3, -3);
    }

    @Test
    void aClassifierAnswersTheRowsLabel() {
        Detecting detecting = Detecting.of(100, row -> row, row -> row % 10 == 4);
        AnomalyData data = detecting.data(Map.of("windowLength", 3, "method", "SUPERVISED"));
        assertThat(data.shape()).isEqualTo(new Shape(2, 2, Shape.Answer.CLASSES));
        Batch two = data.fitting().batch(new int[] {0, 1}, 0, 2);
        assertThat(data.fitting().rows()).startsWith(3, 4);
        assertThat(two.outputs()).containsExactly(1, 0, 0, 1);
        assertThat(two.weights()[1]).isGreaterThan(two.weights()[0]);
        int[] all = IntStream.range(0, data.fitting().count()).toArray();
        float[] weights = data.fitting().batch(all, 0, all.length).weights();
        assertThat(IntStream.range(0, weights.length)
                        .mapToDouble(i -> weights[i])
                        .average())
                .hasValueCloseTo(1.0, within(1e-6));
        assertThat(first(data.held()).weights()).isNull();
        assertThat(first(detecting
                                .data(Map.of("windowLength", 3, "method", "SUPERVISED", "labelWeights", "NONE"))
                                .fitting())
                        .weights())
                .isNull();
    }

    @Test
    void errorsAreMeasuredWithoutTheWindowsOwnLevel() {
        for (String normalisation : List.of("NONE", "LAST_VALUE", "STANDARD")) {
            for (String method : List.of("FORECAST", "RECONSTRUCTION")) {
                AnomalyData data = DETECTING.data(Map.of(
                        "windowLength",
                        3,
                        "windowNormalisation",
                        normalisation,
                        "method",
                        method,
                        "scaling",
                        "ROBUST"));
                float[] truth = first(data.held()).outputs();
                assertThat(data.encoding().errors(data.held(), 0, truth)[0])
                        .containsExactly(new double[] {0, 0}, within(1e-5));
                // Off by two of the frame's units, which are two of the column's but for STANDARD.
                float[] off = truth.clone();
                off[off.length - 2] += 2;
                double error = data.encoding().errors(data.held(), 0, off)[0][0];
                assertThat(error > 0).isTrue();
                if (!normalisation.equals("STANDARD")) {
                    assertThat(error).isCloseTo(2, within(1e-5));
                }
            }
        }
    }

    @Test
    void theTrainingPartIsDividedInTimeAndCalibratesLast() {
        AnomalyData data = DETECTING.data(Map.of("windowLength", 3, "calibrationShare", 0.2), 0.1);
        // 60 rows train: 42 are fitted to, 6 watched, 12 calibrate; the next 20 validate.
        assertThat(data.fitting().rows()).startsWith(3).endsWith(41).hasSize(39);
        assertThat(data.watched().rows()).startsWith(42).endsWith(47).hasSize(6);
        assertThat(data.calibrating().rows()).startsWith(48).endsWith(59).hasSize(12);
        assertThat(data.held().rows()).startsWith(60).endsWith(79).hasSize(20);
    }

    @Test
    void aClassifierIsFittedToWhatWouldCalibrate() {
        Detecting detecting = Detecting.of(100, row -> row, row -> row % 10 == 4);
        AnomalyData data = detecting.data(Map.of("windowLength", 3, "method", "SUPERVISED"));
        assertThat(data.calibrating()).isNull();
        assertThat(data.fitting().rows()).endsWith(59);
        assertThat(data.calibrated(new float[0][])).isSameAs(data);
    }

    @Test
    void slicesWithoutRoomAreTheHyperparametersFault() {
        assertThatThrownBy(() -> DETECTING.data(Map.of("calibrationShare", 0.5, "windowLength", 5), 0.5))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations().get(0).pointer())
                                .isEqualTo("/hyperparameters/calibrationShare"));
    }

    @Test
    void aRuleThatNeedsLabelledAnomaliesIsInfeasibleWithoutThem() {
        for (Map<String, Object> values :
                List.<Map<String, Object>>of(Map.of("thresholdRule", "BEST_F1"), Map.of("method", "SUPERVISED"))) {
            assertThatThrownBy(() -> DETECTING.data(values))
                    .isInstanceOfSatisfying(
                            InvalidValueException.class,
                            e -> assertThat(e.violations().get(0).pointer())
                                    .isEqualTo("/hyperparameters/"
                                            + values.keySet().iterator().next()));
        }
    }

    @Test
    void windowsThatSeeALabelledRowAreLeftOutOnlyWhereTheStudySaysSo() {
        Detecting detecting = Detecting.of(100, row -> row, row -> row == 20 || row == 65);
        Map<String, Object> values = Map.of("windowLength", 3);
        assertThat(detecting.data(values).fitting().rows()).contains(19, 20, 21, 22, 23, 24);
        assertThat(detecting
                        .with(TrainingAnomalies.LEAVE_OUT)
                        .data(values)
                        .fitting()
                        .rows())
                .contains(19, 24)
                .doesNotContain(20, 21, 22, 23);
    }

    @Test
    void whatIsJudgedHasALabelAndNoMissingValue() {
        Detecting detecting =
                new Detecting(100, row -> row == 70 ? "" : row, row -> row == 75 ? "" : row == 65 ? "1" : "0");
        AnomalyData data = detecting.with(Missing.LEAVE_OUT).data(Map.of("windowLength", 2));
        assertThat(data.held().rows()).contains(69, 73, 74, 76).doesNotContain(70, 71, 72, 75);
    }

    @Test
    void scoresAreSmoothedOverRowsThatFollowEachOther() {
        AnomalyData data = DETECTING.data(Map.of("windowLength", 2));
        AnomalyWindows held = data.held();
        var windows = new AnomalyWindows(
                held.series(), held.encoding(), null, null, new int[] {0, 0, 0, 0, 1}, new int[] {7, 8, 9, 11, 12});
        assertThat(windows.smoothed(new double[] {3, 6, 9, 1, 5}, 2)).containsExactly(3, 4.5, 7.5, 1, 5);
        assertThat(windows.smoothed(new double[] {3, 6, 9, 1, 5}, 9)).containsExactly(3, 4.5, 6, 1, 5);
    }

    @Test
    void theMeanErrorOfAWindowIsTheMeanOfItsRowsScores() {
        Map<String, Object> values = Map.of("windowLength", 3, "method", "RECONSTRUCTION", "scaling", "NONE");
        AnomalyData last = DETECTING.data(values);
        AnomalyData mean = DETECTING.data(
                Map.of("windowLength", 3, "method", "RECONSTRUCTION", "scaling", "NONE", "windowError", "MEAN"));
        float[] answer = first(last.held()).outputs().clone();
        answer[0] += 3;
        var alarm = new Alarm(ErrorScale.fit(ErrorScale.Kind.SQUARED, new double[][] {{1, 1}}), 1);
        AnomalyWindows one = one(last.held());
        assertThat(last.encoding().with(alarm).scores(one, new float[][] {answer}))
                .containsExactly(0);
        assertThat(mean.encoding().with(alarm).scores(one, new float[][] {answer}))
                .containsExactly(9.0 / 2 / 3);
    }

    private static AnomalyWindows one(AnomalyWindows windows) {
        return new AnomalyWindows(
                windows.series(),
                windows.encoding(),
                null,
                null,
                Arrays.copyOf(windows.of(), 1),
                Arrays.copyOf(windows.rows(), 1));
    }

    @Test
    void baselinesFindWhatJumps() {
        Detecting detecting = Detecting.of(200, row -> row % 4 + (row == 130 ? 50 : 0), row -> row == 130);
        Map<String, Map<String, Double>> baselines =
                detecting.data(Map.of("windowLength", 4)).baselines();
        // The way back is as long as the jump.
        assertThat(baselines.get("naive")).containsEntry("recall", 1.0).containsEntry("precision", 0.5);
        assertThat(baselines.get("movingZ")).containsEntry("prAuc", 1.0).containsEntry("recall", 1.0);
        assertThat(baselines.get("always")).containsEntry("prAuc", 1.0 / 40);
    }

    @Test
    void withoutLabelsOnlyTheShareOfAlarmsIsTold() {
        AnomalyData data = DETECTING.unlabelled().data(Map.of("windowLength", 2, "scaling", "NONE"));
        float[][] perfect = Detecting.truth(data.calibrating());
        for (int i = 0; i < perfect.length; i++) {
            perfect[i][0] += i % 2 == 0 ? 0.1f : -0.1f;
        }
        float[][] answers = Detecting.truth(data.held());
        answers[3][0] += 1;
        assertThat(data.calibrated(perfect).metrics(answers)).isEqualTo(Map.of("alarmShare", 1.0 / 20));
    }
}
