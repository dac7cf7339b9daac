package dev.cairn.client.worker;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.WorkerInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a slot asks with. The id is kept until a grant arrives: the same question finds a grant whose answer was lost, also after
 * "there is nothing".
 */
final class Asking {
    private final Supplier<WorkerInfo> worker;
    private final @Nullable Long study;
    private final Duration hold;
    private UUID request = UUID.randomUUID();

    /**
     * @param study null for any
     * @param hold how long the service may hold a question open while there is nothing
     */
    Asking(Supplier<WorkerInfo> worker, @Nullable Long study, Duration hold) {
        this.worker = worker;
        this.study = study;
        this.hold = hold;
    }

    /** Held open by the service while there is nothing. */
    LeaseRequest waiting() {
        return new LeaseRequest(request, worker.get(), study, hold);
    }

    Duration hold() {
        return hold;
    }

    /** To go with an outcome. */
    LeaseRequest atOnce() {
        return new LeaseRequest(request, worker.get(), study, Duration.ZERO);
    }

    /** The next question is another one, if this was granted. */
    Optional<Lease> answered(Optional<Lease> lease) {
        if (lease.isPresent()) {
            forget();
        }
        return lease;
    }

    void forget() {
        request = UUID.randomUUID();
    }
}
