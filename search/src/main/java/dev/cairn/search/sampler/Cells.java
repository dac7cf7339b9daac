package dev.cairn.search.sampler;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import dev.cairn.search.space.Walk;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The admissible points of a finite space in lexicographic order, the first parameter slowest. Only points that exist: an
 * inactive parameter adds no cells. A fixed parameter has its one value.
 */
sealed interface Cells permits CountedCells, ListedCells {
    /** A space with more cells is not worth a grid. */
    long MOST = 1_000_000;

    /** How many cells; empty if a continuous parameter is active somewhere, or if there are more than {@link #MOST}, or {@link #isGivenUp}. */
    OptionalLong size();

    /** Whether it is unknown how many there are, for counting them is too much work. */
    boolean isGivenUp();

    /** The cell with a rank in [0, size). */
    Point at(long rank);

    /** @param axis the values of a parameter that is not fixed */
    static Cells of(Problem problem, Function<Parameter, Walk.Axis> axis) {
        SearchSpace space = problem.space();
        List<Walk.Axis> axes = space.parameters().stream()
                .map(parameter -> {
                    Object fixed = problem.fixed().get(parameter.name());
                    return fixed == null ? axis.apply(parameter) : new Walk.Some(List.of(fixed));
                })
                .toList();
        return space.constraints().isEmpty() ? new CountedCells(space.parameters(), axes) : ListedCells.of(space, axes);
    }

    /** Every value of every parameter. */
    static Cells of(Problem problem) {
        return of(problem, Walk.Every::new);
    }
}
