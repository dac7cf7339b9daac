package dev.cairn.benchmarks.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.RandomSampler;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemsTest {
    private static final Set<String> TRAININGS = Set.of("spirals", "waves", "echo", "kernel", "words", "seasons");
    /** Long valleys, many minima, or an optimum in a corner: shown by the point itself instead. */
    private static final Set<String> HARD = Set.of("rosen6", "ellipsoid6", "deep20", "griewank6", "budget8");

    static Stream<String> cheap() {
        return Problems.all().stream().map(BenchmarkProblem::name).filter(name -> !TRAININGS.contains(name));
    }

    @ParameterizedTest
    @MethodSource("cheap")
    void aFineSearchFindsTheStatedOptimumAndNothingBelowIt(String name) {
        BenchmarkProblem problem = Problems.named(name);
        double least = Double.POSITIVE_INFINITY;
        for (int seed = 0; seed < 4 && (seed == 0 || least > problem.optimum() + 1e-4); seed++) {
            least = Math.min(least, OptimumSearch.best(problem, 30_000, seed).loss());
            assertThat(least).isGreaterThan(problem.optimum() - 1e-8);
            if (HARD.contains(name)) {
                return;
            }
        }
        assertThat(least).isLessThan(problem.optimum() + 1e-4);
    }

    @Test
    void hardOptimaAreWhereTheyAreSaidToBe() {
        assertThat(noiseless("rosen6", cube(1, 1, 1, 1, 1, 1))).isZero();
        assertThat(noiseless("ellipsoid6", cube(1.7, -2.3, 0.6, 3.1, -0.9, -3.4)))
                .isCloseTo(0, within(1e-20));
        assertThat(noiseless("griewank6", cube(7.4, -11.8, 23.1, 31.6, -4.7, 16.3)))
                .isZero();
        var deep = Map.<String, Object>ofEntries(
                Map.entry("lr", StrictMath.pow(10, -3.7 - 0.25)),
                Map.entry("opt", "lion"),
                Map.entry("beta2", 0.96),
                Map.entry("schedule", "cosine"),
                Map.entry("warmup", 398),
                Map.entry("finalRatio", 0.07),
                Map.entry("decay", 0.1),
                Map.entry("layers", 1),
                Map.entry("width", 512),
                Map.entry("heads", 8),
                Map.entry("ffn", 3.4),
                Map.entry("dropout", 0.14),
                Map.entry("attentionDropout", 0.1),
                Map.entry("smoothing", 0.06),
                Map.entry("batch", 64),
                Map.entry("clip", 1.0),
                Map.entry("context", 1024),
                Map.entry("precision", "fp32"));
        assertThat(noiseless("deep20", deep)).isCloseTo(Problems.named("deep20").optimum(), within(0.001));
        double width = StrictMath.log(420) / StrictMath.log(2);
        var budget = Map.<String, Object>of(
                "width", 420,
                "layers", 2,
                "updates", 538,
                "batch", 32,
                "truncation", 256,
                "lr", StrictMath.pow(10, -2.54 - 0.12 * (width - 7)),
                "warmup", 0.08,
                "dropout", 0.1839257168193906);
        assertThat(noiseless("budget8", budget))
                .isCloseTo(Problems.named("budget8").optimum(), within(1e-10));
    }

    /** The shares that the problems' descriptions state, of 4,000 draws: three standard errors. */
    @Test
    void statedSharesOfTheSpaceAreRight() {
        assertThat(share("gru-c", Double::isNaN)).isCloseTo(0.49, within(0.025));
        assertThat(share("plateau", loss -> loss == StrictMath.log(10))).isCloseTo(0.83, within(0.02));
        assertThat(share("narrow8", Double::isNaN)).isCloseTo(0.72, within(0.025));
        assertThat(share("deep20", Double::isNaN)).isCloseTo(0.37, within(0.03));
        assertThat(share("budget8", Double::isNaN)).isCloseTo(0.42, within(0.025));
        assertThat(share("ridge7", Double::isNaN)).isCloseTo(0.10, within(0.015));
        assertThat(share("tagger13", Double::isNaN)).isCloseTo(0.25, within(0.02));
    }

    private static double share(String name, DoublePredicate condition) {
        BenchmarkProblem problem = Problems.named(name);
        int draws = 4000;
        return IntStream.range(0, draws)
                        .mapToDouble(i -> problem.noiseless(RandomSampler.DEFAULT
                                .suggest(problem.problem(), History.EMPTY, 1, 0, i)
                                .get(0)
                                .point()))
                        .filter(condition)
                        .count()
                / (double) draws;
    }

    @Test
    void noiseDependsOnSeedAndIndexOnly() {
        BenchmarkProblem a = Problems.named("lstm-a");
        BenchmarkProblem b = Problems.named("lstm-b");
        assertThat(a.observed(0.3, 5, 6)).isEqualTo(a.observed(0.3, 5, 6)).isNotEqualTo(a.observed(0.3, 5, 7));
        assertThat(a.observed(0.3, 5, 6)).isNotEqualTo(a.observed(0.3, 6, 6));
        assertThat((a.observed(0.3, 5, 6) - 0.3) / 0.01).isCloseTo((b.observed(0.3, 5, 6) - 0.3) / 0.005, within(1e-9));
    }

    /** With 10,000 draws the deviation's standard error is 0.7 %. */
    @Test
    void gaussianNoiseHasItsDeviation() {
        BenchmarkProblem problem = Problems.named("lstm-a");
        double squares = IntStream.range(0, 10_000)
                .mapToDouble(i -> problem.observed(0.3, 1, i) - 0.3)
                .map(x -> x * x)
                .sum();
        assertThat(Math.sqrt(squares / 10_000)).isCloseTo(0.01, within(0.0003));
    }

    @Test
    void problemsAreSelectedByNameOrSuite() {
        assertThat(Problems.select(List.of("lstm", "branin", "lstm-a")))
                .extracting(BenchmarkProblem::name)
                .containsExactly("lstm-a", "lstm-b", "branin");
        assertThat(Problems.select(List.of("all"))).isEqualTo(Problems.all());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Problems.select(List.of("brain")))
                .withMessageContaining("'brain' is neither");
    }

    @Test
    void regretIsNeverNegative() {
        BenchmarkProblem problem = Problems.named("waves");
        assertThat(problem.regret(problem.optimum() - 1)).isZero();
        assertThat(problem.regret(problem.optimum() + 1)).isEqualTo(1);
    }

    @Test
    void startupFollowsTheNumberOfParameters() {
        assertThat(Stream.of("branin", "lstm-a", "wide22")
                        .map(name -> Problems.named(name).startup()))
                .containsExactly(5, 5, 10);
    }

    private static double noiseless(String name, Map<String, Object> values) {
        BenchmarkProblem problem = Problems.named(name);
        return problem.noiseless(problem.space().point(values));
    }

    private static Map<String, Object> cube(double... x) {
        var values = new TreeMap<String, Object>();
        for (int i = 0; i < x.length; i++) {
            values.put("x" + i, x[i]);
        }
        return values;
    }
}
