package dev.cairn.service.lease;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nobody is notified of what only time does. */
class BackOffTest {
    private static final Duration HOLD = Duration.ofSeconds(20);
    private static final String BACKOFF = "\"retry\": {\"CRASHED\": 9, \"backoff\": \"PT1S\"},";

    private static CompletableFuture<Optional<Lease>> held(TestService service, LeaseRequest request) {
        var held = CompletableFuture.supplyAsync(() -> service.client().leases().take(request));
        while (service.bean(Waiting.class).held() == 0) {
            Thread.onSpinWait();
        }
        return held;
    }

    @Test
    void theEndOfABackOffWakesWhoWaitsOnAnyReplica() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService near = TestService.startListening(database);
                TestService far = TestService.startListening(database)) {
            CairnClient client = far.client();
            StudyView study = client.studies().create(study(name(), 1, BACKOFF));
            Lease lease = lease(client, study);
            // Held before the back-off begins, and after.
            CompletableFuture<Optional<Lease>> early = held(near, ask(study, "early", HOLD));
            client.leases().finish(lease, ended(Result.FAILED, FailureCause.CRASHED));
            Lease second = early.get(60, TimeUnit.SECONDS).orElseThrow();
            client.leases().finish(second, ended(Result.FAILED, FailureCause.CRASHED));
            var any = new LeaseRequest(UUID.randomUUID(), new WorkerInfo("late", null, "cpu"), null, HOLD);
            held(near, any).get(60, TimeUnit.SECONDS).orElseThrow();

            assertThat(database.ask("select extract(epoch from max(a.started_at) - max(t.not_before)) * 1000"
                            + " from attempt a join trial t on t.id = a.trial_id"))
                    .isBetween(0L, 99L);
        }
    }
}
