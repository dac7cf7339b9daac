package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.search.InvalidValueException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SearchTest {
    @Test
    void askingAndTellingFindsTheBest() {
        TestFunction branin = TestFunction.branin();
        var search = new Search(branin.problem(), GaussianProcessSampler.DEFAULT, 7);
        for (int i = 0; i < 20; i++) {
            var point = search.ask().orElseThrow().point();
            search.tell(point, branin.loss().applyAsDouble(point));
        }
        assertThat(branin.loss().applyAsDouble(search.best().orElseThrow().point()))
                .isLessThan(2);
    }

    @Test
    void pointsNotAskedForMayBeToldAndAreNotAskedForAgain() {
        var search = new Search(new Problem(Spaces.finite(), TestFunction.MINIMIZE), GridSampler.DEFAULT, 1);
        var known = Spaces.finite().point(Map.of("a", "z", "b", 1));
        search.tell(known, -3.0);
        int asked = 0;
        for (var next = search.ask(); next.isPresent(); next = search.ask()) {
            assertThat(next.get().point()).isNotEqualTo(known);
            asked++;
        }
        assertThat(asked).isEqualTo(11);
        assertThat(search.best().orElseThrow().point()).isEqualTo(known);
    }

    @Test
    void aSamplerThatObjectsIsRefused() {
        assertThatThrownBy(() -> new Search(TestFunction.branin().problem(), GridSampler.DEFAULT, 1))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("parameter 'x' is continuous");
    }
}
