package dev.cairn.api.lease;

import dev.cairn.search.Rules;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one trial to run.
 *
 * @param request made by the client, random (version 4), one per ask; repeating it returns the same grant. Whoever knows it
 *     can claim the grant, so it is as secret as the lease's token
 * @param study only trials of this study; any study when absent
 * @param hold how long the service may hold the call open while there is no work, at most PT30S; none when absent
 */
public record LeaseRequest(
        UUID request,
        WorkerInfo worker,
        @Nullable Long study,
        @Nullable Duration hold) {
    public static final Duration LONGEST_HOLD = Duration.ofSeconds(30);

    public LeaseRequest {
        hold = hold == null ? Duration.ZERO : hold;
        Duration asked = hold;
        var rules = new Rules();
        rules.present(request, "request");
        rules.present(worker, "worker");
        rules.check(
                !asked.isNegative() && asked.compareTo(LONGEST_HOLD) <= 0,
                "/hold",
                () -> "hold must be in [PT0S, " + LONGEST_HOLD + "] but was " + asked);
        rules.hold();
    }
}
