package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuasiRandomSamplerTest {
    private static final SearchSpace SPACE = new SearchSpace(List.of(
            TestFunction.log("rate", 1e-4, 1),
            TestFunction.category("kind", "a", "b", "c", "d"),
            TestFunction.real("x", 0, 1),
            TestFunction.real("extra", 0, 1, Map.of("kind", List.of("b")))));

    @Test
    void everyShareOfEveryParameterGetsItsDueExactly() {
        for (long seed = 0; seed < 5; seed++) {
            List<Suggestion> suggestions = suggest(SPACE, 64, seed, 0);
            var rates = new int[64];
            var kinds = new HashMap<Object, Integer>();
            for (Suggestion suggestion : suggestions) {
                Point point = suggestion.point();
                double rate = 1 + Math.log10(TestFunction.number(point, "rate")) / 4;
                rates[(int) (64 * rate)]++;
                kinds.merge(point.get("kind"), 1, Integer::sum);
                assertThat(point.get("extra") != null).isEqualTo("b".equals(point.get("kind")));
                assertThat(suggestion.origin()).isEqualTo("QUASI_RANDOM");
            }
            assertThat(rates).containsOnly(1);
            assertThat(kinds.values()).containsOnly(16);
        }
    }

    @Test
    void constraintsLeaveTheSequencesAdmissiblePlacesInTheirOrder() {
        SearchSpace space = Spaces.constrained(SPACE, "x < 0.3 or kind == 'a'");
        List<Point> admitted = points(suggest(SPACE, 400, 9, 0)).stream()
                .filter(point -> space.admits(point.values()))
                .toList();
        assertThat(admitted).hasSizeGreaterThan(150);
        assertThat(points(suggest(space, 100, 9, 0))).isEqualTo(admitted.subList(0, 100));
        assertThat(points(suggest(space, 10, 9, 100))).isEqualTo(admitted.subList(100, 110));
    }

    @Test
    void aPointSeenBeforeIsReplacedByARandomOne() {
        List<Suggestion> suggestions = suggest(Spaces.finite(), 50, 1, 0);
        assertThat(points(suggestions)).hasSize(12).doesNotHaveDuplicates();
        assertThat(suggestions).extracting(Suggestion::origin).contains("QUASI_RANDOM", "RANDOM");
    }

    @Test
    void whatLiesBeyondTheSequenceIsDrawn() {
        assertThat(suggest(Spaces.narrow(), 2, 1, 40))
                .hasSize(2)
                .extracting(Suggestion::origin)
                .containsOnly("RANDOM");
    }

    private static List<Suggestion> suggest(SearchSpace space, int count, long seed, long number) {
        return QuasiRandomSampler.DEFAULT.suggest(
                new Problem(space, TestFunction.MINIMIZE), History.EMPTY, count, seed, number);
    }

    private static List<Point> points(List<Suggestion> suggestions) {
        return suggestions.stream().map(Suggestion::point).toList();
    }
}
