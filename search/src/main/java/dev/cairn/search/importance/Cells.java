package dev.cairn.search.importance;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.Scale;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter's range cut into cells on its own scale: at most {@value #MOST} along a range, as the reference implementation has
 * it, and one for each category.
 *
 * @param scale where the parameter's values lie: of a range of whole numbers, the range of real ones with the same ends
 * @param count how many; with one there is nothing to choose
 * @param ordered whether neighbouring cells are alike
 */
record Cells(Parameter parameter, Parameter scale, int count, boolean ordered) {
    /** Where a trial does not have the parameter, because another's value makes it inactive. */
    static final int INACTIVE = -1;

    private static final int MOST = 50;

    static Cells of(Parameter parameter) {
        if (parameter instanceof Parameter.Categorical listed) {
            return new Cells(listed, listed, listed.values().size(), false);
        }
        return new Cells(parameter, scale(parameter), count(parameter), true);
    }

    /** Made once: making a parameter checks it, which takes longer than placing a value. */
    private static Parameter scale(Parameter parameter) {
        return parameter instanceof Parameter.Int whole && whole.low() < whole.high()
                ? new Parameter.Real(
                        whole.name(), whole.low().doubleValue(), whole.high().doubleValue(), whole.scale(), null, null)
                : parameter;
    }

    private static int count(Parameter parameter) {
        if (parameter instanceof Parameter.Int whole && whole.scale() != Scale.LINEAR) {
            // On a logarithmic scale cells as fine as the whole numbers would mostly be empty.
            double range = whole.high() - whole.low() + 1.0;
            return Math.min((int) Math.ceil(Math.log(range) / Math.log(2)) + 1, MOST);
        }
        return (int) Math.min(parameter.size().orElse(MOST), MOST);
    }

    /** The cell of each point; {@link #INACTIVE} where the point has no value. */
    int[] of(List<Point> points) {
        return points.stream()
                .mapToInt(point -> cell(point.get(parameter.name())))
                .toArray();
    }

    private int cell(@Nullable Object value) {
        if (value == null) {
            return INACTIVE;
        }
        if (count == 1) {
            return 0;
        }
        if (parameter instanceof Parameter.Listed listed && listed.values().size() == count) {
            return listed.values().indexOf(value);
        }
        // The cells' middles lie at equal distances from one end of the range to the other; in between, the lower one.
        return (int) Math.min(count - 1, Math.max(0, Math.ceil(place(value) * (count - 1) - 0.5)));
    }

    /** In [0, 1]: 0 the lower end, 1 the upper, on the parameter's scale. */
    private double place(Object value) {
        if (parameter instanceof Parameter.Int) {
            return scale.toUnit(((Number) value).doubleValue());
        }
        if (parameter.size().isPresent()) {
            long size = parameter.size().getAsLong();
            return (parameter.toUnit(value) * size - 0.5) / (size - 1);
        }
        return parameter.toUnit(value);
    }
}
