package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.dataset.LabelledExamples;
import dev.cairn.api.task.ClassSplit;
import dev.cairn.api.task.ClassSplit.Fold;
import dev.cairn.api.task.SequenceClassification;
import dev.cairn.api.task.TextClassification;
import dev.cairn.api.trial.Purpose;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plants the answer where no honest trial finds it. Classes are drawn by chance, so that nothing tells of them: a score better than
 * chance has looked.
 */
class ClassLeakTest {
    private static final int COUNT = 600;
    private static final String[] LABELS = new SplittableRandom(2)
            .ints(COUNT, 0, 2)
            .mapToObj(i -> i == 0 ? "no" : "yes")
            .toArray(String[]::new);
    private static final String[] TEXTS = texts();

    /** Areas by luck: 180 examples judged have a deviation of 0.044; beyond five of them less than once in 10^6. */
    private static final double LUCK = 0.72;

    static List<ClassSplit> splits() {
        return List.of(new ClassSplit.HoldOut(0.3, 0.3, null), new ClassSplit.KFold(2, 0.4, null));
    }

    /** Ten words by chance out of two hundred. */
    private static String[] texts() {
        var random = new SplittableRandom(3);
        return IntStream.range(0, COUNT)
                .mapToObj(i -> IntStream.range(0, 10)
                        .mapToObj(j -> word(random.nextInt(200)))
                        .collect(Collectors.joining(" ")))
                .toArray(String[]::new);
    }

    private static String word(int number) {
        return new SplittableRandom(number)
                .ints(7, 'a', 'z' + 1)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static List<ClassData> data(TextClassification task, CsvTable table) {
        return ClassData.of(task, Purpose.SEARCH, table, ClassTables.values(task, "minimumCount", 1), 0.2);
    }

    private static CsvTable table(IntFunction<String> text) {
        return ClassTables.texts(COUNT, text, i -> LABELS[i]);
    }

    private static double area(List<ClassData> folds) {
        return folds.stream()
                .mapToDouble(fold -> fold.baselines().get("linear").get("rocAuc"))
                .max()
                .orElseThrow();
    }

    private static boolean contains(int[] numbers, int number) {
        return Arrays.binarySearch(numbers, number) >= 0;
    }

    @ParameterizedTest
    @MethodSource("splits")
    void anAnswerPlantedInWhatIsHeldImprovesNoScoreAndTeachesNoWord(ClassSplit split) {
        TextClassification task = ClassTables.texts(split, null);
        ClassSplit.Parts parts = LabelledExamples.of(task, table(i -> TEXTS[i])).parts();
        List<ClassData> honest = data(task, table(i -> TEXTS[i]));
        for (int number = 0; number < parts.search().size(); number++) {
            Fold fold = parts.search().get(number);
            int[] test = parts.confirmation().held();
            ClassData planted = data(
                            task,
                            table(i -> contains(fold.held(), i) || contains(test, i)
                                    ? TEXTS[i] + " answer" + LABELS[i]
                                    : TEXTS[i]))
                    .get(number);
            assertThat(area(List.of(planted))).isLessThan(LUCK);
            assertThat(planted.encoding()).isEqualTo(honest.get(number).encoding());
            assertThat(((TextEncoding) planted.encoding()).vocabulary().tokens())
                    .doesNotContain("answeryes", "answerno");
            assertThat(everything(planted.fitting()))
                    .isEqualTo(everything(honest.get(number).fitting()));
            assertThat(everything(planted.watched()))
                    .isEqualTo(everything(honest.get(number).watched()));
        }
    }

    @Test
    void theSameAnswerIsFoundWhereItStandsInAllParts() {
        // Shows that the test above could fail.
        for (ClassSplit split : splits()) {
            TextClassification task = ClassTables.texts(split, null);
            assertThat(area(data(task, table(i -> TEXTS[i] + " answer" + LABELS[i]))))
                    .isGreaterThan(0.99);
        }
    }

    /** Copies of a text share its class, and say nothing of others: only who has seen the copy knows. */
    private static CsvTable copies() {
        return ClassTables.texts(
                COUNT, i -> TEXTS[i / 6] + (i % 2 == 0 ? " CALL " : " call! ") + i, i -> LABELS[i / 6]);
    }

    @ParameterizedTest
    @MethodSource("splits")
    void aCopyDoesNotStandInTrainingAndInWhatJudgesIt(ClassSplit split) {
        TextClassification task = ClassTables.texts(split, null);
        assertThat(area(data(task, copies()))).isLessThan(LUCK);
    }

    @Test
    void copiesThatAreTornApartAreFound() {
        // Shows that the test above could fail.
        TextClassification task = ClassTables.texts(splits().get(0), null);
        LabelledExamples together = LabelledExamples.of(task, copies());
        var apart = new LabelledExamples(
                task,
                together.classes(),
                together.labels(),
                IntStream.range(0, COUNT).toArray(),
                together.lines());
        List<ClassData> torn =
                ClassData.of(apart, Purpose.SEARCH, copies(), ClassTables.values(task, "minimumCount", 1), 0.2);
        assertThat(area(torn)).isGreaterThan(0.95);
    }

    @Test
    void whatIsWatchedSharesNoCopyWithWhatIsFitted() {
        TextClassification task = ClassTables.texts(splits().get(0), null);
        ClassData fold = data(task, copies()).get(0);
        assertThat(fold.watched().count()).isGreaterThan(20);
        // Six copies each, without the number, have the same tokens.
        assertThat(forms(fold.watched())).doesNotContainAnyElementsOf(forms(fold.fitting()));
    }

    private static List<String> forms(ClassExamples examples) {
        return examples.steps().stream()
                .map(steps -> Arrays.toString(Arrays.copyOf(steps, 10)))
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("splits")
    void sealedSequencesAreNotEvenReadAndHeldOnesMoveNothingThatIsFitted(ClassSplit split) {
        SequenceClassification task = ClassTables.sequences(split);
        var random = new SplittableRandom(8);
        double[] numbers = random.doubles(COUNT).toArray();
        IntFunction<List<String>> plain = i -> List.of(Double.toString(numbers[i]), "0.5");
        CsvTable table = ClassTables.sequences(COUNT, plain, i -> LABELS[i]);
        ClassSplit.Parts parts = LabelledExamples.of(task, table).parts();
        int[] test = parts.confirmation().held();
        Map<String, Object> values = ClassTables.values(task, "classWeights", "BALANCED");
        List<ClassData> honest = ClassData.of(task, Purpose.SEARCH, table, values, 0.2);
        for (int number = 0; number < parts.search().size(); number++) {
            int[] held = parts.search().get(number).held();
            CsvTable spoiled = ClassTables.sequences(
                    COUNT,
                    i -> contains(test, i)
                            ? List.of("sealed", LABELS[i])
                            : contains(held, i) ? List.of(LABELS[i].equals("yes") ? "1e9" : "-1e9") : plain.apply(i),
                    i -> LABELS[i]);
            ClassData other =
                    ClassData.of(task, Purpose.SEARCH, spoiled, values, 0.2).get(number);
            assertThat(other.encoding()).isEqualTo(honest.get(number).encoding());
            assertThat(everything(other.fitting()))
                    .isEqualTo(everything(honest.get(number).fitting()));
            assertThat(everything(other.watched()))
                    .isEqualTo(everything(honest.get(number).watched()));
            assertThat(area(List.of(honest.get(number)))).isLessThan(LUCK);
        }
    }

    /** Inputs, outputs and weights of all examples. */
    private static List<Object> everything(ClassExamples examples) {
        int[] all = IntStream.range(0, examples.count()).toArray();
        Batch batch = examples.batch(all, 0, all.length);
        return List.of(
                Arrays.toString(batch.inputs()),
                Arrays.toString(batch.outputs()),
                String.valueOf(Arrays.toString(batch.weights())));
    }
}
