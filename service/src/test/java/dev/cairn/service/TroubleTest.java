package dev.cairn.service;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A study that cannot be brought up to date, whatever the reason, is no trouble of others. */
class TroubleTest {
    private static final Duration LESS_THAN_A_QUERY_MAY_TAKE = Duration.ofSeconds(15);

    @Test
    void aStudyInTroubleKeepsNoWorkerFromOtherStudies() {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService service = TestService.start(database)) {
            CairnClient client = service.client();
            StudyView broken = client.studies().create(study(name(), 9, "\"priority\": 5,"));
            StudyView sound = client.studies().create(study(name(), 9, ""));
            Lease lease = lease(client, broken);
            database.execute("""
                create function is_broken() returns trigger language plpgsql as $$ begin
                    raise exception 'broken';
                end $$;
                create trigger is_broken before update on study for each row when (new.id = %d) execute function is_broken()
                """.formatted(broken.id()));
            client.leases().finish(lease, completed(0.5));

            var any = new LeaseRequest(UUID.randomUUID(), new WorkerInfo("free", null, "cpu"), null, null);
            Optional<Lease> given = client.leases().take(any);

            assertThat(given).map(Lease::study).contains(sound.id());
        }
    }

    /** As a long import does. */
    @Test
    void aStudyThatSomebodyKeepsLockedCanBeLookedAt() throws SQLException {
        TestService service = TestService.shared();
        CairnClient client = service.client();
        StudyView study = client.studies().create(study(name(), 9, ""));
        Lease lease = lease(client, study);
        try (Connection other = service.database().connect()) {
            other.setAutoCommit(false);
            other.createStatement()
                    .execute("select 1 from cairn.study where id = " + study.id() + " for no key update");
            client.leases().finish(lease, completed(0.5));

            assertTimeout(LESS_THAN_A_QUERY_MAY_TAKE, () -> client.studies().get(study.id()));
            other.rollback();
        }
        assertThat(client.studies().get(study.id()).trials()).containsEntry(TrialState.COMPLETED, 1L);
    }
}
