package dev.cairn.worker.data;

import dev.cairn.api.task.TextClassification;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Texts. A linear model sees the words of each: how often a word stands there times the logarithm of its rarity in the training
 * part, ln((1 + n) / (1 + df)) + 1 (Salton and Buckley 1988, as smoothed by scikit-learn), to length 1.
 *
 * @param texts [example]; asked only for those that may be seen
 */
record RawTexts(TextClassification task, Map<String, Object> hyperparameters, IntFunction<String> texts)
        implements RawExamples {
    /** The linear model's own: it shall be the same for all trials. */
    private static final Tokeniser WORDS = new Tokeniser(Tokeniser.Kind.WORDS, true);

    private static final int MOST_WORDS = 20_000;
    private static final int FEWEST = 2;

    @Override
    public Encoded encoded(int[] fitting, List<String> classes) {
        List<String> learnt = Arrays.stream(fitting).mapToObj(texts).toList();
        TextEncoding encoding = TextEncoding.fit(task, hyperparameters, learnt, classes);
        return new Encoded(encoding, example -> encoding.encode(texts.apply(example)));
    }

    @Override
    public Inputs inputs(int[] training) {
        List<List<String>> words =
                Arrays.stream(training).mapToObj(texts).map(WORDS::tokens).toList();
        Vocabulary vocabulary = Vocabulary.fit(words, MOST_WORDS, FEWEST);
        double[] rarity = new double[vocabulary.count()];
        for (List<String> text : words) {
            text.stream().mapToInt(vocabulary::number).distinct().forEach(word -> rarity[word]++);
        }
        for (int i = 0; i < rarity.length; i++) {
            rarity[i] = Math.log((1.0 + words.size()) / (1 + rarity[i])) + 1;
        }
        return new Inputs(rarity.length, example -> bag(WORDS.tokens(texts.apply(example)), vocabulary, rarity));
    }

    private static SparseVector bag(List<String> tokens, Vocabulary vocabulary, double[] rarity) {
        var counts = new TreeMap<Integer, Double>();
        tokens.stream()
                .map(vocabulary::number)
                .filter(word -> word != Vocabulary.UNKNOWN)
                .forEach(word -> counts.merge(word, rarity[word], Double::sum));
        double length = Math.sqrt(
                counts.values().stream().mapToDouble(value -> value * value).sum());
        return new SparseVector(
                counts.keySet().stream().mapToInt(word -> word).toArray(),
                counts.values().stream().mapToDouble(value -> value / length).toArray());
    }
}
