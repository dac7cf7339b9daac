package dev.cairn.search.sampler;

import dev.cairn.search.objective.Curve;
import dev.cairn.search.space.Point;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one finished trial teaches.
 *
 * @param number the trial's number in its study
 * @param curve what it reported on its way; may be empty
 * @param seconds what it cost; absent when unknown
 */
public record Observation(
        long number,
        Point point,
        Result result,
        Curve curve,
        @Nullable Double seconds) {
    public Observation {
        if (seconds != null && !(seconds >= 0 && seconds < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("seconds must be finite and not negative but was " + seconds);
        }
    }

    public Observation(long number, Point point, Result result) {
        this(number, point, result, Curve.NONE, null);
    }

    /** How the trial ended. */
    public sealed interface Result {}

    /**
     * It was measured.
     *
     * @param values one finite value per objective, in the objectives' order and own direction
     * @param outcomes one finite value per outcome constraint, in the constraints' order
     * @param variances known variance of each of {@code values} about what it estimates, such as the squared standard error of
     *     a mean over folds; empty when unknown
     */
    public record Completed(List<Double> values, List<Double> outcomes, List<Double> variances) implements Result {
        public Completed {
            values = List.copyOf(values);
            outcomes = List.copyOf(outcomes);
            variances = List.copyOf(variances);
            if (!values.stream().allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("values must be finite but were " + values);
            }
            if (!outcomes.stream().allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("outcomes must be finite but were " + outcomes);
            }
            if (!variances.isEmpty() && variances.size() != values.size()
                    || !variances.stream().allMatch(v -> v >= 0 && v < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "variances must be finite, not negative and one per value but were " + variances);
            }
        }

        public Completed(List<Double> values) {
            this(values, List.of(), List.of());
        }
    }

    /**
     * A pruner stopped it at {@code step}: others did better, or its own course was not good enough.
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
