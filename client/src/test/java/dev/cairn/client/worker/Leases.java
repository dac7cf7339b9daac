package dev.cairn.client.worker;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.Point;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Grants of trials without a task. */
final class Leases {
    private static final AtomicLong NEXT = new AtomicLong(1);

    private Leases() {}

    static Lease lease(Map<String, Object> point) {
        return lease(point, null);
    }

    static Lease lease(Map<String, Object> point, @Nullable Checkpoint resumeFrom) {
        long id = NEXT.getAndIncrement();
        return new Lease(
                id,
                1,
                "token-" + id,
                5,
                "bowl",
                id,
                id,
                Purpose.SEARCH,
                new Point(new TreeMap<>(point)),
                7,
                null,
                List.of(new Objective("loss", null)),
                resumeFrom,
                null,
                Duration.ofSeconds(30));
    }
}
