package dev.cairn.search.sampler;

import dev.cairn.search.space.Point;
import org.jspecify.annotations.Nullable;

/**
 * A point worth trying.
 *
 * @param origin how it was found, such as {@code GRID}, {@code RANDOM}, {@code DEFAULT} (the declared defaults), {@code STARTUP}, {@code MODEL}, {@code LOCAL} or {@code PROBE}
 * @param prediction what the model expected there; absent when no model was asked
 * @param reason for people: why it was found this way; absent where the origin says all
 */
public record Suggestion(
        Point point,
        String origin,
        @Nullable Prediction prediction,
        @Nullable String reason) {
    public Suggestion(Point point, String origin, @Nullable Prediction prediction) {
        this(point, origin, prediction, null);
    }

    Suggestion because(String why) {
        return new Suggestion(point, origin, prediction, why);
    }

    /**
     * The model's expectation of the first objective, in the objective's own unit and direction.
     *
     * @param median the predicted median (equal to the mean unless the model warped the objective)
     * @param low the 16 % quantile: one standard deviation below
     * @param high the 84 % quantile: one standard deviation above
     * @param acquisition logarithm of what the suggestion maximises: the expected improvement, in the model's standardised
     *     unit, times the probability of keeping to the limits, per cost where that is asked for
     */
    public record Prediction(double median, double low, double high, double acquisition) {}
}
