package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.Scale;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomSamplerTest {
    private static final SearchSpace SPACE = new SearchSpace(List.of(
            new Parameter.Real("rate", 1e-4, 1.0, Scale.LOG, null, null),
            new Parameter.Categorical("kind", List.of("a", "b", "c", "d"), null),
            new Parameter.Real("extra", 0.0, 1.0, null, null, Map.of("kind", List.of("b")))));

    /** Chi-squared with 3 degrees of freedom, twice: above 21.1 with probability 1e-4 each, were the seed drawn anew. */
    @Test
    void pointsAreUniformOnTheScaleAndOverTheCategories() {
        var rates = new int[4];
        var kinds = new int[4];
        List<Suggestion> suggestions =
                RandomSampler.DEFAULT.suggest(new Problem(SPACE, TestFunction.MINIMIZE), History.EMPTY, 2000, 12, 0);
        for (Suggestion suggestion : suggestions) {
            Point point = suggestion.point();
            rates[(int) Math.min(3, 4 + Math.log10(TestFunction.number(point, "rate")))]++;
            kinds[((String) point.get("kind")).charAt(0) - 'a']++;
        }
        assertThat(chiSquared(rates)).isLessThan(21.1);
        assertThat(chiSquared(kinds)).isLessThan(21.1);
    }

    @Test
    void aConditionalParameterIsOnlyDrawnWhenItsParentHasTheValue() {
        for (Suggestion suggestion :
                RandomSampler.DEFAULT.suggest(new Problem(SPACE, TestFunction.MINIMIZE), History.EMPTY, 200, 3, 0)) {
            Point point = suggestion.point();
            assertThat(point.get("extra") != null).isEqualTo("b".equals(point.get("kind")));
        }
    }

    /** The last of 15 cells is drawn once in 16,384 times: it is found by walking the cells. */
    @Test
    void theRarestCellOfAFiniteSpaceIsReachedToo() {
        var chain = new ArrayList<Parameter>();
        for (int i = 0; i < 14; i++) {
            Map<String, List<Object>> when = i == 0 ? Map.of() : Map.of("p" + (i - 1), List.of(true));
            chain.add(new Parameter.Categorical("p" + i, List.of(true, false), when));
        }
        var problem = new Problem(new SearchSpace(chain), TestFunction.MINIMIZE);
        assertThat(RandomSampler.DEFAULT.suggest(problem, History.EMPTY, 50, 1, 0))
                .hasSize(15);
    }

    @Test
    void theGeneratorIsThePublishedOne() {
        // SplitMix64 from state 0: the first outputs that java.util.SplittableRandom(0) gives, too.
        var reference = new java.util.SplittableRandom(0);
        long state = 0;
        for (int i = 0; i < 5; i++) {
            state += 0x9e3779b97f4a7c15L;
            assertThat(RandomSource.mix(state)).isEqualTo(reference.nextLong());
        }
    }

    @Test
    void streamsOfNeighbouringNumbersAndSeedsDiffer() {
        long one = RandomSource.of(1, 1).nextLong();
        assertThat(List.of(
                        RandomSource.of(1, 2).nextLong(),
                        RandomSource.of(2, 1).nextLong(),
                        RandomSource.of(0, 0).nextLong()))
                .doesNotContain(one)
                .doesNotHaveDuplicates();
    }

    /** Mean and variance of 20,000 draws within 5 standard errors: false alarm 1e-6, were the seed drawn anew. */
    @Test
    void normalDrawsHaveMeanZeroAndVarianceOne() {
        RandomSource random = RandomSource.of(4, 4);
        int n = 20_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double x = random.nextNormal();
            sum += x;
            squares += x * x;
        }
        assertThat(Math.abs(sum / n)).isLessThan(5 / Math.sqrt(n));
        assertThat(Math.abs(squares / n - 1)).isLessThan(5 * Math.sqrt(2.0 / n));
    }

    private static double chiSquared(int[] counts) {
        double expected = java.util.Arrays.stream(counts).sum() / (double) counts.length;
        double sum = 0;
        for (int count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }

    /** Under an equation some draws find a point and others none. */
    @Test
    void theFirstDrawThatFindsNothingIsTheLast() {
        var square = new SearchSpace(List.of(TestFunction.real("x", 0, 1), TestFunction.real("y", 0, 1)));
        var problem = new Problem(Spaces.constrained(square, "x == y"), TestFunction.MINIMIZE);
        for (Sampler sampler : List.of(RandomSampler.DEFAULT, QuasiRandomSampler.DEFAULT)) {
            assertThat(LongStream.range(7, 13)
                            .map(number -> sampler.suggest(problem, History.EMPTY, 1, 1, number)
                                    .size()))
                    .containsExactly(1L, 0L, 0L, 0L, 0L, 1L);
            assertThat(sampler.suggest(problem, History.EMPTY, 6, 1, 7)).hasSize(1);
        }
    }
}
