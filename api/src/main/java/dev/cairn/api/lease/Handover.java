package dev.cairn.api.lease;

import dev.cairn.search.Rules;
import org.jspecify.annotations.Nullable;

/**
 * Ends one attempt and asks for the next trial in the same call. Both are as safe to repeat as alone: the outcome by being equal,
 * the request by its id.
 *
 * @param next without a hold: this call does not wait
 */
public record Handover(Outcome outcome, LeaseRequest next) {
    /**
     * The answer to an outcome that was accepted; one that the fence refuses is a refusal of the whole, and nothing is granted.
     *
     * @param lease absent when no trial is queued: ask with {@code POST /leases}, which also makes new suggestions and may wait
     */
    public record Answer(Outcome.Answer outcome, @Nullable Lease lease) {}

    public Handover {
        var rules = new Rules();
        rules.present(outcome, "outcome");
        if (rules.present(next, "next")) {
            rules.check(
                    next.hold() == null || next.hold().isZero(),
                    "/next/hold",
                    () -> "hold must be absent, because an outcome is not kept waiting, but was " + next.hold());
        }
        rules.hold();
    }
}
