package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deterministic by fixed seeds. */
class OutcomeLimitsTest {
    private static final SearchSpace SQUARE =
            new SearchSpace(List.of(TestFunction.real("x", 0, 1), TestFunction.real("y", 0, 1)));
    private static final Sampler SAMPLER = GaussianProcessSampler.DEFAULT;

    /** The loss falls towards (0.9, 0.5), where the latency is 10; at most 5 leaves a best loss of 0.2404. */
    private static double loss(Point p) {
        double x = TestFunction.number(p, "x") - 0.9;
        double y = TestFunction.number(p, "y") - 0.5;
        return x * x + y * y;
    }

    private static double latency(Point p) {
        return 10 * TestFunction.number(p, "x") + 2 * TestFunction.number(p, "y");
    }

    private static Problem limited(OutcomeConstraint limit) {
        return new Problem(SQUARE, TestFunction.MINIMIZE, List.of(limit), Collections.emptySortedMap());
    }

    private static Function<Point, Observation.Result> trainer(
            ToDoubleFunction<Point> loss, ToDoubleFunction<Point> outcome) {
        return p ->
                new Observation.Completed(List.of(loss.applyAsDouble(p)), List.of(outcome.applyAsDouble(p)), List.of());
    }

    /** Breaking the limit by a hundredth of its range, to see where exactly it lies, is no harm. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSearchEndsAtTheConstrainedOptimumAndKeepsTheLimit(boolean isUpper) {
        double sign = isUpper ? 1 : -1;
        Problem problem = limited(new OutcomeConstraint("latency", isUpper ? 5.0 : null, isUpper ? null : -5.0));
        for (int seed = 0; seed < 2; seed++) {
            List<Observation> observations =
                    Trials.run(SAMPLER, problem, 25, seed, trainer(OutcomeLimitsTest::loss, p -> sign * latency(p)));
            long late = observations.subList(10, 25).stream()
                    .filter(o -> sign * Trials.outcome(o) <= 5.12)
                    .count();
            assertThat(late).isGreaterThanOrEqualTo(13);
            assertThat(best(problem, observations)).isCloseTo(0.2404, within(0.01));
        }
    }

    @Test
    void bothLimitsOfOneOutcomeAreKept() {
        Problem problem = limited(new OutcomeConstraint("latency", 5.0, 4.5));
        for (int seed = 0; seed < 2; seed++) {
            List<Observation> observations =
                    Trials.run(SAMPLER, problem, 30, seed, trainer(p -> TestFunction.number(p, "y"), p -> latency(p)));
            long late = observations.subList(10, 30).stream()
                    .filter(o -> Trials.outcome(o) >= 4.4 && Trials.outcome(o) <= 5.1)
                    .count();
            assertThat(late).isGreaterThanOrEqualTo(14);
            assertThat(best(problem, observations)).isLessThan(0.01);
        }
    }

    /** Under noise a trial beyond the limit may look as if it kept to it; hunting for such luck leads ever further beyond. */
    @Test
    void luckBeyondTheLimitIsNotWhatIsImprovedOn() {
        Problem problem = limited(new OutcomeConstraint("latency", 5.0, null));
        double excess = 0;
        for (int seed = 0; seed < 3; seed++) {
            long noise = seed;
            int[] i = {0};
            List<Observation> observations = Trials.run(
                    SAMPLER,
                    problem,
                    40,
                    seed,
                    trainer(
                            OutcomeLimitsTest::loss,
                            p -> latency(p)
                                    + 0.2 * RandomSource.of(noise, i[0]++).nextNormal()));
            excess += observations.subList(20, 40).stream()
                    .mapToDouble(o -> Math.max(0, latency(o.point()) - 5))
                    .average()
                    .orElseThrow();
        }
        assertThat(excess / 3).isLessThan(0.3);
    }

    /** A disc of 4.5 % of the square; random search needs 22 trials on average to come upon it. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 4, -12})
    void withoutAFeasiblePointTheFeasibleRegionIsLookedFor(double shape) {
        Problem problem = limited(new OutcomeConstraint("excess", 0.0, null));
        ToDoubleFunction<Point> distance =
                p -> Math.hypot(TestFunction.number(p, "x") - 0.15, TestFunction.number(p, "y") - 0.85);
        ToDoubleFunction<Point> excess = p -> shape > 0
                ? Math.pow(distance.applyAsDouble(p), shape) - Math.pow(0.12, shape)
                : Math.expm1(-shape * (distance.applyAsDouble(p) - 0.12));
        for (int seed = 0; seed < 2; seed++) {
            List<Observation> observations =
                    Trials.run(SAMPLER, problem, 25, seed, trainer(p -> TestFunction.number(p, "x"), excess));
            assertThat(best(problem, observations)).isLessThan(0.04);
        }
    }

    @Test
    void suggestionsAreDeterministic() {
        Problem problem = limited(new OutcomeConstraint("latency", 5.0, 1.0));
        List<Observation> observations =
                Trials.run(SAMPLER, problem, 12, 1, trainer(OutcomeLimitsTest::loss, OutcomeLimitsTest::latency));
        var history = new History(observations, List.of(), List.of());
        assertThat(SAMPLER.suggest(problem, history, 4, 1, 12)).isEqualTo(SAMPLER.suggest(problem, history, 4, 1, 12));
    }

    /** Of those that keep the limit. */
    private static double best(Problem problem, List<Observation> observations) {
        return observations.stream()
                .filter(o -> problem.constraints().get(0).holds(Trials.outcome(o)))
                .mapToDouble(Trials::value)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }
}
