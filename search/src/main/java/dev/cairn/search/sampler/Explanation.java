package dev.cairn.search.sampler;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a model expects of one point, and what it knows.
 *
 * @param objectives in the problem's order
 * @param outcomes of the constraints whose metrics were measured
 * @param feasibility probability that the trial does not fail; absent while none has failed
 * @param seconds median of what it will take; absent where no trial's time is known
 * @param acquisition logarithm of the acquisition that a suggestion maximises
 * @param basis what the model was conditioned on
 */
public record Explanation(
        List<Expected> objectives,
        List<Kept> outcomes,
        @Nullable Double feasibility,
        @Nullable Double seconds,
        double acquisition,
        Basis basis) {

    /**
     * A metric in its own unit: its median with the 16 % and 84 % quantiles, one standard deviation to either side.
     */
    public record Expected(String metric, double median, double low, double high) {}

    /** The probability that an outcome keeps to its limits. */
    public record Kept(String metric, double probability) {}

    /**
     * @param observations finished trials in the history
     * @param conditionedOn how many of them the first objective's model saw
     * @param pending trials believed to come out as predicted
     * @param isWarped whether the first objective was put on a logarithmic scale
     * @param lengths by parameter, the distance over which the first objective changes, 1 being the whole range: small matters,
     *     large does not
     */
    public record Basis(
            int observations, int conditionedOn, int pending, boolean isWarped, SortedMap<String, Double> lengths) {}
}
