package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.search.objective.Curve;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The loss is least where a trial takes 82 seconds; the cheapest takes 3. */
class CostBudgetTest {
    private static final SearchSpace SQUARE =
            new SearchSpace(List.of(TestFunction.real("x", 0, 1), TestFunction.real("y", 0, 1)));
    private static final Problem PROBLEM = new Problem(SQUARE, TestFunction.MINIMIZE);

    private static GaussianProcessSampler sampler(Double budget) {
        return new GaussianProcessSampler(null, null, null, null, budget, null);
    }

    private static double loss(Point p) {
        double x = TestFunction.number(p, "x") - 0.85;
        double y = TestFunction.number(p, "y") - 0.4;
        return x * x + y * y;
    }

    private static double seconds(Point p) {
        return Math.exp(1 + 4 * TestFunction.number(p, "x"));
    }

    private static List<Observation> run(Double budget, int count, long seed) {
        return Trials.run(
                sampler(budget),
                PROBLEM,
                count,
                seed,
                p -> new Observation.Completed(List.of(loss(p))),
                CostBudgetTest::seconds);
    }

    @Test
    void earlyTrialsAreCheaperWithABudgetAndTheOptimumIsStillFound() {
        double without = 0;
        double with = 0;
        for (int seed = 0; seed < 4; seed++) {
            without += mean(run(null, 12, seed).subList(5, 12));
            List<Observation> careful = run(20_000.0, 25, seed);
            with += mean(careful.subList(5, 12));
            assertThat(careful.stream().mapToDouble(Trials::value).min().orElseThrow())
                    .isLessThan(0.01);
        }
        assertThat(with).isLessThan(0.9 * without);
    }

    /** The same history, of which a larger and larger share of the budget was spent. */
    @Test
    void theEffectFadesAsTheBudgetIsSpent() {
        List<Observation> observations = run(null, 10, 1);
        var history = new History(observations, List.of(), List.of());
        double spent = observations.stream().mapToDouble(Observation::seconds).sum();
        var rows = new Rows(PROBLEM, new Encoding(PROBLEM), observations);
        assertThat(sampler(spent * 4).costExponent(rows)).isCloseTo(0.75, within(1e-12));
        assertThat(sampler(spent).costExponent(rows)).isZero();
        assertThat(sampler(spent / 2).costExponent(rows)).isZero();
        assertThat(sampler(null).costExponent(rows)).isZero();
        List<Suggestion> careless = sampler(null).suggest(PROBLEM, history, 3, 1, 10);
        assertThat(sampler(spent / 2).suggest(PROBLEM, history, 3, 1, 10)).isEqualTo(careless);
        assertThat(sampler(spent * 1000).suggest(PROBLEM, history, 3, 1, 10)).isNotEqualTo(careless);
    }

    /** Improvement per second: the acquisition of one point over another differs by the logarithm of their seconds. */
    @Test
    void theAcquisitionFallsByTheLogarithmOfSeconds() {
        var observations = new ArrayList<Observation>();
        List<Suggestion> suggestions = QuasiRandomSampler.DEFAULT.suggest(PROBLEM, History.EMPTY, 30, 3, 0);
        for (int i = 0; i < 30; i++) {
            Point p = suggestions.get(i).point();
            observations.add(
                    new Observation(i, p, new Observation.Completed(List.of(loss(p))), Curve.NONE, seconds(p)));
        }
        var history = new History(observations, List.of(), List.of());
        double spent = observations.stream().mapToDouble(Observation::seconds).sum();
        List<Suggestion> places = RandomSampler.DEFAULT.suggest(PROBLEM, History.EMPTY, 10, 8, 0);
        double first = penalty(history, spent, places.get(0).point());
        for (Suggestion place : places) {
            double expected = -0.5
                    * (Math.log(seconds(place.point()))
                            - Math.log(seconds(places.get(0).point())));
            assertThat(penalty(history, spent, place.point()) - first).isCloseTo(expected, within(0.03));
        }
    }

    private static double penalty(History history, double spent, Point point) {
        return acquisition(sampler(2 * spent), history, point) - acquisition(sampler(null), history, point);
    }

    private static double acquisition(Sampler sampler, History history, Point point) {
        return sampler.explain(PROBLEM, history, point, 1, 30).orElseThrow().acquisition();
    }

    private static double mean(List<Observation> observations) {
        return observations.stream().mapToDouble(Observation::seconds).average().orElseThrow();
    }
}
