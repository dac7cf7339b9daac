package dev.cairn.service.lease;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.NoWork;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.client.LeaseAnswer;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private static final Duration HOLD = Duration.ofSeconds(30);

    @Test
    void aHeldCallIsWokenByAnotherReplicaAlsoAfterALostConnection() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService near = TestService.startListening(database);
                TestService far = TestService.start(database)) {
            wake(near, far);

            database.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where application_name = 'cairn-listener' and datname = current_database()");

            wake(near, far);
        }
    }

    /** The near service would not look by itself for an hour. */
    private static void wake(TestService near, TestService far) throws Exception {
        StudyView study = far.client().studies().create(study(name(), 2, ""));
        far.client().studies().pause(study.id());
        CompletableFuture<Optional<Lease>> held =
                CompletableFuture.supplyAsync(() -> near.client().leases().take(ask(study, "patient", HOLD)));
        Waiting waiting = near.bean(Waiting.class);
        while (waiting.held() == 0) {
            Thread.onSpinWait();
        }

        far.client().studies().resume(study.id());

        assertThat(held.get(20, TimeUnit.SECONDS)).isPresent();
    }

    @Test
    void workThatAppearsIsGrantedLongBeforeTheNextLook() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService near = TestService.startListening(database);
                TestService far = TestService.start(database)) {
            Waiting waiting = near.bean(Waiting.class);
            var millis = new ArrayList<Long>();
            for (int i = 0; i < 9; i++) {
                StudyView study = far.client().studies().create(study(name(), 1, ""));
                far.client().studies().pause(study.id());
                CompletableFuture<Long> granted = CompletableFuture.supplyAsync(() -> {
                    near.client().leases().take(ask(study, "patient", HOLD)).orElseThrow();
                    return System.nanoTime();
                });
                while (waiting.held() == 0) {
                    Thread.onSpinWait();
                }
                long before = System.nanoTime();
                far.client().studies().resume(study.id());
                millis.add(TimeUnit.NANOSECONDS.toMillis(granted.get(20, TimeUnit.SECONDS) - before));
                while (waiting.held() > 0) {
                    Thread.onSpinWait();
                }
            }
            // Looks are two seconds apart: without the notification one of 512 such series would pass.
            assertThat(millis).allMatch(waited -> waited < 1000);
        }
    }

    @Test
    void aServiceThatStopsEndsEveryHold() throws Exception {
        CompletableFuture<LeaseAnswer> held;
        try (TestService service = TestService.startListening(TestPostgres.database())) {
            StudyView study = service.client().studies().create(study(name(), 1, ""));
            service.client().studies().pause(study.id());
            held = CompletableFuture.supplyAsync(() -> service.client().leases().ask(ask(study, "patient", HOLD)));
            Waiting waiting = service.bean(Waiting.class);
            while (waiting.held() == 0) {
                Thread.onSpinWait();
            }
        }

        assertThat(held.get(20, TimeUnit.SECONDS).why()).contains(NoWork.SERVICE_STOPPING);
    }

    @Test
    void aGrantThatReachedNobodyIsTakenBack() {
        TestService service = TestService.shared();
        CairnClient client = service.client();
        StudyView study = client.studies().create(study(name(), 1, ""));
        Lease ghost = client.leases().take(ask(study)).orElseThrow();

        service.bean(Desk.class).giveBack(ghost);

        assertThat(client.trials().get(ghost.trial()).state()).isEqualTo(TrialState.QUEUED);
        assertThat(client.trials().get(ghost.trial()).attempts().get(0).state()).isEqualTo(AttemptState.PREEMPTED);
        Lease real = client.leases().take(ask(study)).orElseThrow();
        assertThat(real.trial()).isEqualTo(ghost.trial());
        client.leases().report(real, report(1, 1));
        service.bean(Desk.class).giveBack(real);
        assertThat(client.leases().finish(real, completed(1)).state()).isEqualTo(TrialState.COMPLETED);
    }
}
