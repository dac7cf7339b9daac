package dev.cairn.search.sampler;

import dev.cairn.search.space.Point;
import java.util.List;

/**
 * What one finished trial teaches.
 *
 * @param number the trial's number in its study
 */
public record Observation(long number, Point point, Result result) {

    /** How the trial ended. */
    public sealed interface Result {}

    /**
     * It was measured.
     *
     * @param values one finite value per objective, in the objectives' order and own direction
     */
    public record Completed(List<Double> values) implements Result {
        public Completed {
            values = List.copyOf(values);
            if (!values.stream().allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("values must be finite but were " + values);
            }
        }
    }

    /**
     * It was stopped at {@code step} because others did better there.
     *
     * @param value the first objective's last finite value
     */
    public record Pruned(long step, double value) implements Result {
        public Pruned {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("value must be finite but was " + value);
            }
        }
    }

    /** The configuration itself cannot be trained: it diverges, or does not fit into memory. */
    public record Infeasible() implements Result {}
}
