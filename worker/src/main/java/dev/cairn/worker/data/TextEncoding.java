package dev.cairn.worker.data;

import dev.cairn.api.task.TextClassification;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import java.util.List;
import java.util.Map;

/**
 * Cuts texts into tokens, numbers these, and cuts off what is too long.
 *
 * @param vocabulary learnt from the training texts
 * @param maximumLength tokens, at least 1
 * @param classes in the order of the network's outputs
 */
public record TextEncoding(
        TextClassification task,
        Tokeniser tokeniser,
        Vocabulary vocabulary,
        int maximumLength,
        Kept kept,
        List<String> classes)
        implements ClassEncoding {

    /**
     * Checks that all is there.
     *
     * @throws InvalidValueException if it is not
     */
    public TextEncoding {
        int longest = maximumLength;
        var rules = new Rules();
        rules.present(task, "task");
        rules.present(tokeniser, "tokeniser");
        rules.present(vocabulary, "vocabulary");
        rules.present(kept, "kept");
        rules.check(longest >= 1, "/maximumLength", () -> "maximumLength must be at least 1 but was " + longest);
        ClassEncoding.checkClasses(rules, classes);
        rules.hold();
        classes = List.copyOf(classes);
    }

    /** Learns the vocabulary from some texts, and from no others. */
    static TextEncoding fit(
            TextClassification task, Map<String, Object> hyperparameters, List<String> fitting, List<String> classes) {
        var tokeniser = new Tokeniser(
                Tokeniser.Kind.valueOf((String) hyperparameters.get("tokeniser")),
                "YES".equals(hyperparameters.get("lowerCase")));
        List<List<String>> texts = fitting.stream().map(tokeniser::tokens).toList();
        return new TextEncoding(
                task,
                tokeniser,
                Vocabulary.fit(texts, whole(hyperparameters, "vocabularySize"), whole(hyperparameters, "minimumCount")),
                whole(hyperparameters, "maximumLength"),
                Kept.valueOf((String) hyperparameters.get("kept")),
                classes);
    }

    private static int whole(Map<String, Object> hyperparameters, String name) {
        return ((Number) hyperparameters.get(name)).intValue();
    }

    /**
     * A text as the network sees it: the number of each token.
     *
     * @throws InvalidValueException if there is no text
     */
    public float[] encode(String text) {
        List<String> tokens = tokeniser.tokens(text);
        if (text.isBlank()) {
            throw new InvalidValueException(List.of(new Violation("", "there is no text to classify")));
        }
        float[] numbers = new float[tokens.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = vocabulary.number(tokens.get(i));
        }
        return kept.of(numbers, 1, maximumLength);
    }

    /** A text of the rarest token that is known, and an unknown one. */
    @Override
    public float[] typical() {
        return kept.of(new float[] {vocabulary.count() - 1, Vocabulary.UNKNOWN}, 1, maximumLength);
    }

    @Override
    public Shape shape() {
        return new Shape(1, classes.size(), Shape.Answer.CLASSES, vocabulary.count());
    }
}
