package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every entry must keep to. */
class CatalogueTest {
    record Entry(Hyperparameters all, Hyperparameter one) {
        @Override
        public String toString() {
            return one.name();
        }
    }

    static Stream<Entry> hyperparameters() {
        return Stream.of(Hyperparameters.FORECASTING, Hyperparameters.ANOMALY_DETECTION)
                .flatMap(all -> all.all().stream().map(one -> new Entry(all, one)));
    }

    @ParameterizedTest
    @MethodSource("hyperparameters")
    void itsOwnValuesAreAdmissible(Entry entry) {
        Hyperparameter h = entry.one();
        assertThat(h.admits(h.standard())).isTrue();
        assertThat(h.exceptions()).allSatisfy(e -> {
            assertThat(h.admits(e.standard())).isTrue();
            assertThat(entry.all().named(e.of()).orElseThrow().admits(e.value()))
                    .isTrue();
        });
        if (h.sensible() != null) {
            assertThat(h.admits(h.sensible().low())).isTrue();
            assertThat(h.admits(h.sensible().high())).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("hyperparameters")
    void whatItDependsOnStandsBeforeItAndHasTheValues(Entry entry) {
        Hyperparameter h = entry.one();
        List<String> before = entry.all().names().subList(0, entry.all().names().indexOf(h.name()));
        assertThat(before).containsAll(h.when().keySet());
        h.when()
                .forEach((other, values) -> assertThat(values)
                        .allMatch(
                                value -> entry.all().named(other).orElseThrow().admits(value)));
    }

    @ParameterizedTest
    @MethodSource("hyperparameters")
    void itsAdviceIsOneLine(Entry entry) {
        assertThat(entry.one().advice()).endsWith(".").doesNotContain("\n").hasSizeLessThan(100);
    }
}
