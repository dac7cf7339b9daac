package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.diagnosis.Diagnosis;
import dev.cairn.api.diagnosis.Verdict;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Purpose;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small networks, each built to have one fault. */
class DiagnosedTrainingTest {
    @TempDir
    private Path folder;

    private static final Toy LAST = new Toy(64, null, 6, 0.1, sequence -> sequence[5]);
    private static final Toy FEW = new Toy(12, null, 6, 0.5, sequence -> 0.5 * sequence[5]);
    private static final Toy LONG = new Toy(32, null, 40, 0, sequence -> sequence[0] * 3);
    private static final Toy DEEP = new Toy(32, null, 12, 0, sequence -> sequence[0] * 3);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LAST  | learningRate=0.05 epochs=14 schedule=COSINE          | GOOD
            LAST  | learningRate=0.003 epochs=12                         | STILL_IMPROVING
            LAST  | learningRate=0.2 epochs=24 units=2 schedule=EXPONENTIAL epochFactor=0.6 | PLATEAU
            LAST  | learningRate=1e-6 epochs=8                           | UNDERFITTING
            FEW   | learningRate=0.05 epochs=40 units=24                 | OVERFITTING
            LAST  | learningRate=0.7 epochs=12 batchSize=8 optimizer=RMSPROP | UNSTABLE
            LAST  | learningRate=9 epochs=6 optimizer=SGD gradientClipping=NONE cell=SIMPLE activation=RELU | DIVERGED
            LONG  | learningRate=0.01 epochs=6 cell=SIMPLE activation=RELU weightInit=HE units=24 | EXPLODING_GRADIENT
            DEEP  | learningRate=0.001 epochs=6 layers=4 units=3 forgetGateBias=-3 | VANISHING_GRADIENT
            """)
    void aNetworkWithAFaultIsToldToHaveIt(String data, String point, Verdict expected) throws Exception {
        Toy toy = List.of(LAST, FEW, LONG, DEEP)
                .get(List.of("LAST", "FEW", "LONG", "DEEP").indexOf(data));
        LstmHyperparameters h = Trials.hyperparameters("units=8 batchSize=32 " + point);
        var curve = new Trials.Curve();
        var training = new FoldTraining(toy, h, 3, curve, Network.untrained(h, toy.shape(), 3));
        boolean diverged = false;
        try {
            Trials.training(folder, List.of(training), h.epochs(), curve).run(Purpose.SEARCH);
        } catch (TrialFailedException e) {
            assertThat(e.failure()).isEqualTo(FailureCause.DIVERGED);
            diverged = true;
        }
        Diagnosis diagnosis = Diagnosis.of(curve.points, diverged);
        assertThat(diagnosis.verdict())
                .as("%s %s %s", diagnosis, curve.of("train.loss"), curve.of("validation.loss"))
                .isEqualTo(expected);
    }
}
