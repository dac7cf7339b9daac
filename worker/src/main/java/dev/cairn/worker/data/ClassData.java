package dev.cairn.worker.data;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.dataset.LabelledExamples;
import dev.cairn.api.dataset.Sequences;
import dev.cairn.api.task.ClassSplit;
import dev.cairn.api.task.ClassSplit.Fold;
import dev.cairn.api.task.Classification;
import dev.cairn.api.task.SequenceClassification;
import dev.cairn.api.task.Stratification;
import dev.cairn.api.task.TextClassification;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Everything that one network of a classification trial trains on and is judged by. */
public final class ClassData implements TaskData {
    /** More classes would make a confusion table that nobody reads. */
    private static final int MOST_TOLD = 20;

    private final RawExamples raw;
    private final int[] labels;
    private final int[] groups;
    private final Fold fold;
    private final ClassEncoding encoding;
    private final ClassExamples fitting;
    private final @Nullable ClassExamples watched;
    private final ClassExamples held;
    private final int sought;
    private final ClassScores scores;

    private ClassData(
            LabelledExamples examples,
            RawExamples raw,
            Fold fold,
            Map<String, Object> hyperparameters,
            double watchedShare) {
        this.raw = raw;
        this.labels = examples.labels();
        this.groups = examples.groups();
        this.fold = fold;
        int[][] parts = watching(examples, fold.train(), watchedShare);
        List<String> classes = examples.classes();
        RawExamples.Encoded encoded = raw.encoded(parts[0], classes);
        this.encoding = encoded.encoding();
        int[] fitted = labelsOf(parts[0]);
        float[] weights = "BALANCED".equals(hyperparameters.get("classWeights"))
                ? ClassExamples.balanced(fitted, classes.size())
                : null;
        this.fitting = examples(encoded, parts[0], weights);
        this.watched = parts[1].length == 0 ? null : examples(encoded, parts[1], weights);
        // Unweighted: what judges must not depend on what is searched.
        this.held = examples(encoded, fold.held(), null);
        String positive = examples.task().positive();
        this.sought = positive == null ? ClassScores.NONE : classes.indexOf(positive);
        this.scores = new ClassScores(classes.size(), labelsOf(fold.held()), sought);
    }

    /**
     * Prepares a data set for a trial: once for each fold of a search, once for a confirmation. Of what is not visible for the
     * purpose nothing is read but what {@link LabelledExamples} reads to divide it.
     *
     * @param watchedShare part of the training examples, with its share of each class and in whole groups, kept back for early
     *     stopping; in [0, 1), 0 for none
     * @throws InvalidValueException if it cannot serve the task
     */
    static List<ClassData> of(
            Classification task,
            Purpose purpose,
            CsvTable table,
            Map<String, Object> hyperparameters,
            double watchedShare) {
        return of(LabelledExamples.of(task, table), purpose, table, hyperparameters, watchedShare);
    }

    /** Of examples that are grouped already. */
    static List<ClassData> of(
            LabelledExamples examples,
            Purpose purpose,
            CsvTable table,
            Map<String, Object> hyperparameters,
            double watchedShare) {
        List<Fold> folds = folds(examples.parts(), purpose);
        int[] visible = folds.stream()
                .flatMapToInt(fold -> IntStream.concat(Arrays.stream(fold.train()), Arrays.stream(fold.held())))
                .distinct()
                .sorted()
                .toArray();
        RawExamples raw = raw(examples.task(), table, hyperparameters, examples.lines(), visible);
        return folds.stream()
                .map(fold -> new ClassData(examples, raw, fold, hyperparameters, watchedShare))
                .toList();
    }

    private static List<Fold> folds(ClassSplit.Parts parts, Purpose purpose) {
        if (!purpose.opensTest()) {
            return parts.search();
        }
        Fold confirmation = parts.confirmation();
        if (confirmation == null) {
            throw new InvalidValueException(
                    List.of(new Violation("/split/test", "there is no test part to confirm on")));
        }
        return List.of(confirmation);
    }

    private static RawExamples raw(
            Classification task,
            CsvTable table,
            Map<String, Object> hyperparameters,
            List<int[]> lines,
            int[] visible) {
        List<int[]> some = Arrays.stream(visible).mapToObj(lines::get).toList();
        if (task instanceof SequenceClassification sequences) {
            return new RawSequences(
                    sequences, hyperparameters, byNumber(visible, Sequences.values(sequences, table, some)));
        }
        TextClassification texts = (TextClassification) task;
        int column = table.columns().indexOf(texts.text());
        List<String> read = some.stream()
                .map(line -> table.lines().get(line[0]).get(column))
                .toList();
        return new RawTexts(texts, hyperparameters, byNumber(visible, read));
    }

    /** What is not visible is not there. */
    private static <T> IntFunction<T> byNumber(int[] numbers, List<T> values) {
        var map = new HashMap<Integer, T>();
        for (int i = 0; i < numbers.length; i++) {
            map.put(numbers[i], values.get(i));
        }
        return number -> {
            T value = map.get(number);
            if (value == null) {
                throw new IllegalStateException("example " + number + " is sealed");
            }
            return value;
        };
    }

    /** The training examples to fit to, and those to watch. */
    private static int[][] watching(LabelledExamples examples, int[] train, double share) {
        if (share == 0) {
            return new int[][] {train, {}};
        }
        int[] labels = Arrays.stream(train).map(i -> examples.labels()[i]).toArray();
        int[] groups = Arrays.stream(train).map(i -> examples.groups()[i]).toArray();
        long seed = examples.task().split().seed();
        int[] partOf = Stratification.deal(labels, groups, new double[] {1 - share, share}, ~seed);
        int[][] parts = IntStream.range(0, 2)
                .mapToObj(part -> IntStream.range(0, train.length)
                        .filter(i -> partOf[i] == part)
                        .map(i -> train[i])
                        .toArray())
                .toArray(int[][]::new);
        long left = Arrays.stream(parts[0])
                .map(i -> examples.labels()[i])
                .distinct()
                .count();
        if (parts[1].length == 0 || left < examples.classes().size()) {
            throw new InvalidValueException(
                    List.of(
                            new Violation(
                                    "",
                                    "of " + train.length + " training examples " + parts[1].length
                                            + " would be watched for early stopping: too few to watch, or too few of a class to train on")));
        }
        return parts;
    }

    private ClassExamples examples(RawExamples.Encoded encoded, int[] some, float @Nullable [] weights) {
        Shape shape = encoded.encoding().shape();
        return new ClassExamples(
                Arrays.stream(some).mapToObj(encoded.steps()).toList(),
                labelsOf(some),
                shape.features(),
                shape.outputs(),
                weights);
    }

    private int[] labelsOf(int[] some) {
        return Arrays.stream(some).map(i -> labels[i]).toArray();
    }

    @Override
    public ClassEncoding encoding() {
        return encoding;
    }

    @Override
    public ClassExamples fitting() {
        return fitting;
    }

    @Override
    public @Nullable ClassExamples watched() {
        return watched;
    }

    @Override
    public ClassExamples held() {
        return held;
    }

    @Override
    public Optional<RunningScores> trainingScores() {
        return Optional.of(new ClassTrainingScores(encoding.classes().size(), sought));
    }

    @Override
    public Map<String, Double> metrics(float[][] outputs) {
        return scores.of(doubles(outputs));
    }

    @Override
    public Map<String, Double> details(float[][] outputs) {
        List<String> classes = encoding.classes();
        return classes.size() > MOST_TOLD ? Map.of() : scores.byClass(doubles(outputs), classes);
    }

    /** Groups are drawn as wholes. Of very many classes the table would be too large to draw from. */
    @Override
    public Optional<Sampled> sampled(float[][] outputs) {
        return encoding.classes().size() > MOST_TOLD
                ? Optional.empty()
                : Optional.of(scores.sampled(
                        doubles(outputs),
                        Arrays.stream(fold.held()).map(i -> groups[i]).toArray()));
    }

    private static double[][] doubles(float[][] outputs) {
        double[][] numbers = new double[outputs.length][];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = new double[outputs[i].length];
            for (int j = 0; j < numbers[i].length; j++) {
                numbers[i][j] = outputs[i][j];
            }
        }
        return numbers;
    }

    @Override
    public Map<String, Map<String, Double>> baselines() {
        return new ClassBaselines(raw, labels, fold, encoding.classes().size(), scores).all();
    }
}
