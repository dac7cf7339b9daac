package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Scale;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DefaultsTest {
    private static final SearchSpace SPACE = new SearchSpace(List.of(
            new Parameter.Real("rate", 1e-5, 0.1, Scale.LOG, null, null, 0.003),
            new Parameter.Int("units", 8L, 64L, null, null, null),
            new Parameter.Categorical("optimizer", List.of("ADAM", "SGD"), null, "ADAM"),
            new Parameter.Real("momentum", 0.0, 1.0, null, null, Map.of("optimizer", List.of("SGD")), 0.9)));
    private static final Problem PROBLEM = new Problem(SPACE, TestFunction.MINIMIZE);

    static Stream<Sampler> samplers() {
        return Stream.of(
                RandomSampler.DEFAULT,
                QuasiRandomSampler.DEFAULT,
                GaussianProcessSampler.DEFAULT,
                new AutomaticSampler());
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void theFirstSuggestionIsTheDeclaredDefaultsAndTheMiddleOfTheRest(Sampler sampler) {
        List<Suggestion> suggestions = sampler.suggest(PROBLEM, History.EMPTY, 3, 7, 0);
        assertThat(suggestions.get(0).point())
                .isEqualTo(SPACE.point(Map.of("rate", 0.003, "units", 36, "optimizer", "ADAM")));
        assertThat(suggestions.get(0).origin()).isEqualTo("DEFAULT");
        assertThat(suggestions.subList(1, 3)).extracting(Suggestion::origin).doesNotContain("DEFAULT");
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void whatIsGivenComesBeforeADefaultAndMakesAnotherActive(Sampler sampler) {
        Problem given = PROBLEM.given(Map.of("optimizer", "SGD", "rate", 0.01));
        assertThat(sampler.suggest(given, History.EMPTY, 1, 7, 0).get(0).point())
                .isEqualTo(SPACE.point(Map.of("rate", 0.01, "units", 36, "optimizer", "SGD", "momentum", 0.9)));
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void defaultsThatAreVisitedInadmissibleOrNotDeclaredGiveWay(Sampler sampler) {
        List<Suggestion> first = sampler.suggest(PROBLEM, History.EMPTY, 1, 7, 0);
        var history = new History(List.of(), List.of(first.get(0).point()), List.of());
        var barred = new Problem(Spaces.constrained(SPACE, "rate > 0.003"), TestFunction.MINIMIZE);
        var bare = new Problem(new SearchSpace(List.of(TestFunction.real("x", 0, 1))), TestFunction.MINIMIZE);
        for (List<Suggestion> others : List.of(
                sampler.suggest(PROBLEM, history, 1, 7, 0),
                sampler.suggest(PROBLEM, History.EMPTY, 1, 7, 1),
                sampler.suggest(barred, History.EMPTY, 1, 7, 0),
                sampler.suggest(bare, History.EMPTY, 1, 7, 0))) {
            assertThat(others).hasSize(1).extracting(Suggestion::origin).doesNotContain("DEFAULT");
        }
    }
}
