package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrawsTest {
    private static final SearchSpace SQUARE =
            new SearchSpace(List.of(TestFunction.real("x", 0, 1), TestFunction.real("y", 0, 1)));

    /** Chi-squared with 9 degrees of freedom: above 33.7 with probability 1e-4, were the seed drawn anew. */
    @Test
    void drawsAreUniformOverWhatIsAdmissible() {
        var problem = new Problem(Spaces.constrained(SQUARE, "x + y <= 0.5"), TestFunction.MINIMIZE);
        var shares = new int[10];
        for (Suggestion suggestion : RandomSampler.DEFAULT.suggest(problem, History.EMPTY, 2000, 3, 0)) {
            shares[share(suggestion, 0.5)]++;
        }
        assertThat(chiSquared(shares)).isLessThan(33.7);
    }

    /** A corner of 5e-5 of the square. As above; draws are as good as independent, each from a descent of its own. */
    @Test
    void walksAreUniformOverWhatIsAdmissible() {
        var encoding = new Encoding(new Problem(Spaces.constrained(SQUARE, "x + y <= 0.01"), TestFunction.MINIMIZE));
        var shares = new int[10];
        for (int i = 0; i < 1000; i++) {
            var chain = new HitAndRun(encoding, RandomSource.of(8, i));
            double[] units = chain.wandered(chain.start().orElseThrow());
            assertThat(encoding.admits(encoding.latentAt(units))).isTrue();
            shares[share(units[0] + units[1], 0.01)]++;
        }
        assertThat(chiSquared(shares)).isLessThan(33.7);
    }

    /** From a corner of a diamond of 2e-10 of the square. As above. */
    @Test
    void aWalkForgetsWhereItBegan() {
        SearchSpace diamond = Spaces.constrained(SQUARE, "abs(x - 0.5) + abs(y - 0.5) <= 0.00001");
        var encoding = new Encoding(new Problem(diamond, TestFunction.MINIMIZE));
        var shares = new int[10];
        for (int i = 0; i < 1000; i++) {
            double[] units = new HitAndRun(encoding, RandomSource.of(9, i)).wandered(new double[] {0.5, 0.50001});
            shares[share(Math.abs(units[0] - 0.5) + Math.abs(units[1] - 0.5), 0.00001)]++;
        }
        assertThat(chiSquared(shares)).isLessThan(33.7);
    }

    /** Among the points of a triangle or diamond of radius c, the square of their share of c is uniform. */
    private static int share(double sum, double c) {
        return (int) Math.min(9, 10 * sum * sum / (c * c));
    }

    private static int share(Suggestion suggestion, double c) {
        return share(TestFunction.number(suggestion.point(), "x") + TestFunction.number(suggestion.point(), "y"), c);
    }

    @Test
    void whatNoDescentFindsIsNotSuggested() {
        var problem =
                new Problem(Spaces.constrained(SQUARE, "x * x + y * y >= 1.5", "x + y <= 1.6"), TestFunction.MINIMIZE);
        assertThat(RandomSampler.DEFAULT.suggest(problem, History.EMPTY, 2, 3, 0))
                .isEmpty();
        assertThat(RandomSampler.DEFAULT.whyNoMore(problem))
                .isEqualTo("no untried point was found that keeps to the constraints");
    }

    @Test
    void aFiniteSpaceIsUsedUp() {
        var coin = new SearchSpace(List.of(TestFunction.category("side", "head", "tail")));
        var search = new Search(new Problem(coin, TestFunction.MINIMIZE), RandomSampler.DEFAULT, 1);
        assertThat(search.ask(3, Map.of())).hasSize(2);
        assertThat(search.whyNoMore(Map.of())).isEqualTo("every point of the space was tried");
    }

    @Test
    void wholeNumbersOfAHugeSpaceAreFoundThroughAnEquation() {
        var huge = new SearchSpace(List.of(
                new Parameter.Int("a", 1L, 1_000_000L, null, null, null),
                new Parameter.Int("b", 1L, 1_000_000L, null, null, null),
                TestFunction.real("x", 0, 1)));
        var problem = new Problem(Spaces.constrained(huge, "a == 2 * b", "a * x <= 10"), TestFunction.MINIMIZE);
        assertThat(RandomSampler.DEFAULT.suggest(problem, History.EMPTY, 3, 3, 0))
                .hasSize(3)
                .allMatch(s -> TestFunction.number(s.point(), "a") == 2 * TestFunction.number(s.point(), "b"));
    }

    private static double chiSquared(int[] counts) {
        double expected = Arrays.stream(counts).sum() / (double) counts.length;
        return Arrays.stream(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
    }

    /** Of 640 points about 160 in each quarter of the plank. */
    @Test
    void severalDrawsAreSpreadOverWhatIsAdmissible() {
        var encoding = new Encoding(new Problem(Spaces.narrow(), TestFunction.MINIMIZE));
        var shares = new int[4];
        for (int i = 0; i < 40; i++) {
            var points = Draws.several(encoding, new Visited(), 16, RandomSource.of(10, i));
            assertThat(points)
                    .hasSize(16)
                    .doesNotHaveDuplicates()
                    .allMatch(p -> encoding.space().admits(p.values()));
            points.forEach(p -> shares[(int) Math.min(3, 4 * TestFunction.number(p, "x"))]++);
        }
        assertThat(Arrays.stream(shares).boxed()).allMatch(share -> share > 80 && share < 240);
    }

    @Test
    void severalDrawsAreAllCellsWhereThereAreFew() {
        var encoding = new Encoding(new Problem(Spaces.constrainedFinite(), TestFunction.MINIMIZE));
        assertThat(Draws.several(encoding, new Visited(), 16, RandomSource.of(1, 1)))
                .hasSize(10)
                .doesNotHaveDuplicates();
    }
}
