package dev.cairn.service.steering;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import dev.cairn.service.progress.Sequencer;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A study is deleted while it is worked on. */
class DeletionTest {
    private static final int ROUNDS = 8;
    private static final int WORKERS = 4;
    /** A thread for each call: the common pool has one on a machine of two cores. */
    private static final Executor CALLS = call -> {
        var thread = new Thread(call, "call");
        thread.setDaemon(true);
        thread.start();
    };

    /** The deletion has the better trial's lock and waits for the other's; the insight names the better one. */
    @Test
    void aDeletionAndAnInsightDoNotWaitForEachOther() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService service = TestService.start(database)) {
            CairnClient client = service.client();
            StudyView study = client.studies().create(study(name(), 2, ""));
            client.leases().finish(lease(client, study), completed(1));
            Lease other = lease(client, study);
            client.leases().finish(other, completed(2));
            assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
            CompletableFuture<Void> deletion;
            CompletableFuture<ProblemCode> insight;
            try (Connection holder = database.connect();
                    Statement statement = holder.createStatement()) {
                holder.setAutoCommit(false);
                statement.execute("select 1 from trial where id = " + other.trial() + " for update");
                deletion = CompletableFuture.runAsync(() -> client.studies().delete(study.id(), false), CALLS);
                database.awaitBlocked(1);
                // Of itself the service may have stored one already.
                database.execute("delete from insight where study_id = " + study.id());
                insight = CompletableFuture.supplyAsync(
                        () -> refusal(() -> client.insights().pareto(study.id())), CALLS);
                database.awaitBlocked(2);
                holder.rollback();
            }

            deletion.get(20, TimeUnit.SECONDS);
            assertThat(insight.get(20, TimeUnit.SECONDS)).isEqualTo(ProblemCode.NOT_FOUND);
        }
    }

    private static ProblemCode refusal(Runnable call) {
        try {
            call.run();
            throw new AssertionError("the call was answered");
        } catch (ProblemException e) {
            return e.problem().code();
        }
    }

    @Test
    void aDeletionAndTheNumberingOfEventsDoNotWaitForEachOther() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService service = TestService.start(database)) {
            CairnClient client = service.client();
            StudyView study = client.studies().create(study(name(), 2, ""));
            Lease lease = lease(client, study);
            CompletableFuture<Void> deletion;
            CompletableFuture<Void> numbering;
            try (Connection holder = database.connect();
                    Statement statement = holder.createStatement()) {
                holder.setAutoCommit(false);
                statement.execute("select 1 from trial where id = " + lease.trial() + " for update");
                deletion = CompletableFuture.runAsync(() -> client.studies().delete(study.id(), true), CALLS);
                database.awaitBlocked(1);
                database.execute("insert into event (study_id, type, actor) values (" + study.id()
                        + ", 'STUDY_CHANGED', 'test')");
                numbering = CompletableFuture.runAsync(
                        () -> service.bean(Sequencer.class).run(study.id()), CALLS);
                database.awaitBlocked(2);
                holder.rollback();
            }

            assertThat(deletion).succeedsWithin(60, TimeUnit.SECONDS);
            assertThat(numbering).succeedsWithin(60, TimeUnit.SECONDS);
            assertThat(database.ask("select count(*) from event where study_id = " + study.id()))
                    .isZero();
        }
    }

    @Test
    void workersOfADeletedStudyAreToldThatItIsGoneAndNothingElse() throws Exception {
        TestService service = TestService.shared();
        CairnClient client = service.client();
        Queue<ProblemException> refusals = new ConcurrentLinkedQueue<>();
        ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                StudyView study = client.studies()
                        .create(study(
                                name(),
                                50,
                                "\"pruner\": {\"type\": \"MEDIAN\", \"startupTrials\": 1, \"warmupSteps\": 0},"));
                var started = new CountDownLatch(WORKERS);
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < WORKERS; i++) {
                    running.add(pool.submit(() -> work(service.client(), study, started, refusals)));
                }
                started.await();
                client.studies().delete(study.id(), true);
                for (Future<?> one : running) {
                    one.get(60, TimeUnit.SECONDS);
                }
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(refusals).allSatisfy(e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.NOT_FOUND));
    }

    /** Until the study is gone. */
    private static void work(
            CairnClient client, StudyView study, CountDownLatch started, Queue<ProblemException> refusals) {
        try {
            for (int trial = 0; ; trial++) {
                Lease lease = client.leases().take(ask(study)).orElse(null);
                if (lease == null) {
                    started.countDown();
                    return;
                }
                for (long step = 1; step <= 3; step++) {
                    client.leases().report(lease, report(step, 0.5 + trial));
                }
                client.leases().finish(lease, completed(0.5));
                started.countDown();
            }
        } catch (ProblemException e) {
            started.countDown();
            refusals.add(e);
        }
    }
}
