package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadySpacesTest {
    @ParameterizedTest
    @EnumSource
    void aReadySpaceIsOneThatTheTaskTakes(ReadySpaces size) {
        for (Hyperparameters known : List.of(
                Hyperparameters.FORECASTING,
                Hyperparameters.SEQUENCE_CLASSIFICATION,
                Hyperparameters.TEXT_CLASSIFICATION,
                Hyperparameters.ANOMALY_DETECTION)) {
            SearchSpace space = size.of(known);
            assertThat(known.objectionsTo(space, Map.of())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachHoldsAllOfTheSmallerOne(ReadySpaces size) {
        List<String> names = names(size);
        for (int smaller = 0; smaller < size.ordinal(); smaller++) {
            assertThat(names).containsAll(names(ReadySpaces.values()[smaller]));
        }
    }

    private static List<String> names(ReadySpaces size) {
        return size.of(Hyperparameters.FORECASTING).parameters().stream()
                .map(Parameter::name)
                .toList();
    }
}
