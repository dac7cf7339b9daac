package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.api.task.ClassSplit;
import dev.cairn.api.task.TextClassification;
import dev.cairn.search.InvalidValueException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextEncodingTest {
    private static final TextClassification TASK = new TextClassification(
            "sha256:" + "0".repeat(64), "text", "label", null, null, new ClassSplit.HoldOut(0.2, null, null), null);
    private static final List<String> TEXTS = List.of("b a b", "B c", "a b!");

    private static TextEncoding fitted(Map<String, Object> point) {
        return TextEncoding.fit(TASK, TASK.complete(point), TEXTS, List.of("no", "yes"));
    }

    private static List<String> words(String text) {
        return new Tokeniser(Tokeniser.Kind.WORDS, true).tokens(text);
    }

    @Test
    void wordsAreRunsOfLettersRunsOfDigitsAndSingleSigns() {
        assertThat(words("Don't pay £250, call 0800-123!"))
                .containsExactly("don't", "pay", "£", "250", ",", "call", "0800", "-", "123", "!");
        assertThat(words("GRÖSSE größe")).containsExactly("grösse", "größe");
        assertThat(words("'quoted' 😀")).containsExactly("'", "quoted", "'", "😀");
        assertThat(words("  ")).isEmpty();
    }

    @Test
    void anAccentCountsTheSameHoweverItWasTyped() {
        assertThat(words("cafe\u0301")).isEqualTo(words("caf\u00e9"));
    }

    @Test
    void charactersKeepOneBlankForAnyWhiteSpace() {
        assertThat(new Tokeniser(Tokeniser.Kind.CHARACTERS, false).tokens("aB \t\n c😀"))
                .containsExactly("a", "B", " ", "c", "😀");
    }

    @Test
    void tokensAreNumberedByFrequencyThenByName() {
        TextEncoding encoding = fitted(Map.of("minimumCount", 1, "vocabularySize", 10));
        assertThat(encoding.vocabulary().tokens()).containsExactly("b", "a", "!", "c");
        assertThat(encoding.encode("a B zebra !")).containsExactly(3, 2, 1, 4);
        assertThat(encoding.shape()).isEqualTo(new Shape(1, 2, Shape.Answer.CLASSES, 6));
    }

    @Test
    void rareTokensAreUnknownAndTheVocabularyHasItsSize() {
        assertThat(fitted(Map.of("minimumCount", 2)).vocabulary().tokens()).containsExactly("b", "a");
        assertThat(Vocabulary.fit(List.of(List.of("x", "y", "x", "z")), 2, 1).tokens())
                .containsExactly("x", "y");
        assertThat(fitted(Map.of("minimumCount", 1, "lowerCase", "NO"))
                        .vocabulary()
                        .tokens())
                .contains("b", "B");
    }

    @Test
    void whatIsTooLongIsCutAtTheEndThatWasAskedFor() {
        String text = "b a b a a";
        assertThat(fitted(Map.of("maximumLength", 2)).encode(text)).containsExactly(2, 3);
        assertThat(fitted(Map.of("maximumLength", 2, "kept", "LATEST")).encode(text))
                .containsExactly(3, 3);
        assertThat(fitted(Map.of("maximumLength", 9)).encode(text)).hasSize(5);
    }

    @Test
    void whiteSpaceIsNoText() {
        assertThatThrownBy(() -> fitted(Map.of()).encode(" \n")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void jsonBringsAnEncodingBackWithAllItLearnt() {
        TextEncoding encoding = fitted(Map.of("minimumCount", 1));
        String json = CairnJson.strict().writeValueAsString(encoding);
        assertThat(CairnJson.strict().readValue(json, Encoding.class)).isEqualTo(encoding);
    }
}
