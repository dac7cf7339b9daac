package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.CairnJson;
import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.ClassSplit;
import dev.cairn.api.task.SequenceClassification;
import dev.cairn.api.trial.Purpose;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassDataTest {
    private static final int COUNT = 60;
    private static final SequenceClassification TASK = ClassTables.sequences(new ClassSplit.HoldOut(0.2, 0.2, null));

    /** Sequence i has 1 to 5 rows of the number i; every third is rare. */
    private static final CsvTable TABLE = ClassTables.sequences(
            COUNT, i -> Collections.nCopies(1 + i % 5, Integer.toString(i)), i -> i % 3 == 0 ? "rare" : "usual");

    private static ClassData data(Purpose purpose, double watchedShare, Object... point) {
        return ClassData.of(TASK, purpose, TABLE, ClassTables.values(TASK, point), watchedShare)
                .get(0);
    }

    private static Batch all(Examples examples) {
        int[] order = IntStream.range(0, examples.count()).toArray();
        return examples.batch(order, 0, order.length);
    }

    @Test
    void examplesOfDifferentLengthsArePaddedAtTheirEndAndMasked() {
        var examples = new ClassExamples(
                List.of(new float[] {1, 10, 2, 20}, new float[] {3, 30}), new int[] {0, 1}, 2, 2, null);
        Batch batch = examples.batch(new int[] {1, 0}, 0, 2);
        assertThat(batch.length()).isEqualTo(2);
        assertThat(batch.inputs()).containsExactly(3, 0, 30, 0, 1, 2, 10, 20);
        assertThat(batch.mask()).containsExactly(1, 0, 1, 1);
        assertThat(batch.outputs()).containsExactly(0, 1, 1, 0);
        assertThat(examples.batch(new int[] {0, 1}, 0, 1).mask()).isNull();
        assertThat(examples.longest()).isEqualTo(2);
    }

    @Test
    void aSequenceKeepsItsLatestRows() {
        assertThat(data(Purpose.SEARCH, 0, "maximumLength", 2).fitting().longest())
                .isEqualTo(2);
        var encoding = new SequenceEncoding(
                TASK, 2, Kept.LATEST, new Scaling(List.of(new Scaling.Column(1, 2))), List.of("a", "b"));
        assertThat(encoding.encode(new double[][] {{1}, {3}, {7}})).containsExactly(1, 3);
        assertThatThrownBy(() -> encoding.encode(new double[][] {{1, 2}})).hasMessageContaining("finite numbers [x]");
        assertThatThrownBy(() -> encoding.encode(new double[0][])).hasMessageContaining("at least one row");
    }

    @Test
    void partsAreDisjointAndTheWatchedOnesAreOfTheTrainingPart() {
        ClassData search = data(Purpose.SEARCH, 0.25);
        assertThat(search.held().count()).isEqualTo(12);
        assertThat(search.watched().count()).isEqualTo(9);
        assertThat(search.fitting().count()).isEqualTo(27);
        assertThat(share(search.watched())).isEqualTo(1 / 3.0, within(0.02));
        ClassData confirmation = data(Purpose.CONFIRM, 0);
        assertThat(confirmation.fitting().count()).isEqualTo(48);
        assertThat(confirmation.held().count()).isEqualTo(12);
        assertThat(data(Purpose.SEARCH, 0).watched()).isNull();
    }

    private static double share(ClassExamples examples) {
        return (double) IntStream.of(examples.labels())
                        .filter(label -> label == 0)
                        .count()
                / examples.count();
    }

    @Test
    void balancedClassesWeighTheSameAndOneOnAverage() {
        ClassData data = data(Purpose.SEARCH, 0.25, "classWeights", "BALANCED");
        float[] weights = all(data.fitting()).weights();
        double sum = 0;
        double rare = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            rare += data.fitting().labels()[i] == 0 ? weights[i] : 0;
        }
        assertThat(sum).isEqualTo(data.fitting().count(), within(1e-4));
        assertThat(rare).isEqualTo(sum / 2, within(1e-4));
        assertThat(all(data.held()).weights()).isNull();
        assertThat(all(data(Purpose.SEARCH, 0).fitting()).weights()).isNull();
    }

    @Test
    void theBaselinesAreTheSharesOfTheTrainingPartAndALinearModel() {
        Map<String, Map<String, Double>> baselines = data(Purpose.SEARCH, 0).baselines();
        // 12 of 36 train, 4 of 12 are judged: the entropy of a third.
        assertThat(baselines.get("majority").get("logLoss"))
                .isEqualTo(-Math.log(1 / 3.0) / 3 - Math.log(2 / 3.0) * 2 / 3, within(1e-9));
        assertThat(baselines.get("majority").get("accuracy")).isEqualTo(8 / 12.0);
        assertThat(baselines.get("linear")).containsKeys("logLoss", "f1", "rocAuc");
    }

    @Test
    void theLinearModelFindsWhatMeansTell() {
        CsvTable easy = ClassTables.sequences(
                COUNT, i -> List.of(i % 3 == 0 ? "5" : "1", "0"), i -> i % 3 == 0 ? "rare" : "usual");
        ClassData data = ClassData.of(TASK, Purpose.SEARCH, easy, ClassTables.values(TASK), 0)
                .get(0);
        assertThat(data.baselines().get("linear").get("accuracy")).isEqualTo(1);
    }

    @Test
    void everyFoldIsPreparedByItself() {
        SequenceClassification folded = ClassTables.sequences(new ClassSplit.KFold(3, 0.25, null));
        List<ClassData> folds = ClassData.of(folded, Purpose.SEARCH, TABLE, ClassTables.values(folded), 0);
        assertThat(folds).hasSize(3);
        assertThat(folds.stream().map(ClassData::encoding).distinct()).hasSize(3);
        assertThat(folds).allSatisfy(fold -> assertThat(fold.held().count()).isEqualTo(15));
    }

    @Test
    void tooFewToWatchIsSaid() {
        assertThatThrownBy(() -> data(Purpose.SEARCH, 0.01)).hasMessageContaining("0 would be watched");
    }

    @Test
    void jsonBringsAnEncodingBackWithAllItLearnt() {
        ClassEncoding encoding = data(Purpose.SEARCH, 0).encoding();
        String json = CairnJson.strict().writeValueAsString(encoding);
        assertThat(CairnJson.strict().readValue(json, Encoding.class)).isEqualTo(encoding);
    }
}
