package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What every sampler keeps to. */
abstract class SamplerContract {
    private static final int COUNT = 24;

    abstract Sampler sampler();

    @Test
    void everySuggestionIsAPointOfTheSpaceWithItsActiveParametersOnly() {
        for (History history : histories(Spaces.mixed())) {
            for (Suggestion suggestion : suggest(Spaces.mixed(), history, 10, 1, 9)) {
                assertIsOf(Spaces.mixed(), suggestion.point());
                assertThat(suggestion.origin()).isNotBlank();
            }
        }
    }

    private static void assertIsOf(SearchSpace space, Point point) {
        assertThat(space.point(point.values())).isEqualTo(point);
        for (Parameter parameter : space.parameters()) {
            assertThat(point.get(parameter.name()) != null).isEqualTo(SearchSpace.isActive(parameter, point.values()));
        }
    }

    @Test
    void constraintsAreKeptWhateverTheHistory() {
        for (History history : histories(Spaces.constrained())) {
            List<Point> points = points(suggest(Spaces.constrained(), history, 8, 2, 30));
            assertThat(points).hasSize(8).doesNotHaveDuplicates();
            points.forEach(point -> assertIsOf(Spaces.constrained(), point));
            assertThat(points(suggest(Spaces.constrained(), history, 8, 2, 30))).isEqualTo(points);
        }
    }

    @Test
    void aSliverOfAContinuousSpaceIsFoundAndNotLeft() {
        for (History history : List.of(History.EMPTY, completed(Spaces.narrow(), i -> Math.sin(i)))) {
            List<Point> points = points(suggest(Spaces.narrow(), history, 3, 2, 30));
            assertThat(points).hasSize(3).doesNotHaveDuplicates();
            points.forEach(point -> assertIsOf(Spaces.narrow(), point));
        }
    }

    @Test
    void fixedValuesAreGivenWhereTheirParametersAreActive() {
        Map<String, Object> fixed = Map.of("units", 33L, "momentum", 0.777, "layers", 2L);
        for (SearchSpace space : List.of(Spaces.mixed(), Spaces.constrained())) {
            Problem given = problem(space).given(fixed);
            assertThat(sampler().objections(given)).isEmpty();
            for (History history : histories(space)) {
                List<Point> points = points(sampler().suggest(given, history, 8, 3, 30));
                assertThat(points).hasSize(8).doesNotHaveDuplicates();
                for (Point point : points) {
                    assertIsOf(space, point);
                    assertThat(point.values()).containsEntry("units", 33L).containsEntry("layers", 2L);
                    assertThat(point.get("momentum")).isIn(null, 0.777);
                }
            }
        }
    }

    /** Fixed values may differ from ask to ask, as a context does. */
    @Test
    void aContextIsUsedUpOnItsOwn() {
        List<Point> seen = someOf(Spaces.finite(), 6);
        var observations = new ArrayList<Observation>();
        for (Point point : seen) {
            observations.add(observed(observations.size(), point, 1));
        }
        Problem given = problem(Spaces.finite()).given(Map.of("a", "y"));
        List<Point> rest = points(
                sampler().suggest(given, new History(observations, List.of(), List.of()), 20, 1, observations.size()));
        long known = seen.stream().filter(point -> "y".equals(point.get("a"))).count();
        assertThat(rest).hasSize(4 - (int) known).doesNotHaveDuplicates().doesNotContainAnyElementsOf(seen);
        assertThat(rest).allMatch(point -> "y".equals(point.get("a")));
    }

    @Test
    void aSpaceThatFixedValuesMakeSingleHasOneSuggestion() {
        Problem given = problem(Spaces.narrow()).given(Map.of("x", 0.5, "y", 0.5, "z", 0.5));
        assertThat(points(sampler().suggest(given, History.EMPTY, 3, 1, 0)))
                .containsExactly(Spaces.narrow().point(Map.of("x", 0.5, "y", 0.5, "z", 0.5)));
        Problem broken = problem(Spaces.narrow()).given(Map.of("x", 0.5, "y", 0.6));
        assertThat(sampler().suggest(broken, History.EMPTY, 3, 1, 0)).isEmpty();
    }

    @Test
    void everyKindOfHistoryIsAnsweredInFull() {
        for (History history : histories(Spaces.mixed())) {
            assertThat(suggest(Spaces.mixed(), history, 3, 5, 30)).hasSize(3);
        }
    }

    @Test
    void predictionsAreFiniteAndInOrder() {
        for (History history : histories(Spaces.mixed())) {
            for (Suggestion suggestion : suggest(Spaces.mixed(), history, 2, 5, 30)) {
                if (suggestion.prediction() != null) {
                    Suggestion.Prediction prediction = suggestion.prediction();
                    assertThat(prediction.low()).isFinite().isLessThanOrEqualTo(prediction.median());
                    assertThat(prediction.high()).isFinite().isGreaterThanOrEqualTo(prediction.median());
                    assertThat(prediction.acquisition()).isFinite();
                }
            }
        }
    }

    @Test
    void theSameQuestionHasTheSameAnswer() {
        for (History history : histories(Spaces.mixed())) {
            assertThat(suggest(Spaces.mixed(), history, 4, 11, 20))
                    .isEqualTo(suggest(Spaces.mixed(), history, 4, 11, 20));
        }
    }

    @Test
    void anotherSeedGivesOtherPoints() {
        History history = completed(Spaces.mixed(), i -> Math.sin(i));
        assertThat(points(suggest(Spaces.mixed(), history, 8, 1, 20)))
                .isNotEqualTo(points(suggest(Spaces.mixed(), history, 8, 2, 20)));
    }

    @Test
    void severalAtOnceAreTheSameAsOneAfterAnother() {
        for (History start : List.of(History.EMPTY, completed(Spaces.mixed(), i -> Math.sin(i)))) {
            var pending = new ArrayList<Point>();
            for (int i = 0; i < 6; i++) {
                var history = new History(start.observations(), pending, List.of());
                pending.add(
                        suggest(Spaces.mixed(), history, 1, 3, 13 + i).get(0).point());
            }
            assertThat(points(suggest(Spaces.mixed(), start, 6, 3, 13))).isEqualTo(pending);
        }
    }

    @Test
    void nothingObservedPendingOrSpentIsSuggestedAgain() {
        List<Point> seen = someOf(Spaces.finite(), 9);
        var history = new History(
                List.of(
                        observed(0, seen.get(0), 1),
                        observed(1, seen.get(1), 2),
                        observed(2, seen.get(2), 3),
                        new Observation(3, seen.get(3), new Observation.Infeasible()),
                        new Observation(4, seen.get(4), new Observation.Pruned(3, 2.5))),
                seen.subList(5, 7),
                seen.subList(7, 9));
        List<Point> rest = points(suggest(Spaces.finite(), history, 50, 7, 9));
        assertThat(rest).hasSize(3).doesNotHaveDuplicates().doesNotContainAnyElementsOf(seen);
    }

    @Test
    void aFiniteSpaceIsVisitedWhollyAndThenNothingIsLeft() {
        assertIsVisitedWholly(Spaces.finite(), 12);
        assertIsVisitedWholly(Spaces.constrainedFinite(), 10);
    }

    private void assertIsVisitedWholly(SearchSpace space, int cells) {
        var seen = new HashSet<Point>();
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < cells; i++) {
            Point point = suggest(space, new History(observations, List.of(), List.of()), 1, 2, i)
                    .get(0)
                    .point();
            assertIsOf(space, point);
            assertThat(seen.add(point)).isTrue();
            observations.add(observed(i, point, Math.cos(i)));
        }
        assertThat(suggest(space, new History(observations, List.of(), List.of()), 1, 2, cells))
                .isEmpty();
    }

    @Test
    void aSpaceOfOnePointHasOneSuggestion() {
        assertThat(suggest(Spaces.single(), History.EMPTY, 5, 1, 0)).hasSize(1);
        Point only = Spaces.single().point(Map.of("only", "value"));
        var seen = new History(List.of(observed(0, only, 1)), List.of(), List.of());
        assertThat(suggest(Spaces.single(), seen, 1, 1, 1)).isEmpty();
    }

    @Test
    void fromOneToSixtyFourPendingAreAvoided() {
        List<Point> pending = someOf(Spaces.mixed(), COUNT + 64).subList(COUNT, COUNT + 64);
        History history = completed(Spaces.mixed(), i -> Math.sin(i));
        for (int count : new int[] {1, 5, 16, 64}) {
            List<Point> some = pending.subList(0, count);
            var waiting = new History(history.observations(), some, List.of());
            assertThat(points(suggest(Spaces.mixed(), waiting, 2, 1, COUNT)))
                    .hasSize(2)
                    .doesNotContainAnyElementsOf(some);
        }
    }

    /** Several objectives of both directions and a limit; known variances, outcomes that are missing, all failed, huge, equal. */
    @Test
    void severalObjectivesAndLimitsAreAnsweredWhateverWasMeasured() {
        var problem = new Problem(
                Spaces.mixed(),
                List.of(
                        new Objective("loss", Direction.MINIMIZE),
                        new Objective("skill", Direction.MAXIMIZE),
                        new Objective("memory", null)),
                List.of(new OutcomeConstraint("latency", 5.0, 1.0), new OutcomeConstraint("size", null, 3.0)),
                Collections.emptySortedMap());
        List<IntFunction<Observation.Result>> results = List.of(
                i -> measured(List.of(i % 7.0, i % 5.0, 1.0 * i), List.of(i % 6.0, 4.0), List.of(0.0, i * 1.0, 1e300)),
                i -> measured(List.of(i % 7.0, i % 5.0, 1.0 * i), List.of(), List.of()),
                i -> measured(
                        List.of(i % 7.0, i % 5.0, 1.0 * i), i % 2 == 0 ? List.of(3.0) : List.of(3.0, 4.0), List.of()),
                i -> measured(List.of(i % 7.0, 5.0, 1.0 * i), List.of(9.0 + i, -i * 1e300), List.of()),
                i -> measured(
                        List.of(1e308 * Math.sin(i), -1e308 * Math.cos(i), 1e-300 * i),
                        List.of(1e308, -1e308),
                        List.of()),
                i -> measured(List.of(2.0, 2.0, 2.0), List.of(2.0, 2.0), List.of(0.0, 0.0, 0.0)),
                i -> i % 3 > 0
                        ? new Observation.Pruned(i, i)
                        : measured(List.of(2.0, 3.0, -i * 1.0), List.of(2.0, 5.0), List.of()),
                i -> i % 4 > 0
                        ? new Observation.Infeasible()
                        : measured(List.of(2.0, 3.0, -i * 1.0), List.of(2.0, 5.0), List.of()),
                i -> new Observation.Pruned(i, i),
                i -> new Observation.Infeasible());
        for (IntFunction<Observation.Result> result : results) {
            History history = history(Spaces.mixed(), result);
            var waiting = new History(
                    history.observations().subList(1, COUNT),
                    List.of(history.observations().get(0).point()),
                    List.of());
            List<Suggestion> suggestions = sampler().suggest(problem, waiting, 3, 4, 30);
            assertThat(points(suggestions)).hasSize(3).doesNotHaveDuplicates();
            suggestions.forEach(suggestion -> assertIsOf(Spaces.mixed(), suggestion.point()));
            assertThat(sampler().suggest(problem, waiting, 3, 4, 30)).isEqualTo(suggestions);
            assertThat(sampler().explain(problem, waiting, suggestions.get(0).point(), 4, 30))
                    .isEqualTo(sampler()
                            .explain(problem, waiting, suggestions.get(0).point(), 4, 30));
        }
    }

    /** Constraints may have been added since. */
    @Test
    void observationsAndPendingPointsMayBreakTheConstraintsOfToday() {
        History before = completed(Spaces.mixed(), i -> Math.sin(i));
        var history = new History(
                before.observations(), someOf(Spaces.mixed(), COUNT + 6).subList(COUNT, COUNT + 6), List.of());
        assertThat(history.observations())
                .anyMatch(o -> !Spaces.constrained().admits(o.point().values()));
        List<Suggestion> suggestions = suggest(Spaces.constrained(), history, 9, 1, 30);
        assertThat(points(suggestions)).hasSize(9).doesNotHaveDuplicates();
        suggestions.forEach(suggestion -> assertIsOf(Spaces.constrained(), suggestion.point()));
        Problem problem = problem(Spaces.narrow());
        var far = new ArrayList<Observation>();
        for (int i = 0; i < COUNT; i++) {
            far.add(observed(
                    i,
                    Draws.uniform(new Encoding(cube()), Visited.of(History.EMPTY), RandomSource.of(3, i))
                            .orElseThrow(),
                    i));
        }
        assertThat(points(sampler().suggest(problem, new History(far, List.of(), List.of()), 3, 1, 30)))
                .hasSize(3);
    }

    private static Problem cube() {
        return problem(new SearchSpace(Spaces.narrow().parameters()));
    }

    private static Observation.Result measured(List<Double> values, List<Double> outcomes, List<Double> variances) {
        return new Observation.Completed(values, outcomes, variances);
    }

    @Test
    void objectionsNameAPlaceInTheStudy() {
        for (SearchSpace space :
                List.of(Spaces.mixed(), Spaces.finite(), Spaces.single(), Spaces.constrained(), Spaces.narrow())) {
            assertThat(sampler().objections(problem(space))).isEmpty();
        }
        assertThat(sampler().version()).isPositive();
    }

    private List<Suggestion> suggest(SearchSpace space, History history, int count, long seed, long number) {
        return sampler().suggest(problem(space), history, count, seed, number);
    }

    private static Problem problem(SearchSpace space) {
        return new Problem(space, List.of(new Objective("loss", Direction.MAXIMIZE)));
    }

    /** Empty, one point, a few, all equal, all failed, mixed, huge and tiny values, one outlier. */
    private static List<History> histories(SearchSpace space) {
        return List.of(
                History.EMPTY,
                new History(List.of(observed(0, someOf(space, 1).get(0), 1)), List.of(), List.of()),
                new History(
                        completed(space, i -> i).observations().subList(0, 11),
                        someOf(space, 12).subList(11, 12),
                        List.of()),
                completed(space, i -> 0.1),
                completed(space, i -> 0),
                history(space, i -> new Observation.Infeasible()),
                history(space, i -> i % 3 == 0 ? new Observation.Infeasible() : value(i % 5)),
                history(space, i -> i % 4 == 0 ? new Observation.Pruned(i, -i) : value(i)),
                completed(space, i -> (i % 2 == 0 ? 1 : -1) * Double.MAX_VALUE / (i + 1)),
                completed(space, i -> Double.MIN_VALUE * i),
                completed(space, i -> i == 5 ? -1e300 : 1 + 1e-12 * i),
                completed(space, i -> 1e9 + i * 1e-6));
    }

    private static Observation.Result value(double value) {
        return new Observation.Completed(List.of(value));
    }

    static History completed(SearchSpace space, java.util.function.IntToDoubleFunction value) {
        return history(space, i -> value(value.applyAsDouble(i)));
    }

    private static History history(SearchSpace space, IntFunction<Observation.Result> result) {
        List<Point> points = someOf(space, COUNT);
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < points.size(); i++) {
            observations.add(new Observation(i, points.get(i), result.apply(i)));
        }
        return new History(observations, List.of(), List.of());
    }

    private static Observation observed(long number, Point point, double value) {
        return new Observation(number, point, value(value));
    }

    private static List<Point> someOf(SearchSpace space, int count) {
        return points(RandomSampler.DEFAULT.suggest(problem(space), History.EMPTY, count, 99, 0));
    }

    private static List<Point> points(List<Suggestion> suggestions) {
        return suggestions.stream().map(Suggestion::point).toList();
    }
}
