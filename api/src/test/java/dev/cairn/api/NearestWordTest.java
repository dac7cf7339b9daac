package dev.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.task.Hyperparameters;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestWordTest {
    private static final List<String> NAMES = Hyperparameters.FORECASTING.names();

    @Test
    void aSlipOfTheFingerFindsItsWord() {
        assertThat(NearestWord.hint("learningrate", NAMES)).isEqualTo("; did you mean 'learningRate'?");
        assertThat(NearestWord.hint("lerningRate", NAMES)).isEqualTo("; did you mean 'learningRate'?");
        assertThat(NearestWord.hint("bacthSize", NAMES)).isEqualTo("; did you mean 'batchSize'?");
        assertThat(NearestWord.hint("unit", NAMES)).isEqualTo("; did you mean 'units'?");
    }

    @Test
    void neighboursExchangedAreOneSlipEvenInAShortWord() {
        assertThat(NearestWord.hint("aks", List.of("best", "ask"))).isEqualTo("; did you mean 'ask'?");
        assertThat(NearestWord.hint("ksa", List.of("ask"))).isEmpty();
    }

    @Test
    void anotherWordFindsNothing() {
        assertThat(NearestWord.hint("temperature", NAMES)).isEmpty();
        assertThat(NearestWord.hint("", NAMES)).isEmpty();
    }

    @Test
    void halfOfAShortWordReplacedIsAnotherWord() {
        assertThat(NearestWord.hint("ab", List.of("cd"))).isEmpty();
        assertThat(NearestWord.hint("x", List.of("y"))).isEmpty();
    }

    @Test
    void withoutKnownWordsNothingIsSuggested() {
        assertThat(NearestWord.hint("units", List.of())).isEmpty();
    }

    @Test
    void theNearestOfSeveralIsSuggested() {
        assertThat(NearestWord.hint("validation.rmsee", List.of("validation.mae", "validation.rmse")))
                .isEqualTo("; did you mean 'validation.rmse'?");
    }
}
