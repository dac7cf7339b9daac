package dev.cairn.api.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.trial.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Curves drawn by hand; networks that have each fault are in the worker's tests. */
class DiagnosisTest {
    private static final IntToDoubleFunction FALLING_TO_REST = epoch -> 0.2 + Math.exp(-0.35 * epoch);

    private static List<Measurement> curve(
            int epochs, IntToDoubleFunction train, IntToDoubleFunction validation, double first, double output) {
        var points = new ArrayList<Measurement>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            var metrics = new TreeMap<String, Double>();
            metrics.put("train.loss", train.applyAsDouble(epoch));
            metrics.put("validation.loss", validation.applyAsDouble(epoch));
            metrics.put("gradientNorm.recurrent1", first);
            metrics.put("gradientNorm.output", output);
            points.add(new Measurement((long) epoch, metrics));
        }
        return points;
    }

    private static Diagnosis diagnosis(int epochs, IntToDoubleFunction train, IntToDoubleFunction validation) {
        return Diagnosis.of(curve(epochs, train, validation, 0.1, 0.2), false);
    }

    @Test
    void aCurveThatComesToRestIsGood() {
        assertThat(diagnosis(20, FALLING_TO_REST, e -> 0.1 + FALLING_TO_REST.applyAsDouble(e)))
                .isEqualTo(new Diagnosis(
                        Verdict.GOOD,
                        "validation.loss fell from 1.00 to 0.301 and has nearly come to rest.",
                        "Nothing in the curve asks for a change."));
    }

    @Test
    void aValidationThatRisesWhileTheTrainingFallsIsOverfitting() {
        Diagnosis diagnosis = diagnosis(20, e -> 1.0 / e, e -> 0.5 + 0.01 * (e - 6) * (e - 6));
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.OVERFITTING);
        assertThat(diagnosis.evidence())
                .isEqualTo("validation.loss was lowest, 0.500, in epoch 6 and rose to 2.46, while train.loss fell from"
                        + " 0.167 to 0.0500.");
    }

    @Test
    void aFlatAndHighTrainingIsUnderfitting() {
        assertThat(diagnosis(20, e -> 1 + 0.01 / e, e -> 1.1).verdict()).isEqualTo(Verdict.UNDERFITTING);
    }

    @Test
    void aFallThatGoesOnIsStillImproving() {
        assertThat(diagnosis(20, e -> 2 - 0.05 * e, e -> 2.1 - 0.05 * e).verdict())
                .isEqualTo(Verdict.STILL_IMPROVING);
    }

    @Test
    void nothingNewInTheSecondHalfIsAPlateau() {
        assertThat(diagnosis(40, e -> Math.max(0.3, 1.3 - 0.1 * e), e -> Math.max(0.4, 1.4 - 0.1 * e))
                        .verdict())
                .isEqualTo(Verdict.PLATEAU);
    }

    @Test
    void aLossThatJumpsIsUnstable() {
        assertThat(diagnosis(20, e -> e % 2 == 0 ? 0.5 : 0.9, e -> 0.8).verdict())
                .isEqualTo(Verdict.UNSTABLE);
    }

    @Test
    void gradientsBeyondMeasureExplode() {
        Diagnosis diagnosis = Diagnosis.of(curve(20, FALLING_TO_REST, FALLING_TO_REST, 5000, 3), false);
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.EXPLODING_GRADIENT);
        assertThat(diagnosis.evidence()).contains("5.00e+03");
    }

    @Test
    void gradientsThatDoNotReachTheFirstLayerVanish() {
        assertThat(Diagnosis.of(curve(20, FALLING_TO_REST, FALLING_TO_REST, 1e-6, 0.3), false)
                        .verdict())
                .isEqualTo(Verdict.VANISHING_GRADIENT);
    }

    @Test
    void whatDivergedInItsFirstEpochIsToldSo() {
        Diagnosis diagnosis = Diagnosis.of(List.of(), true);
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.DIVERGED);
        assertThat(diagnosis.evidence()).contains("in the first epoch");
        assertThat(diagnosis(6, e -> e == 6 ? Double.NaN : 1.0 / e, e -> 1).verdict())
                .isEqualTo(Verdict.DIVERGED);
    }

    @Test
    void fewEpochsSayNothing() {
        assertThat(diagnosis(4, FALLING_TO_REST, FALLING_TO_REST).verdict()).isEqualTo(Verdict.TOO_SHORT);
        assertThat(Diagnosis.of(List.of(), false).verdict()).isEqualTo(Verdict.TOO_SHORT);
    }
}
