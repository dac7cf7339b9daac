package dev.cairn.cli.asktell;

import dev.cairn.search.Violation;
import dev.cairn.search.sampler.Sampler;
import dev.cairn.search.space.Point;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One line of ours. */
sealed interface Answer {
    /** @param seed the one sent, or the one drawn */
    record Opened(boolean ok, long seed, Sampler sampler) implements Answer {}

    /**
     * @param exhausted true when fewer points came than were asked for
     * @param reason then, why: the space is used up, or no untried point was found
     */
    record Asked(
            List<Suggested> suggestions,
            @Nullable Boolean exhausted,
            @Nullable String reason) implements Answer {}

    /**
     * @param origin when an explanation was asked for
     * @param prediction then, if a model was asked
     * @param reason then, where there is more to say than the origin does
     * @param explanation then, once there is a model
     */
    record Suggested(
            long id,
            Point parameters,
            @Nullable String origin,
            @Nullable JsonNode prediction,
            @Nullable String reason,
            @Nullable JsonNode explanation) {}

    /** @param id the trial's */
    record Told(boolean ok, long id) implements Answer {}

    record Enqueued(boolean ok) implements Answer {}

    /** @param reason why there is none */
    record Best(@Nullable Trial best, @Nullable String reason) implements Answer {}

    record Front(List<Trial> front) implements Answer {}

    record Trial(long id, Point parameters, Map<String, Double> metrics) {}

    record Refused(Error error) implements Answer {
        /** @param violations each rule broken, pointing into the line; absent where there is nothing to point at */
        record Error(String message, @Nullable List<Violation> violations) {}
    }
}
