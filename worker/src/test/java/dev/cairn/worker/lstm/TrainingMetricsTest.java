package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.data.Batch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of the examples that a network is trained on. */
class TrainingMetricsTest {
    private static final int ROWS = 200;

    @TempDir
    private Path folder;

    private static double x(int row) {
        return 50 + 8 * Math.sin(row * 2 * Math.PI / 17) + row % 5;
    }

    private Map<String, Double> trained(String words) throws Exception {
        Files.writeString(folder.resolve("x.csv"), Trials.table(ROWS, TrainingMetricsTest::x));
        Map<String, Object> point = Trials.point("units=4 windowLength=5 epochs=1 batchSize=16 " + words);
        var curve = new Trials.Curve();
        LstmTrial.run(Trials.order(folder, "x.csv", Purpose.SEARCH, point, 1), curve);
        return curve.points.get(0).metrics();
    }

    /** Half of them stretched: both sides of an error are. */
    @ParameterizedTest
    @ValueSource(strings = {"learningRate=0.01", "learningRate=0.01 dropRate=0.3", "magnitudeScaling=0.2 jitter=0.1"})
    void errorsOfTrainingAreItsLossInTheDataUnits(String words) throws Exception {
        Map<String, Double> metrics = trained(words);
        // The loss is the mean squared error in deviations of the training rows, which are the first 120.
        double[] rows =
                IntStream.range(0, 120).mapToDouble(TrainingMetricsTest::x).toArray();
        double mean = IntStream.range(0, 120).mapToDouble(i -> rows[i] / 120).sum();
        double variance = IntStream.range(0, 120)
                .mapToDouble(i -> (rows[i] - mean) * (rows[i] - mean) / 120)
                .sum();
        assertThat(metrics.get("train.rmse")).isEqualTo(Math.sqrt(metrics.get("train.loss") * variance), within(1e-4));
        assertThat(metrics.get("train.mae")).isLessThan(metrics.get("train.rmse"));
    }

    @Test
    void theShareOfTheVarianceThatTrainingExplainsIsOfItsOwnTargets() throws Exception {
        Map<String, Double> metrics = trained("learningRate=0.01");
        // Windows of five rows: the targets are the rows from the sixth to the 120th.
        double[] targets =
                IntStream.range(5, 120).mapToDouble(TrainingMetricsTest::x).toArray();
        double mean = java.util.Arrays.stream(targets).average().orElseThrow();
        double variance = java.util.Arrays.stream(targets)
                .map(y -> (y - mean) * (y - mean))
                .average()
                .orElseThrow();
        double square = Math.pow(metrics.get("train.rmse"), 2);
        assertThat(metrics.get("train.r2")).isEqualTo(1 - square / variance, within(1e-5));
    }

    @Test
    void whatTrainingAndValidationAreMeasuredByHasTheSameNames() throws Exception {
        Map<String, Double> metrics = trained("learningRate=0.01");
        for (String name : List.of("loss", "rmse", "mae", "wape", "smape", "mase", "rmsse", "r2")) {
            assertThat(metrics).containsKeys("train." + name, "validation." + name);
        }
    }

    /** Of the weights that are kept, all examples, and without drop-out: not what the epochs told. */
    @Test
    void theGapIsBetweenLossesOfTheKeptWeights() throws Exception {
        var toy = new Toy(24, 32, 4, 1, sequence -> sequence[3]);
        LstmHyperparameters h = Trials.hyperparameters(
                "units=6 epochs=30 batchSize=8 learningRate=0.05 dropRate=0.3 jitter=0.2 earlyStoppingPatience=3");
        var training = new FoldTraining(toy, h, 4, new Trials.Curve(), Network.untrained(h, toy.shape(), 4));
        Map<String, Double> metrics = Trials.training(folder, List.of(training), h.epochs(), new Trials.Curve())
                .run(Purpose.SEARCH);
        int[] all = IntStream.range(0, 24).toArray();
        Batch fitted = toy.fitting().batch(all, 0, 24);
        float[][] answers = Tensors.outputs(training.network(), fitted);
        double loss = IntStream.range(0, 24)
                .mapToDouble(i -> Math.pow(answers[i][0] - fitted.outputs()[i], 2) / 24)
                .sum();
        assertThat(metrics.get("gap.loss")).isEqualTo(metrics.get("validation.loss") - loss, within(1e-6));
        assertThat(metrics.get("gap.loss"))
                .isNotCloseTo(metrics.get("validation.loss") - metrics.get("train.loss"), within(1e-3));
    }

    @Test
    void aConfirmationTellsNoGap() throws Exception {
        trained("");
        Map<String, Double> metrics =
                LstmTrial.run(Trials.order(folder, "x.csv", Purpose.CONFIRM, Trials.QUICK, 1), new Trials.Curve());
        assertThat(metrics.keySet()).noneMatch(name -> name.startsWith("gap") || name.startsWith("train"));
    }
}
