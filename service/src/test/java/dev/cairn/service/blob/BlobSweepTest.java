package dev.cairn.service.blob;

import static dev.cairn.service.Fixtures.assertRefused;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.BlobKind;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What nothing names goes after a day; what an outcome names stays, or the outcome is refused. */
class BlobSweepTest {
    private static final Duration DAY = Duration.ofHours(25);
    private static final TestPostgres.Database DATABASE = TestPostgres.database();
    /** Leases outlive the days that pass here. */
    private static final TestService SERVICE =
            TestService.start(DATABASE, DATABASE.url(), "PT1H", "--cairn.lease-duration=PT24H");

    private final CairnClient client = SERVICE.client();

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    private static void sweep() {
        SERVICE.bean(BlobSweep.class).sweep();
    }

    private String upload(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String sha256 = HexFormat.of().formatHex(Blobs.sha256().digest(bytes));
        client.blobs().put(sha256, bytes);
        return sha256;
    }

    private String read(String sha256) {
        var bytes = new ByteArrayOutputStream();
        try {
            client.blobs().get(sha256, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void assertGone(String sha256) {
        assertRefused(() -> read(sha256), ProblemCode.NOT_FOUND);
        assertThat(DATABASE.ask("select count(*) from blob_chunk where sha256 = decode('" + sha256 + "', 'hex')"))
                .isZero();
    }

    private static Outcome with(String model) {
        return new Outcome(
                Result.COMPLETED, null, Map.of("loss", 1.0), null, Map.of(BlobKind.MODEL, model), null, null);
    }

    private static Report checkpoint(long step, String sha256) {
        return new Report(List.of(), null, new Checkpoint(step, sha256));
    }

    @Test
    void whatNothingNamesGoesADayAfterItWasSentLast() {
        String old = upload("old");
        String sentAgain = upload("sent again");
        DATABASE.moveClock(DAY);
        String young = upload("young");
        assertThat(upload("sent again")).isEqualTo(sentAgain);

        sweep();

        assertGone(old);
        assertThat(read(young)).isEqualTo("young");
        assertThat(read(sentAgain)).isEqualTo("sent again");
        assertThat(read(upload("old"))).isEqualTo("old");
    }

    @Test
    void modelsAndLatestCheckpointsStayUntilTheirStudyIsDeleted() {
        StudyView study = client.studies().create(study(name(), 9, ""));
        Lease done = lease(client, study);
        String model = upload("model");
        client.leases().finish(done, with(model));
        Lease running = lease(client, study);
        String first = upload("first checkpoint");
        String second = upload("second checkpoint");
        client.leases().report(running, checkpoint(1, first));
        client.leases().report(running, checkpoint(2, second));
        DATABASE.moveClock(DAY);
        sweep();

        assertGone(first);
        assertThat(read(second)).isEqualTo("second checkpoint");
        assertThat(read(model)).isEqualTo("model");

        client.studies().delete(study.id(), true);
        sweep();
        assertGone(second);
        assertGone(model);
    }

    @Test
    void aDataSetStays() throws Exception {
        var csv = Files.createTempFile("table", ".csv");
        Files.writeString(csv, "a,b\n1,2\n");
        String address = client.datasets().upload(name(), csv).address();
        Files.delete(csv);
        DATABASE.moveClock(DAY);
        sweep();

        assertThat(read(address.substring("sha256:".length()))).isEqualTo("a,b\n1,2\n");
    }

    /** More than one batch. */
    @Test
    void aSweepGoesOnUntilNothingIsLeft() {
        List<String> many = Stream.iterate(0, i -> i + 1)
                .limit(45)
                .map(i -> upload("many " + i))
                .toList();
        DATABASE.moveClock(DAY);
        sweep();

        many.forEach(this::assertGone);
    }

    private interface Step {
        void in(Statement statement) throws SQLException;
    }

    private static void inTransaction(Step first, Step then) throws SQLException {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            first.in(statement);
            then.in(statement);
            connection.commit();
        }
    }

    private static void awaitBlocked() {
        while (DATABASE.blocked() == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anOutcomeThatNamesABlobWhileItIsRemovedIsToldToSendItAgain() throws Exception {
        Lease lease = lease(client, client.studies().create(study(name(), 1, "")));
        String model = upload("removed meanwhile");
        var outcome = new ArrayList<CompletableFuture<Outcome.Answer>>();

        inTransaction(
                sweep -> sweep.execute("delete from blob where sha256 = decode('" + model + "', 'hex')"), sweep -> {
                    outcome.add(
                            CompletableFuture.supplyAsync(() -> client.leases().finish(lease, with(model))));
                    awaitBlocked();
                });

        assertThatThrownBy(() -> outcome.get(0).get(60, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(ProblemCode.INVALID_REQUEST);
                    assertThat(e.problem().detail()).contains("upload each blob");
                });
        upload("removed meanwhile");
        assertThat(client.leases().finish(lease, with(model)).state()).isEqualTo(TrialState.COMPLETED);
        assertThat(read(model)).isEqualTo("removed meanwhile");
    }

    @Test
    void anUploadOfABlobThatIsJustRemovedIsNotLost() throws Exception {
        String sha256 = upload("sent while it is removed");
        var upload = new ArrayList<CompletableFuture<String>>();

        inTransaction(
                sweep -> sweep.execute("delete from blob where sha256 = decode('" + sha256 + "', 'hex')"), sweep -> {
                    upload.add(CompletableFuture.supplyAsync(() -> upload("sent while it is removed")));
                    awaitBlocked();
                });

        upload.get(0).get(60, TimeUnit.SECONDS);
        assertThat(read(sha256)).isEqualTo("sent while it is removed");
    }

    @Test
    void aBlobThatIsJustBeingNamedIsLeftAlone() throws Exception {
        Lease lease = lease(client, client.studies().create(study(name(), 1, "")));
        String model = upload("just named");
        DATABASE.moveClock(Duration.ofHours(25));

        inTransaction(
                outcome ->
                        outcome.execute("insert into artifact (attempt_id, kind, trial_id, project_id, sha256) values ("
                                + lease.attempt() + ", 'MODEL', " + lease.trial() + ", 1, decode('" + model
                                + "', 'hex'))"),
                outcome -> sweep());
        sweep();

        assertThat(read(model)).isEqualTo("just named");
    }

    /** Outcomes name old blobs while sweeps remove them: each keeps its model or is refused. */
    @Test
    void whoeverIsFasterNoOutcomeLosesItsModel() throws Exception {
        int trials = 60;
        StudyView study = client.studies().create(study(name(), trials, "\"sampler\": {\"type\": \"RANDOM\"},"));
        var leases = new ArrayList<Lease>();
        for (int i = 0; i < trials; i++) {
            leases.add(lease(client, study));
            upload("raced " + i);
        }
        DATABASE.moveClock(DAY);
        var kept = new AtomicInteger();
        CompletableFuture<Void> sweeps = CompletableFuture.runAsync(BlobSweepTest::sweep);
        for (int i = 0; i < trials; i++) {
            // From the youngest on; the sweep begins with the oldest.
            String text = "raced " + (trials - 1 - i);
            String model = HexFormat.of().formatHex(Blobs.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
            try {
                client.leases().finish(leases.get(i), with(model));
                assertThat(read(model)).isEqualTo(text);
                kept.incrementAndGet();
            } catch (ProblemException e) {
                assertThat(e.problem().code()).isEqualTo(ProblemCode.INVALID_REQUEST);
            }
        }
        sweeps.get(60, TimeUnit.SECONDS);
        sweep();

        assertThat(DATABASE.ask(
                        "select count(*) from blob where uploaded_at < cairn_now() - interval '1 day' and sha256 in ("
                                + "select sha256 from artifact a join attempt p on p.id = a.attempt_id where p.study_id = "
                                + study.id()
                                + ")"))
                .isEqualTo(kept.get());
    }
}
