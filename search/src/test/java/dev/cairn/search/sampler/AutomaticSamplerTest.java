package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AutomaticSamplerTest {
    @Test
    void aSpaceThatGivenValuesMakeSmallIsVisitedWholly() {
        var space = new SearchSpace(
                List.of(TestFunction.real("x", 0, 1), new Parameter.Int("layers", 1L, 3L, null, null, null)));
        var problem = new Problem(space, TestFunction.MINIMIZE).given(Map.of("x", 0.3));
        assertThat(AutomaticSampler.DEFAULT.suggest(problem, History.EMPTY, 5, 1, 0))
                .hasSize(3)
                .allMatch(s -> "GRID".equals(s.origin()));
    }
}
