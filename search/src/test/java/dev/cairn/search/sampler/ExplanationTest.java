package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.search.objective.Curve;
import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Forty trials on a square: a skill that depends on x alone, a size of 10 x, seconds that grow with y; beyond x = 0.8 all fail. */
class ExplanationTest {
    private static final SearchSpace SQUARE =
            new SearchSpace(List.of(TestFunction.real("x", 0, 1), TestFunction.real("y", 0, 1)));
    private static final Problem PROBLEM = new Problem(
            SQUARE,
            List.of(new Objective("skill", Direction.MAXIMIZE), new Objective("memory", Direction.MINIMIZE)),
            List.of(new OutcomeConstraint("size", 4.0, null)),
            Collections.emptySortedMap());
    private static final Sampler SAMPLER = GaussianProcessSampler.DEFAULT;

    private static double skill(double x) {
        return 50 + 10 * Math.sin(3 * x);
    }

    private static History history() {
        var observations = new ArrayList<Observation>();
        List<Suggestion> suggestions = QuasiRandomSampler.DEFAULT.suggest(PROBLEM, History.EMPTY, 40, 3, 0);
        for (int i = 0; i < 40; i++) {
            Point point = suggestions.get(i).point();
            double x = TestFunction.number(point, "x");
            double y = TestFunction.number(point, "y");
            Observation.Result result = x > 0.8
                    ? new Observation.Infeasible()
                    : new Observation.Completed(List.of(skill(x), 7 + y), List.of(10 * x), List.of());
            observations.add(new Observation(i, point, result, Curve.NONE, Math.exp(2 + y)));
        }
        return new History(observations, List.of(), List.of());
    }

    private static Explanation explained(History history, double x, double y) {
        return SAMPLER.explain(PROBLEM, history, SQUARE.point(Map.of("x", x, "y", y)), 1, 40)
                .orElseThrow();
    }

    @Test
    void eachObjectiveIsExpectedInItsOwnUnitAndDirection() {
        Explanation there = explained(history(), 0.37, 0.61);
        assertThat(there.objectives()).extracting(Explanation.Expected::metric).containsExactly("skill", "memory");
        assertThat(there.objectives().get(0).median()).isCloseTo(skill(0.37), within(0.1));
        assertThat(there.objectives().get(1).median()).isCloseTo(7.61, within(0.02));
        for (Explanation.Expected expected : there.objectives()) {
            assertThat(expected.low()).isLessThan(expected.median());
            assertThat(expected.high()).isGreaterThan(expected.median());
        }
    }

    @Test
    void aSuggestionsPredictionIsItsExplanation() {
        for (Problem problem : List.of(PROBLEM, TestFunction.branin().problem())) {
            History history = problem == PROBLEM ? history() : branin();
            Suggestion suggestion = SAMPLER.suggest(problem, history, 1, 5, 41).get(0);
            Explanation explanation =
                    SAMPLER.explain(problem, history, suggestion.point(), 5, 41).orElseThrow();
            Explanation.Expected first = explanation.objectives().get(0);
            Suggestion.Prediction prediction = suggestion.prediction();
            assertThat(prediction.median()).isCloseTo(first.median(), within(1e-9));
            assertThat(prediction.low()).isCloseTo(first.low(), within(1e-9));
            assertThat(prediction.high()).isCloseTo(first.high(), within(1e-9));
            assertThat(prediction.acquisition()).isCloseTo(explanation.acquisition(), within(1e-6));
        }
    }

    private static History branin() {
        return new History(
                TestFunction.branin().run(RandomSampler.DEFAULT, 15, 2).observations(), List.of(), List.of());
    }

    @Test
    void theProbabilityOfKeepingALimitFallsAcrossIt() {
        double kept = explained(history(), 0.1, 0.5).outcomes().get(0).probability();
        double at = explained(history(), 0.4, 0.5).outcomes().get(0).probability();
        double broken = explained(history(), 0.7, 0.5).outcomes().get(0).probability();
        assertThat(explained(history(), 0.1, 0.5).outcomes().get(0).metric()).isEqualTo("size");
        assertThat(kept).isBetween(0.99, 1.0);
        assertThat(at).isBetween(0.05, 0.95);
        assertThat(broken).isBetween(0.0, 0.01);
    }

    @Test
    void feasibilityIsAProbabilityThatFallsWhereTrialsFail() {
        for (double x = 0; x <= 1; x += 0.05) {
            Double feasibility = explained(history(), x, 0.3).feasibility();
            assertThat(feasibility).isBetween(0.0, 1.0);
            if (x < 0.7) {
                assertThat(feasibility).isGreaterThan(0.9);
            }
            if (x > 0.9) {
                assertThat(feasibility).isLessThan(0.1);
            }
        }
        List<Observation> successes = history().observations().stream()
                .filter(o -> !Trials.isFailure(o))
                .toList();
        assertThat(explained(new History(successes, List.of(), List.of()), 0.9, 0.3)
                        .feasibility())
                .isNull();
    }

    @Test
    void secondsAreTheMedianOfWhatItWillTake() {
        assertThat(explained(history(), 0.5, 0.25).seconds()).isCloseTo(Math.exp(2.25), within(0.3));
        List<Observation> timeless = history().observations().stream()
                .map(o -> new Observation(o.number(), o.point(), o.result()))
                .toList();
        assertThat(explained(new History(timeless, List.of(), List.of()), 0.5, 0.25)
                        .seconds())
                .isNull();
    }

    @Test
    void whatMattersHasAShortLengthAndTheBasisIsCounted() {
        Explanation.Basis basis = explained(history(), 0.5, 0.5).basis();
        assertThat(basis.lengths()).containsOnlyKeys("x", "y");
        assertThat(basis.lengths().get("x")).isLessThan(basis.lengths().get("y"));
        assertThat(basis.observations()).isEqualTo(40);
        assertThat(basis.conditionedOn()).isEqualTo(40);
        assertThat(basis.pending()).isZero();
    }

    @Test
    void pendingTrialsNarrowWhatIsExpectedNearThem() {
        Point waiting = SQUARE.point(Map.of("x", 0.77, "y", 0.03));
        History history = few();
        var pending = new History(history.observations(), List.of(waiting), List.of());
        Explanation.Expected before =
                explained(history, 0.77, 0.03).objectives().get(0);
        Explanation there = explained(pending, 0.77, 0.03);
        Explanation.Expected after = there.objectives().get(0);
        assertThat(after.median()).isEqualTo(before.median());
        assertThat(after.high() - after.low()).isLessThan(before.high() - before.low());
        assertThat(there.basis().pending()).isEqualTo(1);
    }

    private static History few() {
        return new History(history().observations().subList(0, 12), List.of(), List.of());
    }

    @Test
    void beforeTheModelHasItsFirstSayThereIsNothingToExplain() {
        var few = new History(history().observations().subList(0, 4), List.of(), List.of());
        assertThat(SAMPLER.explain(PROBLEM, few, SQUARE.point(Map.of("x", 0.5, "y", 0.5)), 1, 4))
                .isEmpty();
        assertThat(SAMPLER.explain(PROBLEM, History.EMPTY, SQUARE.point(Map.of("x", 0.5, "y", 0.5)), 1, 0))
                .isEmpty();
    }
}
