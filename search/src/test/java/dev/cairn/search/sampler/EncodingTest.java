package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.search.gp.Dimension;
import dev.cairn.search.space.Point;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncodingTest {
    private final Encoding encoding = new Encoding(new Problem(Spaces.mixed(), TestFunction.MINIMIZE));

    @Test
    void aPointSurvivesItsEncoding() {
        for (Suggestion suggestion : RandomSampler.DEFAULT.suggest(
                new Problem(Spaces.mixed(), TestFunction.MINIMIZE), History.EMPTY, 300, 1, 0)) {
            Point point = suggestion.point();
            Point back = encoding.pointAt(encoding.latentOf(point));
            assertThat(back.values().keySet()).isEqualTo(point.values().keySet());
            point.values().forEach((name, value) -> {
                if (value instanceof Double number) {
                    assertThat((Double) back.get(name)).isCloseTo(number, within(1e-12));
                } else {
                    assertThat(back.get(name)).isEqualTo(value);
                }
            });
        }
    }

    @Test
    void anInactiveParameterIsNotANumberToTheModelAndRoundedValuesAreSeen() {
        // rate, units, dropout, batch, optimizer, nesterov, momentum, layers, second
        double[] latent = {0.3, 0.51, 0.4, 0.9, 0, 1, 0.7, 0.1, 0.6};
        double[] encoded = encoding.encode(latent);
        assertThat(encoded[0]).isEqualTo(0.3);
        assertThat(encoded[2]).isEqualTo(0.5);
        assertThat(encoded[3]).isEqualTo(2.5 / 3);
        assertThat(List.of(encoded[5], encoded[6], encoded[8])).containsOnly(Double.NaN);
        assertThat(encoding.encode(encoding.latentOf(encoding.pointAt(latent)))[1])
                .isEqualTo(encoded[1]);
    }

    @Test
    void conditionalNumbersLieOnAnArc() {
        assertThat(encoding.kinds())
                .containsExactly(
                        Dimension.STRAIGHT,
                        Dimension.STRAIGHT,
                        Dimension.STRAIGHT,
                        Dimension.STRAIGHT,
                        Dimension.CATEGORICAL,
                        Dimension.CATEGORICAL,
                        Dimension.ARC,
                        Dimension.STRAIGHT,
                        Dimension.ARC);
    }

    @Test
    void fewValuesAreTriedOneByOneAndManyAreSearchedAsAContinuum() {
        assertThat(java.util.stream.IntStream.range(0, 9).map(encoding::choices))
                .containsExactly(0, 0, 3, 3, 3, 2, 0, 3, 0);
        for (int choice = 0; choice < 3; choice++) {
            assertThat(encoding.latentOf(3, List.of(16, 32, 64).get(choice)))
                    .isEqualTo(encoding.latentOfChoice(3, choice));
            assertThat(encoding.latentOf(4, List.of("ADAM", "SGD", "RMSPROP").get(choice)))
                    .isEqualTo(choice);
        }
    }

    @Test
    void placesToSuggestHaveTheFixedValuesAndPlacesOfTheHistoryTheirOwn() {
        Problem problem = new Problem(Spaces.constrained(), TestFunction.MINIMIZE)
                .given(Map.of("optimizer", "SGD", "rate", 0.003, "layers", 1));
        var fixed = new Encoding(problem);
        double[] latent = fixed.latentAt(new double[] {0.9, 0.5, 0.5, 0.5, 0.9, 0.1, 0.2, 0.9, 0.5});
        assertThat(latent[0]).isEqualTo(fixed.latentOf(0, 0.003));
        assertThat(latent[4]).isEqualTo(1);
        assertThat(fixed.encode(latent)[5]).isZero();
        assertThat(fixed.encode(latent)[8]).isNaN();
        assertThat(fixed.pointAt(latent).values()).containsEntry("rate", 0.003).containsEntry("optimizer", "SGD");
        assertThat(java.util.stream.IntStream.range(0, 9).filter(fixed::isFixed))
                .containsExactly(0, 4, 7);
        latent[4] = 0;
        assertThat(fixed.encode(latent)[5]).isNaN();
        assertThat(fixed.pointAt(latent).get("optimizer")).isEqualTo("SGD");
        assertThat(fixed.fix(latent)[4]).isEqualTo(1);
    }

    @Test
    void admissionIsOfThePointThatWouldBeSuggested() {
        double[] large = {0, 1, 0, 0, 0, 0, 0, 1, 1};
        var free = new Encoding(new Problem(Spaces.constrained(), TestFunction.MINIMIZE));
        assertThat(free.admits(large)).isFalse();
        assertThat(free.breach(large)).isPositive();
        var fixed = new Encoding(free.problem().given(Map.of("layers", 1)));
        assertThat(fixed.admits(large)).isTrue();
        assertThat(fixed.breach(large)).isZero();
        assertThat(encoding.admits(large)).isTrue();
    }
}
