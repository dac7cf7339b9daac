package dev.cairn.api.trial;

import dev.cairn.search.sampler.Explanation;
import dev.cairn.search.sampler.Sampler;
import dev.cairn.search.sampler.Suggestion.Prediction;
import dev.cairn.search.space.Point;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a trial's point was suggested, and all that is needed to compute it again.
 *
 * @param number how many points the study's sampler had suggested before
 * @param firstNumber that number for the first point of the batch which was computed together; the earlier ones of it were
 *     pending for the later
 * @param historySeq the history was the study's events up to this number
 * @param sampler with its settings
 * @param origin how the point was found, such as {@code GRID}, {@code STARTUP} or {@code MODEL}
 * @param reason for people: why it was found this way
 * @param prediction what the model expected there
 * @param explanation what the model knew, with its fitted lengths
 * @param seconds what computing took, a batch's time shared equally
 */
public record SuggestionView(
        long trial,
        long study,
        Point point,
        long number,
        long firstNumber,
        long historySeq,
        Sampler sampler,
        int samplerVersion,
        String origin,
        @Nullable String reason,
        @Nullable Prediction prediction,
        @Nullable Explanation explanation,
        Instant computedAt,
        double seconds) {}
