package dev.cairn.api.insight;

import dev.cairn.search.objective.Direction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a study's best value improved.
 *
 * @param objectives in the study's order, each by itself
 */
public record HistoryView(long study, List<OfObjective> objectives) {
    public HistoryView {
        objectives = List.copyOf(objectives);
    }

    /** @param points a completed search trial each, in the order in which they ended; without excluded ones */
    public record OfObjective(String metric, Direction direction, List<Point> points) {
        public OfObjective {
            points = List.copyOf(points);
        }
    }

    /**
     * @param number the trial's in its study
     * @param wallSeconds from the study's creation to the trial's end
     * @param trainingSeconds what all attempts of the study's search trials that had ended by then took together; of imported ones
     *     nothing
     * @param best of all trials until then that keep the outcome constraints; absent while none did
     */
    public record Point(
            long trial,
            long number,
            double wallSeconds,
            double trainingSeconds,
            double value,
            @Nullable Double best) {}
}
