package dev.cairn.api.trial;

import dev.cairn.search.sampler.Suggestion.Prediction;
import dev.cairn.search.space.Point;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A suggestion that was computed again from what is stored.
 *
 * @param same whether it came out alike
 * @param recomputed absent when no point came out
 * @param differences in what they differ; none when they are the same
 */
public record ReplayView(
        boolean same, Computed stored, @Nullable Computed recomputed, List<Difference> differences) {
    public ReplayView {
        differences = List.copyOf(differences);
    }

    /** @param samplerVersion of the algorithm that computed it */
    public record Computed(
            Point point, String origin, @Nullable Prediction prediction, int samplerVersion) {}

    /**
     * @param pointer where in {@link Computed}, as a JSON Pointer
     * @param stored absent where there is no such value
     * @param recomputed absent where there is no such value
     */
    public record Difference(
            String pointer,
            @Nullable Object stored,
            @Nullable Object recomputed) {}
}
