package dev.cairn.worker;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.Point;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Grants of small trials on the head of the Seattle weather. */
final class Leases {
    private static final AtomicLong NEXT = new AtomicLong(1);

    private Leases() {}

    static byte[] table() {
        try (InputStream in = Leases.class.getResourceAsStream("/seattle-weather-head.csv")) {
            return Objects.requireNonNull(in).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same without some of its last lines: each call another one, which no worker has fetched yet. */
    static byte[] otherTable() {
        byte[] whole = table();
        int end = whole.length - 1;
        for (long lines = NEXT.getAndIncrement(); lines > 0; lines--) {
            do {
                end--;
            } while (whole[end - 1] != '\n');
        }
        return Arrays.copyOf(whole, end);
    }

    /** Two epochs that take a moment, unless told otherwise. */
    static Lease lease(Map<String, Object> values) {
        return lease(FakeService.sha256(table()), values);
    }

    static Lease lease(String digest, Map<String, Object> values) {
        return lease(digest, values, Duration.ofSeconds(30));
    }

    static Lease lease(String digest, Map<String, Object> values, Duration timeLeft) {
        long id = NEXT.getAndIncrement();
        Map<String, Object> point = new HashMap<>(Map.of("units", 4, "windowLength", 3, "batchSize", 64, "epochs", 2));
        point.putAll(values);
        var task = new Forecasting(
                "sha256:" + digest,
                "date",
                List.of("temp_max"),
                List.of("temp_max", "temp_min"),
                1,
                new TimeSplit.Chronological(0.2, 0.2, null),
                null,
                Map.of());
        return new Lease(
                id,
                1,
                "token-" + id,
                1,
                "study",
                id,
                id,
                Purpose.SEARCH,
                new Point(new TreeMap<>(point)),
                42,
                task,
                List.of(new Objective("validation.rmse", null)),
                null,
                null,
                timeLeft);
    }

    /** The same trial's next attempt. */
    static Lease resuming(Lease lease, @Nullable Checkpoint from) {
        long id = NEXT.getAndIncrement();
        return new Lease(
                id,
                lease.attemptNumber() + 1,
                "token-" + id,
                lease.study(),
                lease.studyName(),
                lease.trial(),
                lease.trialNumber(),
                lease.purpose(),
                lease.point(),
                lease.seed(),
                lease.task(),
                lease.objectives(),
                from,
                lease.refit(),
                lease.timeLeft());
    }

    /** Runs until it is told otherwise. */
    static Lease endless() {
        return lease(Map.of("epochs", 10_000));
    }
}
