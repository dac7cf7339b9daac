package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.task.ClassSplit;
import dev.cairn.api.task.SequenceClassification;
import dev.cairn.api.task.Task;
import dev.cairn.api.task.TextClassification;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole trials of the tasks that tell classes. */
class ClassificationTrialTest {
    private static final String DATASET = "sha256:" + "0".repeat(64);
    private static final ClassSplit SPLIT = new ClassSplit.HoldOut(0.2, 0.2, 1L);
    private static final TextClassification TEXTS =
            new TextClassification(DATASET, "text", "label", null, "spam", SPLIT, null);
    private static final SequenceClassification SEQUENCES =
            new SequenceClassification(DATASET, "run", "step", List.of("x", "y"), "label", null, null, SPLIT, null);
    private static final Map<String, Object> QUICK =
            Map.of("units", 6, "epochs", 15, "learningRate", 0.03, "batchSize", 16, "gradientNormLimit", 10.0);
    private static final String[] WORDS = "ant bee cat dog eel fox gnu hen ibis jay".split(" ");

    @TempDir
    private Path folder;

    @BeforeEach
    void writeTables() throws IOException {
        Files.writeString(folder.resolve("texts.csv"), texts());
        Files.writeString(folder.resolve("sequences.csv"), sequences());
    }

    /** Texts of two to nine words; a fifth of them say "prize" somewhere, and are spam. */
    private static String texts() {
        var random = new SplittableRandom(1);
        var text = new StringBuilder("text,label\n");
        for (int i = 0; i < 160; i++) {
            List<String> words = IntStream.range(0, 2 + random.nextInt(8))
                    .mapToObj(j -> WORDS[random.nextInt(WORDS.length)])
                    .collect(Collectors.toList());
            boolean isSpam = i % 5 == 0;
            if (isSpam) {
                words.set(random.nextInt(words.size()), "Prize");
            }
            text.append(String.join(" ", words)).append(isSpam ? ",spam\n" : ",ham\n");
        }
        return text.toString();
    }

    /** Three to eight rows; x rises, falls or stays, y is noise. */
    private static String sequences() {
        var random = new SplittableRandom(2);
        var text = new StringBuilder("run,step,x,y,label\n");
        for (int i = 0; i < 120; i++) {
            double slope = i % 3 - 1;
            int length = 3 + random.nextInt(6);
            double start = 10 * random.nextDouble();
            for (int row = 0; row < length; row++) {
                text.append("s%d,%d,%.3f,%.3f,%s%n"
                        .formatted(
                                i,
                                row,
                                start + slope * row,
                                random.nextDouble(),
                                slope < 0 ? "falls" : slope > 0 ? "rises" : "stays"));
            }
        }
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    private TrialOrder order(Task task, Purpose purpose, Object... pairs) {
        var point = new TreeMap<>(QUICK);
        for (int i = 0; i < pairs.length; i += 2) {
            point.put((String) pairs[i], pairs[i + 1]);
        }
        String table = task instanceof TextClassification ? "texts.csv" : "sequences.csv";
        return Trials.of(task, Trials.order(folder, table, purpose, point, 7));
    }

    private ClassifierModel model() throws Exception {
        return ClassifierModel.load(folder.resolve("model.zip"));
    }

    @Test
    void aWordThatTellsIsLearnt() throws Exception {
        var curve = new Trials.Curve();
        Map<String, Double> metrics = LstmTrial.run(order(TEXTS, Purpose.SEARCH, "pooling", "MAXIMUM"), curve);

        assertThat(metrics.get("validation.f1")).isGreaterThan(0.9);
        assertThat(metrics.get("validation.logLoss")).isLessThan(metrics.get("majority.validation.logLoss") / 2);
        assertThat(metrics)
                .containsEntry("majority.validation.f1", 0.0)
                .containsKeys("linear.validation.prAuc", "validation.f1.spam", "gradientNorm.embedding");
        assertThat(metrics.get("validation.confusion.spam.spam") + metrics.get("validation.confusion.spam.ham"))
                .isEqualTo(6.0, within(1.0));
        assertThat(curve.points.get(0).metrics())
                .containsKeys(
                        "validation.logLoss",
                        "validation.brier",
                        "validation.accuracy",
                        "validation.balancedAccuracy",
                        "validation.precision",
                        "validation.recall",
                        "validation.f1",
                        "validation.mcc",
                        "validation.rocAuc",
                        "validation.prAuc")
                .doesNotContainKey("validation.confusion.spam.spam");
        // Without smoothing and weights, the loss is the metric.
        assertThat(metrics.get("validation.loss")).isEqualTo(metrics.get("validation.logLoss"), within(1e-4));

        ClassifierModel model = model();
        assertThat(model.classes()).containsExactly("ham", "spam");
        assertThat(model.predict("cat PRIZE dog"))
                .hasEntrySatisfying("spam", p -> assertThat(p).isGreaterThan(0.5));
        assertThat(model.predict("cat ant dog"))
                .hasEntrySatisfying("ham", p -> assertThat(p).isGreaterThan(0.5));
        assertThat(model.predict("word nobody knows").values().stream()
                        .mapToDouble(p -> p)
                        .sum())
                .isEqualTo(1, within(1e-5));
        assertThat(model.task()).isEqualTo(TEXTS);
        assertThat(Program.printed(
                        Path.of("..", "examples", "classify", "Classify.java"),
                        folder,
                        folder.resolve("model.zip").toString(),
                        "a prize"))
                .isEqualTo(model.predict("a prize") + "\n")
                .startsWith("{ham=");
        assertThatThrownBy(() -> model.predict(new double[][] {{1, 2}})).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> ForecastModel.load(folder.resolve("model.zip")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("TEXT_CLASSIFICATION and does not forecast");
    }

    @Test
    void theDirectionOfSequencesOfDifferentLengthIsLearnt() throws Exception {
        Map<String, Double> metrics = LstmTrial.run(
                order(SEQUENCES, Purpose.SEARCH, "epochs", 25, "classWeights", "BALANCED"), new Trials.Curve());

        assertThat(metrics.get("validation.accuracy")).isGreaterThan(0.85);
        assertThat(metrics.get("majority.validation.accuracy")).isEqualTo(1 / 3.0, within(0.05));
        assertThat(metrics).containsKeys("validation.rocAuc", "validation.confusion.rises.falls");
        ClassifierModel model = model();
        assertThat(model.classes()).containsExactly("falls", "rises", "stays");
        Map<String, Double> rising = model.predict(new double[][] {{4, 0.5}, {5, 0.5}, {6, 0.5}, {7, 0.5}, {8, 0.5}});
        assertThat(rising.get("rises")).isGreaterThan(0.5);
        assertThatThrownBy(() -> model.predict("words")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> model.predict(new double[][] {{1}})).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aConfirmationIsJudgedByTheSealedPartAlone() throws Exception {
        var curve = new Trials.Curve();
        Map<String, Double> metrics = LstmTrial.run(order(TEXTS, Purpose.CONFIRM, "epochs", 2), curve);
        assertThat(metrics)
                .containsKeys("test.f1", "test.logLoss", "majority.test.logLoss", "linear.test.f1")
                .allSatisfy((name, value) -> assertThat(name).doesNotContain("validation"));
        assertThat(metrics.get("test.accuracy.low"))
                .isLessThanOrEqualTo(metrics.get("test.accuracy"))
                .isGreaterThan(0.5);
        assertThat(curve.points)
                .allSatisfy(point -> assertThat(point.metrics().keySet()).noneMatch(name -> name.startsWith("test")));
    }

    @Test
    void foldsAreTrainedSideBySide() throws Exception {
        var folded =
                new TextClassification(DATASET, "text", "label", null, null, new ClassSplit.KFold(2, null, null), null);
        Map<String, Double> metrics = LstmTrial.run(order(folded, Purpose.SEARCH, "epochs", 2), new Trials.Curve());
        assertThat(metrics.get("validation.logLoss"))
                .isEqualTo((metrics.get("fold1.validation.logLoss") + metrics.get("fold2.validation.logLoss")) / 2);
    }

    @Test
    void aResumedTrainingContinuesTheSameCurveBitForBit() throws Exception {
        for (TrialOrder order : List.of(
                order(
                        TEXTS,
                        Purpose.SEARCH,
                        "epochs",
                        5,
                        "tokenDropRate",
                        0.2,
                        "embeddingDropRate",
                        0.2,
                        "labelSmoothing",
                        0.1,
                        "earlyStoppingPatience",
                        4,
                        "classWeights",
                        "BALANCED"),
                order(SEQUENCES, Purpose.SEARCH, "epochs", 5, "cropShare", 0.3, "dropRate", 0.2, "jitter", 0.1))) {
            var whole = new Trials.Curve();
            Map<String, Double> metrics = LstmTrial.run(order, whole);
            byte[] model = Files.readAllBytes(folder.resolve("model.zip"));
            var rest = new Trials.Curve();
            Map<String, Double> resumed = LstmTrial.run(Trials.resumed(order, whole.checkpoints.get(2L), 2), rest);
            assertThat(rest.events()).containsExactly("goes on after epoch 2, from a checkpoint");
            assertThat(rest.points).hasSize(whole.points.size() - 2);
            assertThat(Trials.numbers(resumed)).isEqualTo(Trials.numbers(metrics));
            assertThat(Files.readAllBytes(folder.resolve("model.zip"))).isEqualTo(model);
        }
    }

    @Test
    void aTrainingThatIsCertainOfWrongClassesIsGivenUp() {
        // Its loss never leaves what DL4J cuts it to: no infinity tells of it.
        TrialFailedException failed = catchThrowableOfType(
                TrialFailedException.class,
                () -> LstmTrial.run(
                        order(SEQUENCES, Purpose.SEARCH, "learningRate", 10.0, "units", 64), new Trials.Curve()));
        assertThat(failed.failure()).isEqualTo(FailureCause.DIVERGED);
        assertThat(failed).hasMessageContaining("the training loss grew to");
    }

    @Test
    void whatIsPredictedToBeNeededCountsTheTableOfEmbeddings() throws Exception {
        var seen = new double[2][2];
        for (int i = 0; i < 2; i++) {
            double[] own = seen[i];
            LstmTrial.run(
                    order(TEXTS, Purpose.SEARCH, "epochs", 1, "embeddingUnits", i == 0 ? 8 : 256, "minimumCount", 1),
                    new Trials.Curve() {
                        @Override
                        public void expects(long bytes, double epochSeconds) {
                            own[0] = bytes;
                            own[1] = epochSeconds;
                        }
                    });
        }
        // Some 13 tokens of 248 numbers more, and of each a gradient, copies, and what ADAM remembers.
        assertThat(seen[1][0] - seen[0][0]).isGreaterThan(13 * 248 * 4 * 4);
        assertThat(seen[1][1]).isLessThan(2 * seen[0][1]);
    }
}
