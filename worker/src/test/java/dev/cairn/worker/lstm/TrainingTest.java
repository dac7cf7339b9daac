package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.task.Hyperparameters;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Examples;
import dev.cairn.worker.data.Shape;
import dev.cairn.worker.data.TrialData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on data that has nothing to do with forecasts: sequences of two lengths and two classes. */
class TrainingTest {
    @TempDir
    private static Path folder;

    private static final int STEPS = 4;
    private static final Map<String, Object> QUICK =
            Map.of("units", 4, "epochs", 20, "learningRate", 0.05, "batchSize", 8, "gradientNormLimit", 100.0);

    /**
     * Sequences that rise or fall by one at each step. Odd ones are one step shorter and have {@code padding} in their last.
     *
     * @param lies every fourth example's class is the wrong one
     * @param lieWeight what such an example counts; absent without weights
     */
    private record Slopes(
            float padding, boolean lies, @Nullable Float lieWeight) implements Examples, TrialData {
        @Override
        public int count() {
            return 16;
        }

        private boolean isLie(int example) {
            return lies && example / 2 % 4 == 0;
        }

        @Override
        public Batch batch(int[] order, int from, int to) {
            int count = to - from;
            float[] inputs = new float[count * STEPS];
            float[] mask = new float[count * STEPS];
            float[] outputs = new float[count * 2];
            float[] weights = new float[count];
            for (int i = 0; i < count; i++) {
                int example = order[from + i];
                int length = example % 4 < 2 ? STEPS : STEPS - 1;
                for (int step = 0; step < STEPS; step++) {
                    float value = (example % 2 == 0 ? step : -step) * (1 + example / 16f);
                    inputs[i * STEPS + step] = step < length ? value : padding;
                    mask[i * STEPS + step] = step < length ? 1 : 0;
                }
                outputs[i * 2 + (isLie(example) ? 1 - example % 2 : example % 2)] = 1;
                weights[i] = lieWeight != null && isLie(example) ? lieWeight : 1;
            }
            return new Batch(count, STEPS, inputs, mask, outputs, lieWeight == null ? null : weights);
        }

        @Override
        public Shape shape() {
            return new Shape(1, 2, Shape.Answer.CLASSES);
        }

        @Override
        public Examples fitting() {
            return this;
        }

        @Override
        public @Nullable Examples watched() {
            return null;
        }

        @Override
        public Examples held() {
            return this;
        }

        /** The probability of the true class, on average, and for the examples that are lied about. */
        @Override
        public Map<String, Double> metrics(float[][] outputs) {
            return Map.of(
                    "all",
                    IntStream.range(0, count())
                            .mapToDouble(i -> outputs[i][i % 2])
                            .average()
                            .orElseThrow(),
                    "liedAbout",
                    IntStream.of(0, 1, 8, 9)
                            .mapToDouble(i -> outputs[i][i % 2])
                            .average()
                            .orElseThrow(),
                    "sum",
                    (double) outputs[3][0] + outputs[3][1]);
        }

        @Override
        public Map<String, Map<String, Double>> baselines() {
            return Map.of("chance", Map.of("all", 0.5));
        }
    }

    @Test
    void classesAreLearntFromSequencesOfDifferentLengths() throws Exception {
        Map<String, Double> metrics = trained(new Slopes(0, false, null));
        assertThat(metrics.get("validation.all")).isGreaterThan(0.9);
        assertThat(metrics.get("validation.sum")).isEqualTo(1, within(1e-5));
        assertThat(metrics).containsEntry("chance.validation.all", 0.5);
    }

    @Test
    void whatStandsBehindTheEndOfASequenceIsNotSeen() throws Exception {
        assertThat(Trials.numbers(trained(new Slopes(1e6f, false, null))))
                .isEqualTo(Trials.numbers(trained(new Slopes(0, false, null))));
    }

    @Test
    void anExampleThatWeighsNothingTeachesNothing() throws Exception {
        double believed = trained(new Slopes(0, true, null)).get("validation.liedAbout");
        double ignored = trained(new Slopes(0, true, 0f)).get("validation.liedAbout");
        assertThat(believed).isLessThan(0.85);
        assertThat(ignored).isGreaterThan(0.9);
    }

    @Test
    void severalFoldsAreTrainedSideBySideAndTheirMeanIsReported() throws Exception {
        var honest = new Slopes(0, false, null);
        var lying = new Slopes(0, true, null);
        Map<String, Double> first = trained(honest);
        Map<String, Double> second = trained(lying);
        var curve = new Trials.Curve();
        Map<String, Double> both = trained(curve, honest, lying);
        assertThat(curve.points).hasSize(20);
        assertThat(both)
                .containsEntry("fold1.validation.all", first.get("validation.all"))
                .containsEntry("fold2.validation.all", second.get("validation.all"))
                .containsEntry("validation.all", (first.get("validation.all") + second.get("validation.all")) / 2)
                .containsEntry("chance.validation.all", 0.5);
        assertThat(both.get("train.loss"))
                .isEqualTo((first.get("train.loss") + second.get("train.loss")) / 2, within(1e-12));
        assertThat(first).doesNotContainKey("fold1.validation.all");
    }

    private static Map<String, Double> trained(TrialData data) throws Exception {
        return trained(new Trials.Curve(), data);
    }

    private static Map<String, Double> trained(TrialListener listener, TrialData... folds) throws Exception {
        var hyperparameters = LstmHyperparameters.of(Hyperparameters.FORECASTING, QUICK);
        List<FoldTraining> trainings = java.util.Arrays.stream(folds)
                .map(fold -> new FoldTraining(
                        fold, hyperparameters, 5, listener, Network.untrained(hyperparameters, fold.shape(), 5)))
                .toList();
        return Trials.training(folder, trainings, hyperparameters.epochs(), listener)
                .run(Purpose.SEARCH);
    }
}
