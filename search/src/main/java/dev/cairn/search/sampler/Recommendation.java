package dev.cairn.search.sampler;

import org.jspecify.annotations.Nullable;

/**
 * A completed trial to trust.
 *
 * @param predicted the posterior median of the first objective at its point, in the objective's own unit (equal to the mean unless
 *     the model warped the objective); absent where there is no model yet
 */
public record Recommendation(
        Observation observation, @Nullable Double predicted) {}
