package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
                Point point = suggestion.point();
                assertThat(Spaces.mixed().point(point.values())).isEqualTo(point);
                for (Parameter parameter : Spaces.mixed().parameters()) {
                    assertThat(point.get(parameter.name()) != null)
                            .isEqualTo(SearchSpace.isActive(parameter, point.values()));
                }
                assertThat(suggestion.origin()).isNotBlank();
            }
        }
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
        var seen = new HashSet<Point>();
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < 12; i++) {
            Point point = suggest(Spaces.finite(), new History(observations, List.of(), List.of()), 1, 2, i)
                    .get(0)
                    .point();
            assertThat(seen.add(point)).isTrue();
            observations.add(observed(i, point, Math.cos(i)));
        }
        assertThat(suggest(Spaces.finite(), new History(observations, List.of(), List.of()), 1, 2, 12))
                .isEmpty();
    }

    @Test
    void aSpaceOfOnePointHasOneSuggestion() {
        assertThat(suggest(Spaces.single(), History.EMPTY, 5, 1, 0)).hasSize(1);
        Point only = Spaces.single().point(java.util.Map.of("only", "value"));
        var seen = new History(List.of(observed(0, only, 1)), List.of(), List.of());
        assertThat(suggest(Spaces.single(), seen, 1, 1, 1)).isEmpty();
    }

    @Test
    void fromOneToSixteenPendingAreAvoided() {
        List<Point> pending = someOf(Spaces.mixed(), 40).subList(COUNT, 40);
        History history = completed(Spaces.mixed(), i -> Math.sin(i));
        for (int count : new int[] {1, 5, 16}) {
            List<Point> some = pending.subList(0, count);
            var waiting = new History(history.observations(), some, List.of());
            assertThat(points(suggest(Spaces.mixed(), waiting, 2, 1, COUNT)))
                    .hasSize(2)
                    .doesNotContainAnyElementsOf(some);
        }
    }

    @Test
    void objectionsNameAPlaceInTheStudy() {
        for (SearchSpace space : List.of(Spaces.mixed(), Spaces.finite(), Spaces.single())) {
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
