package dev.cairn.service.lease;

import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.service.access.Caller;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request for a lease, and whose it is.
 *
 * @param leaseFor how long a grant is the asker's; as the service is set if null
 * @param caller a grant is this caller's: nobody else gets it by repeating the request, or can use its token
 */
record Ask(LeaseRequest request, Caller caller, @Nullable Duration leaseFor) {
    Ask(LeaseRequest request, Caller caller) {
        this(request, caller, null);
    }

    byte[] requestHash() {
        return LeaseToken.requestHash(request.request(), caller);
    }

    byte[] tokenHash() {
        return LeaseToken.hash(LeaseToken.of(request.request()), caller);
    }

    /** A condition on a row with {@code project_id}; a text for each case, see {@link Claims}. */
    String sees(String row) {
        return sees(row, "project_id");
    }

    String sees(String row, String column) {
        return seesAll() ? "true" : row + "." + column + " = any(:visible::bigint[])";
    }

    boolean seesAll() {
        return caller.projects() == null;
    }
}
