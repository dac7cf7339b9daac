package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.space.Constraint;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CellsTest {
    /** Random conditional spaces: the cells are those without constraints that are admitted, in the same order. */
    @Test
    void constraintsLeaveTheCellsThatKeepToThemInTheirOrder() {
        var random = new Random(5);
        int filtered = 0;
        for (int run = 0; run < 200; run++) {
            SearchSpace free = space(random);
            var constraint = new Constraint(
                    List.of("p0 + p1 < 4", "p0 != p2", "p3 in [0] or p1 == 1", "p2 * p4 % 2 == 0 and p1 <= p3")
                            .get(random.nextInt(4)));
            var space = new SearchSpace(free.parameters(), List.of(constraint));
            List<Point> all = points(Cells.of(new Problem(free, TestFunction.MINIMIZE)));
            List<Point> admitted = points(Cells.of(new Problem(space, TestFunction.MINIMIZE)));
            assertThat(admitted)
                    .isEqualTo(all.stream()
                            .filter(p -> constraint.holds(p.values()))
                            .toList());
            filtered += all.size() - admitted.size();
        }
        assertThat(filtered).isGreaterThan(1000);
    }

    private static SearchSpace space(Random random) {
        var parameters = new ArrayList<Parameter>();
        for (int i = 0; i < 5; i++) {
            Map<String, List<Object>> when = i > 0 && random.nextBoolean()
                    ? Map.of("p" + random.nextInt(i), List.of((long) random.nextInt(2)))
                    : Map.of();
            parameters.add(new Parameter.Int("p" + i, 0L, 1L + random.nextInt(3), null, null, when));
        }
        return new SearchSpace(parameters);
    }

    @Test
    void aHugeSpaceWithFewAdmissibleCellsIsCountedByLeavingBranchesEarly() {
        var space = new SearchSpace(
                IntStream.range(0, 12)
                        .mapToObj(i -> (Parameter) new Parameter.Int("p" + i, 0L, 9L, null, null, null))
                        .toList(),
                IntStream.range(0, 11)
                        .mapToObj(i ->
                                new Constraint("p" + i + " <= p" + (i + 1) + " and p" + i + " > p" + (i + 1) + " - 1"))
                        .toList());
        var problem = new Problem(space, TestFunction.MINIMIZE);
        assertThat(Cells.of(problem).size()).hasValue(10);
        assertThat(RandomSampler.DEFAULT.suggest(problem, History.EMPTY, 20, 1, 0))
                .hasSize(10);
    }

    @Test
    void moreThanAMillionAdmissibleCellsOrAContinuumAreNotCounted() {
        var squares = new SearchSpace(
                List.of(
                        new Parameter.Int("a", 1L, 2000L, null, null, null),
                        new Parameter.Int("b", 1L, 2000L, null, null, null)),
                List.of(new Constraint("a >= b")));
        assertThat(Cells.of(new Problem(squares, TestFunction.MINIMIZE)).size()).isEmpty();
        var problem = new Problem(Spaces.constrained(), TestFunction.MINIMIZE);
        assertThat(Cells.of(problem).size()).isEmpty();
        var wide = new SearchSpace(
                LongStream.range(0, 4)
                        .mapToObj(i -> (Parameter) new Parameter.Int("p" + i, 0L, 1L << 40, null, null, null))
                        .toList(),
                List.of(new Constraint("p0 == 1")));
        assertThat(Cells.of(new Problem(wide, TestFunction.MINIMIZE)).size()).isEmpty();
    }

    @Test
    void aContinuumThatIsActiveNowhereAddsNoCells() {
        var space = new SearchSpace(List.of(
                new Parameter.Categorical("a", List.of("x", "y"), null),
                new Parameter.Int("b", 1L, 3L, null, null, null),
                TestFunction.real("c", 0, 1, Map.of("a", List.of("y")))));
        var problem = new Problem(space, TestFunction.MINIMIZE);
        assertThat(Cells.of(problem).size()).isEmpty();
        var first = new SearchSpace(
                List.of(TestFunction.real("c", 0, 1), new Parameter.Int("b", 1L, 2L, null, null, null)));
        assertThat(Cells.of(new Problem(first, TestFunction.MINIMIZE)).size()).isEmpty();
        assertThat(Cells.of(problem.given(Map.of("a", "x"))).size()).hasValue(3);
        assertThat(Cells.of(problem.given(Map.of("a", "y", "c", 0.3))).size()).hasValue(3);
        var constrained = new Problem(Spaces.constrained(space, "b <= 2"), TestFunction.MINIMIZE);
        assertThat(Cells.of(constrained).size()).isEmpty();
        assertThat(Cells.of(constrained.given(Map.of("a", "x"))).size()).hasValue(2);
    }

    private static List<Point> points(Cells cells) {
        return LongStream.range(0, cells.size().getAsLong()).mapToObj(cells::at).toList();
    }

    @Test
    void valuesThatReadAlikeAreCountedApart() {
        var space = new SearchSpace(List.of(
                new Parameter.Categorical("p", List.of(1, "1"), null),
                new Parameter.Int("c", 1L, 3L, null, null, Map.of("p", List.of(1)))));
        List<Point> points = points(Cells.of(new Problem(space, TestFunction.MINIMIZE)));
        assertThat(points).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void whatSeveralStudiesAskForIsWalkedOnce() {
        List<Cells> first = IntStream.range(0, 20).mapToObj(CellsTest::sized).toList();
        for (int i = 0; i < 20; i++) {
            assertThat(sized(i)).isSameAs(first.get(i));
        }
    }

    private static Cells sized(int i) {
        SearchSpace space = new SearchSpace(List.of(new Parameter.Int("a", 1L, 100L + i, null, null, null)));
        return Cells.of(new Problem(Spaces.constrained(space, "a > 50"), TestFunction.MINIMIZE));
    }

    @Test
    void whatManyThreadsAskForIsWalkedOnce() {
        var space = new SearchSpace(List.of(
                new Parameter.Int("a", 1L, 1500L, null, null, null),
                new Parameter.Int("b", 1L, 1000L, null, null, null)));
        var problem = new Problem(Spaces.constrained(space, "a > b + 200"), TestFunction.MINIMIZE);
        List<Cells> cells = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> Cells.of(problem))
                .toList();
        assertThat(cells).allMatch(each -> each == cells.get(0));
    }
}
