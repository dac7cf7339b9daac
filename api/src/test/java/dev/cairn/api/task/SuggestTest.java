package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestTest {
    private static final List<String> NAMES = Hyperparameters.FORECASTING.names();

    @Test
    void aSlipOfTheFingerFindsItsWord() {
        assertThat(Suggest.from("learningrate", NAMES)).isEqualTo("; did you mean 'learningRate'?");
        assertThat(Suggest.from("lerningRate", NAMES)).isEqualTo("; did you mean 'learningRate'?");
        assertThat(Suggest.from("bacthSize", NAMES)).isEqualTo("; did you mean 'batchSize'?");
        assertThat(Suggest.from("unit", NAMES)).isEqualTo("; did you mean 'units'?");
    }

    @Test
    void anotherWordFindsNothing() {
        assertThat(Suggest.from("temperature", NAMES)).isEmpty();
        assertThat(Suggest.from("", NAMES)).isEmpty();
    }

    @Test
    void halfOfAShortWordReplacedIsAnotherWord() {
        assertThat(Suggest.from("ab", List.of("cd"))).isEmpty();
        assertThat(Suggest.from("x", List.of("y"))).isEmpty();
    }

    @Test
    void withoutKnownWordsNothingIsSuggested() {
        assertThat(Suggest.from("units", List.of())).isEmpty();
    }

    @Test
    void theNearestOfSeveralIsSuggested() {
        assertThat(Suggest.from("validation.rmsee", List.of("validation.mae", "validation.rmse")))
                .isEqualTo("; did you mean 'validation.rmse'?");
    }
}
