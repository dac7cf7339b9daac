package dev.cairn.service.suggestion;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.PointsToTry;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Suggestions that take long: a test holds the study's row, so that what was computed cannot be written. */
class ManyAskersTest {
    private static final Duration HOLD = Duration.ofSeconds(30);
    private static final int ASKERS = 7;
    private static final int QUEUED = 5;
    /** A thread for each call: the common pool has one on a machine of two cores. */
    private static final Executor CALLS = call -> {
        var thread = new Thread(call, "call");
        thread.setDaemon(true);
        thread.start();
    };

    /** While it is open, no suggestion of the study can be written; its trials can be leased. */
    private static Connection slow(TestPostgres.Database database, StudyView study) throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1 from study where id = " + study.id() + " for no key update");
        }
        return connection;
    }

    private static CompletableFuture<Optional<Lease>> asking(TestService service, StudyView study, String worker) {
        return CompletableFuture.supplyAsync(() -> service.client().leases().take(ask(study, worker, HOLD)), CALLS);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void oneComputationServesAllWhoWaitForAStudy() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService service = TestService.start(database)) {
            StudyView study = service.client().studies().create(study(name(), 20, ""));
            List<CompletableFuture<Optional<Lease>>> held;
            try (Connection slow = slow(database, study)) {
                CompletableFuture<Optional<Lease>> first = asking(service, study, "first");
                await(() -> database.blocked() > 0);
                held = Stream.concat(
                                Stream.of(first),
                                Stream.iterate(0, i -> i + 1)
                                        .limit(ASKERS)
                                        .map(i -> asking(service, study, "asker-" + i)))
                        .toList();
                await(() -> service.bean(Wishes.class).count() == ASKERS);
                slow.rollback();
            }

            for (CompletableFuture<Optional<Lease>> one : held) {
                assertThat(one.get(20, TimeUnit.SECONDS)).isPresent();
            }
            // One who waits may snatch the trial made for the first, who then has one more made.
            List<Long> batches = batches(service, study);
            assertThat(batches).startsWith(1L).hasSizeLessThan(ASKERS);
            assertThat(batches.get(1)).isGreaterThanOrEqualTo(ASKERS - 1);
            assertThat(Replay.differing(service, study.id())).isEmpty();
        }
    }

    private static List<Long> batches(TestService service, StudyView study) {
        return service.bean(JdbcClient.class)
                .sql(
                        "select count(*) from suggestion where study_id = :study group by first_number order by first_number")
                .param("study", study.id())
                .query(Long.class)
                .list();
    }

    @Test
    void aBatchKeepsToTheLimitOfParallelTrials() {
        TestService service = TestService.shared();
        StudyView study =
                service.client().studies().create(study(name(), 20, "").replace("\"trials\": 20", """
                "trials": 20, "parallel": 3"""));

        assertThat(service.bean(Suggestions.class).suggest(study.id(), 16)).isEqualTo(Suggestions.Result.CREATED);
        assertThat(service.bean(Suggestions.class).suggest(study.id(), 16)).isEqualTo(Suggestions.Result.NONE);

        assertThat(batches(service, study)).containsExactly(3L);
    }

    @Test
    void aSlowSuggestionDelaysNeitherOtherStudiesNorQueuedTrials() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService service = TestService.start(database)) {
            CairnClient client = service.client();
            StudyView slowStudy = client.studies().create(study(name(), 20, ""));
            StudyView other = client.studies().create(study(name(), 20, ""));
            Lease running = client.leases().take(ask(slowStudy)).orElseThrow();
            Lease more = client.leases().take(ask(other)).orElseThrow();
            assertThat(more.study()).isEqualTo(other.id());
            CompletableFuture<Optional<Lease>> waiting;
            try (Connection slow = slow(database, slowStudy)) {
                waiting = asking(service, slowStudy, "patient");
                await(() -> database.blocked() > 0);

                assertThat(client.leases().take(ask(other))).isPresent();
                // Free to choose, and the slow study's turn comes first: it has fewer trials running.
                var anything =
                        new LeaseRequest(UUID.randomUUID(), new WorkerInfo("free", null, "cpu"), null, Duration.ZERO);
                assertThat(client.leases().take(anything).orElseThrow().study()).isEqualTo(other.id());

                database.execute("update attempt set state = 'LOST', ended_at = cairn_now() where id = "
                        + running.attempt() + "; update trial set state = 'QUEUED', leased_until = null where id = "
                        + running.trial());
                assertThat(client.leases().take(ask(slowStudy)).orElseThrow().trial())
                        .isEqualTo(running.trial());
                assertThat(waiting).isNotDone();
                slow.rollback();
            }
            assertThat(waiting.get(20, TimeUnit.SECONDS)).isPresent();
        }
    }

    /** By the order of completion, not by time: a machine may be slow. */
    @Test
    void aModelOfThousandsOfTrialsDelaysNoQueueOfAnotherStudy(@TempDir Path folder) throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService service = TestService.start(database)) {
            CairnClient client = service.client();
            StudyView large = client.studies()
                    .create(study(name(), 20, "\"sampler\": {\"type\": \"GAUSSIAN_PROCESS\"}, \"seed\": 7,"));
            Path trials = Files.writeString(
                    folder.resolve("trials.ndjson"),
                    IntStream.range(0, 3000).mapToObj(ManyAskersTest::trial).collect(Collectors.joining("\n")));
            client.studies().importTrials(large.id(), trials, "application/x-ndjson", false, false);
            StudyView other = client.studies().create(study(name(), QUEUED, ""));
            client.studies()
                    .enqueue(
                            other.id(),
                            new PointsToTry(
                                    IntStream.range(0, QUEUED)
                                            .<Map<String, Object>>mapToObj(i -> Map.of("x", i / 10.0, "kind", "a"))
                                            .toList(),
                                    null,
                                    null),
                            false);

            CompletableFuture<Optional<Lease>> modelled = asking(service, large, "patient");
            Wishes wishes = service.bean(Wishes.class);
            await(() -> !wishes.isIdle() && wishes.count() == 0);
            for (int i = 0; i < QUEUED; i++) {
                client.leases().finish(client.leases().take(ask(other)).orElseThrow(), completed(i));
            }

            assertThat(modelled).isNotDone();
            assertThat(modelled.get(60, TimeUnit.SECONDS)).isPresent();
        }
    }

    /** A completed one as a line of an export. */
    private static String trial(int i) {
        return """
                {"type": "TRIAL", "number": %d, "state": "COMPLETED", "point": {"x": %s, "kind": "b", "depth": %d}, "metrics": {"loss": %s}}\
                """.formatted(i + 1, (i - 1500) / 1600.0, 1 + i % 4, i % 89 / 7.0);
    }
}
