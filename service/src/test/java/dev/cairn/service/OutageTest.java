package dev.cairn.service;

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
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.migrations.TestPostgres;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What happens when Postgres is away for a while, or a replica dies at a bad moment. */
class OutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void whatWasAcknowledgedSurvivesAnOutageAndTheStudyGoesOn() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        int postgres = URI.create(database.url().substring("jdbc:".length())).getPort();
        try (Wire wire = new Wire(postgres);
                TestService service = TestService.start(
                        database, database.url().replace(":" + postgres, ":" + wire.port()), "PT0.2S")) {
            CairnClient client = service.client();
            StudyView study = client.studies().create(study(name(), 2, ""));
            Lease lease = lease(client, study);
            client.leases().report(lease, report(1, 0.5));

            wire.cut();
            assertThat(code(() -> client.leases().report(lease, report(2, 0.4))))
                    .isEqualTo(ProblemCode.UNAVAILABLE);
            assertThat(code(() -> client.studies().get(study.id()))).isEqualTo(ProblemCode.UNAVAILABLE);
            wire.mend();

            assertThat(untilAnswered(() -> client.leases().report(lease, report(2, 0.4))))
                    .isNotNull();
            client.leases().finish(lease, completed(0.4));
            assertThat(client.trials().curve(lease.trial())).hasSize(2);
            client.leases().finish(lease(client, study), completed(0.3));
            assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        }
    }

    @Test
    void aHeldCallFindsTheWorkThatAppearedWhileItsReplicaHadNoDatabase() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        int postgres = URI.create(database.url().substring("jdbc:".length())).getPort();
        try (Wire wire = new Wire(postgres);
                TestService near = TestService.start(
                        database,
                        database.url().replace(":" + postgres, ":" + wire.port()),
                        "PT1H",
                        "--cairn.look-interval=PT1H");
                TestService far = TestService.start(database)) {
            StudyView study = far.client().studies().create(study(name(), 1, ""));
            far.client().studies().pause(study.id());
            CompletableFuture<Optional<Lease>> held = CompletableFuture.supplyAsync(
                    () -> near.client().leases().take(ask(study, "patient", Duration.ofSeconds(30))));
            // Noted as a worker: the first look is done.
            while (near.bean(JdbcClient.class)
                    .sql("select 1 from worker where name = 'patient'")
                    .query(Integer.class)
                    .list()
                    .isEmpty()) {
                Thread.onSpinWait();
            }

            wire.cut();
            far.client().studies().resume(study.id());
            wire.mend();

            assertThat(held.get(25, TimeUnit.SECONDS)).isPresent();
        }
    }

    private static ProblemCode code(Runnable call) {
        try {
            call.run();
            throw new AssertionError("the call was answered");
        } catch (ProblemException e) {
            return e.problem().code();
        }
    }

    /** Like a worker: again until it is answered. Each call takes a while by itself, so nothing sleeps here. */
    private static <T> T untilAnswered(Supplier<T> call) {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                return call.get();
            } catch (ProblemException e) {
                if (e.problem().code() != ProblemCode.UNAVAILABLE
                        || Instant.now().isAfter(end)) {
                    throw e;
                }
            }
        }
    }

    @Test
    void anOutcomeWhoseAnswerWasLostCountsOnce() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        int postgres = URI.create(database.url().substring("jdbc:".length())).getPort();
        try (Wire wire = new Wire(postgres);
                TestService service = TestService.start(
                        database, database.url().replace(":" + postgres, ":" + wire.port()), "PT1H")) {
            CairnClient client = service.client();
            StudyView study = client.studies().create(study(name(), 1, ""));
            Lease lease = lease(client, study);

            CompletableFuture<ProblemCode> answer;
            try (Lock lock = new Lock(database, lease)) {
                answer = CompletableFuture.supplyAsync(
                        () -> code(() -> client.leases().finish(lease, completed(0.4))));
                lock.untilWaitedFor();
                wire.swallowAnswers();
            }
            until(() -> database.ask("select count(*) from trial where state = 'COMPLETED'") == 1);
            wire.cut();
            assertThat(answer.get()).isEqualTo(ProblemCode.UNAVAILABLE);
            wire.mend();

            assertThat(untilAnswered(() -> client.leases().finish(lease, completed(0.4)))
                            .state())
                    .isEqualTo(TrialState.COMPLETED);
            assertThat(code(() -> client.leases().finish(lease, completed(0.5))))
                    .isEqualTo(ProblemCode.OUTCOME_DIFFERS);
            assertThat(client.studies().get(study.id()).trials()).isEqualTo(Map.of(TrialState.COMPLETED, 1L));
            assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        }
    }

    @Test
    void aTrialWhoseRowIsHeldKeepsOnlyItsOwnCallsWaiting() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService service = TestService.start(database)) {
            CairnClient client = service.client();
            StudyView study = client.studies().create(study(name(), 3, ""));
            Lease held = lease(client, study);
            Lease other = lease(client, study);

            CompletableFuture<TrialState> slow;
            try (Lock lock = new Lock(database, held)) {
                slow = CompletableFuture.supplyAsync(
                        () -> client.leases().finish(held, completed(0.4)).state());
                lock.untilWaitedFor();

                client.leases().report(other, report(1, 0.5));
                assertThat(client.leases().finish(other, completed(0.5)).state())
                        .isEqualTo(TrialState.COMPLETED);
                assertThat(client.leases()
                                .finish(lease(client, study), completed(0.6))
                                .state())
                        .isEqualTo(TrialState.COMPLETED);
                assertThat(slow).isNotDone();
            }

            assertThat(slow.get()).isEqualTo(TrialState.COMPLETED);
            assertThat(client.studies().get(study.id()).trials()).isEqualTo(Map.of(TrialState.COMPLETED, 3L));
        }
    }

    @Test
    void aDatabaseSlowerThanTheServicesPatienceIsUnavailableAndLosesNothing() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService service = TestService.start(
                database,
                database.url(),
                "PT1H",
                "--spring.datasource.hikari.data-source-properties.socketTimeout=1")) {
            CairnClient client = service.client();
            StudyView study = client.studies().create(study(name(), 1, ""));
            Lease lease = lease(client, study);

            try (Lock lock = new Lock(database, lease)) {
                assertThat(code(() -> client.leases().finish(lease, completed(0.4))))
                        .isEqualTo(ProblemCode.UNAVAILABLE);
                lock.untilWaitedFor();
            }

            assertThat(untilAnswered(() -> client.leases().finish(lease, completed(0.4)))
                            .state())
                    .isEqualTo(TrialState.COMPLETED);
            assertThat(client.studies().get(study.id()).trials()).isEqualTo(Map.of(TrialState.COMPLETED, 1L));
        }
    }

    /** A trial's row, locked by somebody else. */
    private static final class Lock implements AutoCloseable {
        private final TestPostgres.Database database;
        private final Connection connection;

        Lock(TestPostgres.Database database, Lease lease) throws SQLException {
            this.database = database;
            this.connection = database.connect();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("select 1 from trial where id = " + lease.trial() + " for update");
            }
        }

        void untilWaitedFor() {
            until(() -> database.ask("select count(*) from pg_stat_activity"
                            + " where datname = current_database() and wait_event_type = 'Lock'")
                    > 0);
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.close();
        }
    }

    private static void until(BooleanSupplier condition) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
        }
    }

    @Test
    void eventsThatAKilledReplicaLeftUnnumberedAreNumberedByTheSweep() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService service = TestService.start(database, database.url(), "PT0.05S")) {
            CairnClient client = service.client();
            StudyView study = client.studies().create(study(name(), 1, ""));
            Lease lease = lease(client, study);
            // As if the outcome's statement had committed and its replica had died before the sequencer ran.
            database.execute("""
                update attempt set state = 'SUCCEEDED', ended_at = cairn_now();
                update trial set state = 'COMPLETED', leased_until = null, ended_at = cairn_now(), score = -1,
                    objective_values = array[1.0];
                insert into event (study_id, type, trial_id, payload, actor)
                select study_id, 'TRIAL_ENDED', id, '{"state": "COMPLETED", "values": [1.0]}', 'test' from trial
                """);

            until(() -> client.studies().get(study.id()).state().isFinal());

            assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
            assertThat(client.studies().get(study.id()).trials()).isEqualTo(Map.of(TrialState.COMPLETED, 1L));
            assertThat(lease.attemptNumber()).isEqualTo(1);
        }
    }
}
