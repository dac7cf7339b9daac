package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import dev.cairn.search.space.Constraint;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.Scale;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GridSamplerTest {
    private static final GridSampler LEXICOGRAPHIC = new GridSampler(null, GridSampler.Order.LEXICOGRAPHIC);

    @Test
    void onlyCellsThatExistAreCountedAndVisitedInOrder() {
        Problem problem = problem(Spaces.finite());
        assertThat(GridSampler.DEFAULT.size(problem)).hasValue(12);
        List<Point> points = points(LEXICOGRAPHIC, problem);
        assertThat(points).hasSize(12);
        assertThat(points.get(0).values()).isEqualTo(Map.of("a", "x", "b", 1L, "d", 0.0));
        assertThat(points.get(1).values()).isEqualTo(Map.of("a", "x", "b", 1L, "d", 0.5));
        assertThat(points.get(3).values()).isEqualTo(Map.of("a", "x", "b", 2L, "d", 0.0));
        assertThat(points.get(7).values()).isEqualTo(Map.of("a", "y", "b", 1L, "c", 2L));
        assertThat(points.get(11).values()).isEqualTo(Map.of("a", "z", "b", 2L));
    }

    @Test
    void aShuffledGridHasTheSameCellsInAnOrderOfTheSeed() {
        Problem problem = problem(Spaces.finite());
        List<Point> shuffled = points(GridSampler.DEFAULT, problem);
        assertThat(shuffled)
                .containsExactlyInAnyOrderElementsOf(points(LEXICOGRAPHIC, problem))
                .isNotEqualTo(points(LEXICOGRAPHIC, problem));
    }

    @Test
    void pointsPerRangeAreEvenOnTheParametersOwnScaleWithBothEnds() {
        var space = new SearchSpace(List.of(
                new Parameter.Real("rate", 1e-4, 1.0, Scale.LOG, null, null),
                new Parameter.Int("units", 10L, 90L, null, null, null),
                new Parameter.Int("layers", 1L, 2L, null, null, null)));
        var grid = new GridSampler(5, GridSampler.Order.LEXICOGRAPHIC);
        assertThat(grid.size(problem(space))).hasValue(50);
        List<Point> points = points(grid, problem(space));
        assertThat(points).extracting(p -> p.get("units")).containsOnly(10L, 30L, 50L, 70L, 90L);
        assertThat(points.stream()
                        .mapToDouble(p -> TestFunction.number(p, "rate"))
                        .distinct())
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 * b ? 0 : Double.compare(a, b))
                .containsExactly(1e-4, 1e-3, 1e-2, 1e-1, 1.0);
    }

    @Test
    void aContinuumIsRefusedByNameUnlessThePointsAreGiven() {
        Problem problem = problem(Spaces.mixed());
        assertThat(GridSampler.DEFAULT.objections(problem))
                .containsExactly(
                        new Violation(
                                "/space/parameters/0",
                                "parameter 'rate' is continuous: give it a step, or give the grid its points per range or its values"),
                        new Violation(
                                "/space/parameters/6",
                                "parameter 'momentum' is continuous: give it a step, or give the grid its points per range or its values"));
        assertThat(GridSampler.DEFAULT.size(problem)).isEmpty();
        assertThatThrownBy(() -> GridSampler.DEFAULT.suggest(problem, History.EMPTY, 1, 1, 0))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void listedValuesTakeThePlaceOfARangeInTheirOwnOrder() {
        var space = new SearchSpace(List.of(
                new Parameter.Real("rate", 1e-4, 1.0, Scale.LOG, null, null),
                new Parameter.Real("dropout", 0.0, 0.5, null, 0.1, null),
                new Parameter.Categorical("optimizer", List.of("ADAM", "SGD", "RMSPROP"), null),
                new Parameter.Int("units", 8L, 64L, null, null, Map.of("optimizer", List.of("SGD")))));
        var grid = new GridSampler(
                2,
                GridSampler.Order.LEXICOGRAPHIC,
                Map.of("rate", List.of(0.5, 0.001), "dropout", List.of(0.3), "optimizer", List.of("SGD", "ADAM")));
        assertThat(grid.objections(problem(space))).isEmpty();
        assertThat(grid.size(problem(space))).hasValue(6);
        List<Point> points = points(grid, problem(space));
        assertThat(points)
                .extracting(p -> List.of(p.get("rate"), p.get("optimizer")))
                .containsExactly(
                        List.of(0.5, "SGD"),
                        List.of(0.5, "SGD"),
                        List.of(0.5, "ADAM"),
                        List.of(0.001, "SGD"),
                        List.of(0.001, "SGD"),
                        List.of(0.001, "ADAM"));
        assertThat(points).extracting(p -> p.get("units")).containsExactly(8L, 64L, null, 8L, 64L, null);
        assertThat(points)
                .allMatch(p -> p.get("dropout").equals(space.parameters().get(1).canonical(0.3)));
    }

    @Test
    void listedValuesThatTheSpaceDoesNotHaveAreRefusedByName() {
        var grid = new GridSampler(
                2, null, Map.of("a/b", List.of(1), "units", List.of(8, 7, "x"), "optimizer", List.of("ADAM")));
        assertThat(grid.objections(problem(Spaces.mixed())))
                .extracting(Violation::toString)
                .containsExactly(
                        "/sampler/values/a~1b: 'a/b' is not in the search space",
                        "/sampler/values/units/1: units must be a whole number in [8, 64] but was 7",
                        "/sampler/values/units/2: units must be a number but was the text 'x'");
        assertThat(grid.size(problem(Spaces.mixed()))).isEmpty();
        assertThatThrownBy(() -> new GridSampler(
                        null, null, Map.of("a", List.of(), "b", List.of(1, 1.0), "c", List.of(List.of()))))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactlyInAnyOrder("/values/a", "/values/b/1", "/values/c/0"));
    }

    @Test
    void onlyAdmissibleCellsAreCountedAndEachIsVisitedOnce() {
        Problem problem = problem(Spaces.constrainedFinite());
        assertThat(GridSampler.DEFAULT.size(problem)).hasValue(10);
        assertThat(points(LEXICOGRAPHIC, problem))
                .isEqualTo(points(LEXICOGRAPHIC, problem(Spaces.finite())).stream()
                        .filter(point -> problem.space().admits(point.values()))
                        .toList());
        assertThat(points(GridSampler.DEFAULT, problem))
                .containsExactlyInAnyOrderElementsOf(points(LEXICOGRAPHIC, problem));
    }

    @Test
    void moreThanAMillionCellsAreRefused() {
        var space = new SearchSpace(List.of(
                new Parameter.Int("a", 1L, 1001L, null, null, null),
                new Parameter.Int("b", 1L, 1000L, null, null, null)));
        assertThat(GridSampler.DEFAULT.objections(problem(space)))
                .extracting(Violation::pointer)
                .containsExactly("/sampler");
        var huge = new SearchSpace(LongStream.range(0, 60)
                .mapToObj(i -> (Parameter) new Parameter.Int("p" + i, 1L, 900_000L, null, null, null))
                .toList());
        assertThat(GridSampler.DEFAULT.size(problem(huge))).isEmpty();
    }

    @Test
    void aLostPlaceInTheOrderIsFoundAgain() {
        Problem problem = problem(Spaces.finite());
        List<Point> points = points(LEXICOGRAPHIC, problem);
        var history = new History(List.of(), points.subList(5, 12), points.subList(0, 4));
        assertThat(LEXICOGRAPHIC.suggest(problem, history, 3, 1, 11))
                .extracting(Suggestion::point)
                .containsExactly(points.get(4));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new GridSampler(0, null)).hasMessageContaining("points must be from 1");
    }

    @Test
    void aPermutationVisitsEveryPlaceOnce() {
        for (long size : new long[] {1, 2, 3, 17, 64, 1000}) {
            var permutation = new Permutation(size, 5);
            assertThat(LongStream.range(0, size).map(permutation::at))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, size).boxed().toList());
        }
    }

    private static Problem problem(SearchSpace space) {
        return new Problem(space, TestFunction.MINIMIZE);
    }

    private static List<Point> points(Sampler sampler, Problem problem) {
        return sampler.suggest(problem, History.EMPTY, 1000, 4, 0).stream()
                .map(Suggestion::point)
                .toList();
    }

    @Test
    void cellsThatAreTooMuchWorkToCountAreRefusedForThat() {
        var space = new SearchSpace(
                List.of(
                        new Parameter.Int("a", 1L, 100_000L, null, null, null),
                        new Parameter.Int("b", 1L, 100_000L, null, null, null)),
                List.of(new Constraint("a + b == 7")));
        assertThat(GridSampler.DEFAULT.objections(problem(space)))
                .extracting(Violation::message)
                .singleElement()
                .asString()
                .startsWith("the grid's cells are too much work to count");
        var many = new SearchSpace(space.parameters(), List.of(new Constraint("a + b > 7")));
        assertThat(GridSampler.DEFAULT.objections(problem(many)))
                .extracting(Violation::message)
                .singleElement()
                .asString()
                .startsWith("the grid has more than 1000000 cells");
    }
}
