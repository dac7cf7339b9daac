package dev.cairn.service;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.BlobKind;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.migrations.TestPostgres;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Postgres says that its disk is full; so do triggers here. */
class DiskFullTest {
    private static final TestPostgres.Database DATABASE = TestPostgres.database();
    private static final TestService SERVICE = TestService.start(DATABASE);

    private final CairnClient client = SERVICE.client();
    private final StudyView study = client.studies().create(study(name(), 1, ""));
    private final Lease lease = lease(client, study);

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    /** @param when which rows find no room, such as {@code new.position > 0} */
    private static void fill(String table, String when) {
        DATABASE.execute("""
            create or replace function no_room() returns trigger language plpgsql as $$ begin
                raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
            end $$;
            create trigger no_room before insert on %s for each row when (%s) execute function no_room()
            """.formatted(table, when));
    }

    private static void makeRoom(String table) {
        DATABASE.execute("drop trigger no_room on " + table);
    }

    private static void assertTold(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(ProblemCode.UNAVAILABLE);
            assertThat(e.problem().detail()).contains("disk is full");
        });
    }

    @Test
    void aModelThatFindsNoRoomLeavesNothingBehindAndArrivesOnceThereIs() throws Exception {
        byte[] model = new byte[3 * 1024 * 1024];
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model));
        var outcome = new Outcome(
                Result.COMPLETED, null, Map.of("loss", 1.0), null, Map.of(BlobKind.MODEL, sha256), null, null);

        fill("blob_chunk", "new.position > 0");
        assertTold(() -> client.blobs().put(sha256, model));
        assertThat(DATABASE.ask("select count(*) from blob") + DATABASE.ask("select count(*) from blob_chunk"))
                .isZero();
        makeRoom("blob_chunk");
        client.blobs().put(sha256, model);

        fill("artifact", "true");
        assertTold(() -> client.leases().finish(lease, outcome));
        assertThat(client.trials().get(lease.trial()).state()).isEqualTo(TrialState.RUNNING);
        assertThat(DATABASE.ask("select count(*) from event where type = 'TRIAL_ENDED' and study_id = " + study.id()))
                .isZero();
        makeRoom("artifact");

        assertThat(client.leases().finish(lease, outcome).state()).isEqualTo(TrialState.COMPLETED);
        assertThat(client.trials().get(lease.trial()).model()).isEqualTo(sha256);
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void aReportThatFindsNoRoomIsNotHalfWritten() {
        fill("measurement", "new.step = 2");
        client.leases().report(lease, report(1, 0.5));
        assertTold(() -> client.leases().report(lease, report(2, 0.4)));
        assertThat(client.trials().curve(lease.trial())).hasSize(1);
        makeRoom("measurement");

        client.leases().report(lease, report(2, 0.4));
        assertThat(client.trials().curve(lease.trial())).hasSize(2);
        assertThat(client.leases().finish(lease, completed(0.4)).state()).isEqualTo(TrialState.COMPLETED);
    }
}
