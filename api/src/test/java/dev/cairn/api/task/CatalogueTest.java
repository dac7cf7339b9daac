package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every entry must keep to. */
class CatalogueTest {
    private static final Hyperparameters ALL = Hyperparameters.FORECASTING;

    static Stream<Hyperparameter> hyperparameters() {
        return ALL.all().stream();
    }

    @ParameterizedTest
    @MethodSource("hyperparameters")
    void itsOwnValuesAreAdmissible(Hyperparameter h) {
        assertThat(h.admits(h.standard())).isTrue();
        assertThat(h.exceptions()).allSatisfy(e -> {
            assertThat(h.admits(e.standard())).isTrue();
            assertThat(ALL.named(e.of()).orElseThrow().admits(e.value())).isTrue();
        });
        if (h.sensible() != null) {
            assertThat(h.admits(h.sensible().low())).isTrue();
            assertThat(h.admits(h.sensible().high())).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("hyperparameters")
    void whatItDependsOnStandsBeforeItAndHasTheValues(Hyperparameter h) {
        List<String> before = ALL.names().subList(0, ALL.names().indexOf(h.name()));
        assertThat(before).containsAll(h.when().keySet());
        h.when()
                .forEach((other, values) -> assertThat(values)
                        .allMatch(value -> ALL.named(other).orElseThrow().admits(value)));
    }

    @ParameterizedTest
    @MethodSource("hyperparameters")
    void itsAdviceIsOneLine(Hyperparameter h) {
        assertThat(h.advice()).endsWith(".").doesNotContain("\n").hasSizeLessThan(100);
    }
}
