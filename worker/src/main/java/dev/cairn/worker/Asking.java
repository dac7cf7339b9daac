package dev.cairn.worker;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.task.Task;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a worker asks with. The id is kept until a grant arrives: the same question finds a grant whose answer was lost, also
 * after "there is nothing".
 */
final class Asking {
    static final Duration HOLD = Duration.ofSeconds(20);

    private final WorkerSettings settings;
    private final @Nullable Integer deviceMemory;
    private UUID request = UUID.randomUUID();

    Asking(WorkerSettings settings) {
        this.settings = settings;
        this.deviceMemory = settings.gpu() == null ? null : DeviceMemory.ofGpu(settings.gpu());
    }

    /** Held open by the service while there is nothing. */
    LeaseRequest waiting() {
        return request(HOLD);
    }

    /** To go with an outcome. */
    LeaseRequest atOnce() {
        return request(Duration.ZERO);
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

    private LeaseRequest request(Duration hold) {
        int memory = Math.min(settings.trialMemoryMebibytes(), MachineMemory.available());
        var worker = new WorkerInfo(settings.name(), Task.TYPES, settings.backend(), memory, deviceMemory);
        return new LeaseRequest(request, worker, null, hold);
    }
}
