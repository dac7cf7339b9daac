package dev.cairn.api.study;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How telling a study's end goes.
 *
 * @param id in the header {@code Cairn-Delivery} of every attempt
 * @param attempts how often it was tried
 * @param lastAnswer what came of the last attempt, as a sentence
 * @param nextAttemptAt absent when it was delivered or given up
 */
public record WebhookDelivery(
        long id,
        String url,
        State state,
        int attempts,
        @Nullable String lastAnswer,
        Instant createdAt,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant endedAt) {
    /** Where it stands. */
    public enum State {
        PENDING,
        DELIVERED,
        GIVEN_UP
    }
}
