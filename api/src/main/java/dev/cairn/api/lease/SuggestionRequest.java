package dev.cairn.api.lease;

import dev.cairn.search.Rules;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks for trials to run by hand, or by a trainer that sends no heartbeats.
 *
 * @param request made by the client, random (version 4), one per ask; repeating it returns the same grants. Whoever knows it can claim
 *     them
 * @param count how many, at most {@value #MOST}; 1 when absent
 * @param hold how long they are the asker's without a word from it, at most a week; PT4H when absent
 */
public record SuggestionRequest(
        UUID request, @Nullable Integer count, @Nullable Duration hold) {
    public static final int MOST = 100;
    public static final Duration LONGEST_HOLD = Duration.ofDays(7);
    private static final Duration HOLD = Duration.ofHours(4);

    public SuggestionRequest {
        count = count == null ? 1 : count;
        hold = hold == null ? HOLD : hold;
        int wanted = count;
        Duration asked = hold;
        var rules = new Rules();
        rules.present(request, "request");
        rules.check(
                wanted >= 1 && wanted <= MOST, "/count", () -> "count must be in [1, " + MOST + "] but was " + wanted);
        rules.check(
                asked.compareTo(Duration.ofSeconds(1)) >= 0 && asked.compareTo(LONGEST_HOLD) <= 0,
                "/hold",
                () -> "hold must be in [PT1S, " + LONGEST_HOLD + "] but was " + asked);
        rules.hold();
    }
}
