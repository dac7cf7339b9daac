package dev.cairn.service.lease;

import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.service.access.Caller;
import java.time.Duration;
import java.util.Set;
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

    /**
     * What tells one asker's prospects from another's: not its name, and of its memory only the magnitude. A trial that needs more
     * than the first of a line offer is found by whoever looks next.
     */
    record Kind(
            @Nullable Long study,
            Set<String> tasks,
            @Nullable String backend,
            int memoryBits,
            int deviceMemoryBits,
            @Nullable Set<Long> projects) {}

    Kind kind() {
        WorkerInfo worker = request.worker();
        return new Kind(
                request.study(),
                Set.copyOf(worker.tasks()),
                worker.backend(),
                bits(worker.memoryMebibytes()),
                bits(worker.deviceMemoryMebibytes()),
                caller.projects());
    }

    private static int bits(@Nullable Integer mebibytes) {
        return mebibytes == null ? -1 : Integer.SIZE - Integer.numberOfLeadingZeros(mebibytes);
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
