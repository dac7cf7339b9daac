package dev.cairn.search.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WalkTest {
    private static final List<Parameter> PARAMETERS = List.of(
            new Parameter.Int("a", 1L, 3L, null, null, null),
            new Parameter.Int("b", 1L, 2L, null, null, Map.of("a", List.of(2))),
            new Parameter.Int("c", 1L, 2L, null, null, null));
    private static final List<Constraint> CONSTRAINTS = List.of(new Constraint("a + c < 5"), new Constraint("b >= c"));

    @Test
    void itVisitsAdmissibleIndicesInOrderWithZeroWhereInactive() {
        var seen = new ArrayList<List<Long>>();
        Walk.End end = walk(1000).each(path -> seen.add(List.of(path[0], path[1], path[2])));
        assertThat(end).isEqualTo(Walk.End.DONE);
        assertThat(seen)
                .containsExactly(
                        List.of(0L, 0L, 0L),
                        List.of(0L, 0L, 1L),
                        List.of(1L, 0L, 0L),
                        List.of(1L, 1L, 0L),
                        List.of(1L, 1L, 1L),
                        List.of(2L, 0L, 0L));
    }

    @Test
    void itEndsWhenTheVisitorHadEnoughOrItIsTooMuchWork() {
        assertThat(walk(1000).each(path -> path[0] == 0)).isEqualTo(Walk.End.STOPPED);
        assertThat(walk(5).each(path -> true)).isEqualTo(Walk.End.TOO_LONG);
    }

    private static Walk walk(long mostWork) {
        return new Walk(
                PARAMETERS,
                CONSTRAINTS,
                PARAMETERS.stream().map(Walk.Every::new).toList(),
                mostWork);
    }

    @Test
    void whatItEvaluatesIsWorkToo() {
        List<Parameter> parameters = List.of(new Parameter.Int("a", 1L, 100L, null, null, null));
        List<Walk.Every> axes = parameters.stream().map(Walk.Every::new).toList();
        var cheap = new Constraint("a < 0");
        var dear = new Constraint(String.join(" + ", Collections.nCopies(20, "a")) + " < 0");
        assertThat(new Walk(parameters, List.of(cheap), axes, 1000).each(path -> true))
                .isEqualTo(Walk.End.DONE);
        assertThat(new Walk(parameters, List.of(dear), axes, 1000).each(path -> true))
                .isEqualTo(Walk.End.TOO_LONG);
    }

    @Test
    void parametersThatAreInactiveAreWorkToo() {
        var parameters = new ArrayList<Parameter>();
        parameters.add(new Parameter.Int("a", 1L, 100L, null, null, null));
        for (int i = 0; i < 20; i++) {
            parameters.add(new Parameter.Int("b" + i, 1L, 2L, null, null, Map.of("a", List.of(1))));
        }
        List<Walk.Some> axes = parameters.stream()
                .map(parameter -> new Walk.Some(
                        parameter.name().equals("a")
                                ? LongStream.rangeClosed(2, 100)
                                        .<Object>mapToObj(value -> value)
                                        .toList()
                                : List.of(1L)))
                .toList();
        assertThat(new Walk(parameters, List.of(), axes, 1000).each(path -> true))
                .isEqualTo(Walk.End.TOO_LONG);
    }
}
