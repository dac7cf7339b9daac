package dev.cairn.service.lease;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.Page;
import dev.cairn.api.fleet.FleetDemand;
import dev.cairn.api.fleet.FleetDemand.OfTask;
import dev.cairn.api.fleet.WorkerView;
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
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;

/** On a service of its own: what other tests leave would be work too. */
class FleetTest {
    private static final TestService SERVICE = TestService.start(TestPostgres.database());
    private final CairnClient client = SERVICE.client();

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    @AfterEach
    void leaveNothing() {
        SERVICE.database().execute("truncate study, worker cascade");
    }

    private static List<WorkerView> workers(String query) {
        return CairnJson.strict()
                .readValue(SERVICE.get("/api/v1/workers" + query).body(), new TypeReference<Page<WorkerView>>() {})
                .items();
    }

    private static FleetDemand demand() {
        return CairnJson.strict().readValue(SERVICE.get("/api/v1/fleet/demand").body(), FleetDemand.class);
    }

    private Lease lease(StudyView study, String worker) {
        var info = new WorkerInfo(worker, null, "cuda-12.9", 4096, 16_384);
        return client.leases()
                .take(new LeaseRequest(UUID.randomUUID(), info, study.id(), Duration.ofSeconds(10)))
                .orElseThrow();
    }

    @Test
    void aWorkerIsShownWithWhatItsSlotsDo() {
        StudyView study = client.studies().create(study(name(), 5, ""));
        Lease first = lease(study, "node");
        lease(study, "node");

        WorkerView node = workers("").get(0);
        assertThat(workers("")).hasSize(1);
        assertThat(node.backend()).isEqualTo("cuda-12.9");
        assertThat(node.deviceMemoryMebibytes()).isEqualTo(16_384);
        assertThat(node.project()).isEqualTo("default");
        assertThat(node.isThere()).isTrue();
        assertThat(node.silence()).isLessThan(Duration.ofMinutes(1));
        assertThat(node.running()).hasSize(2).first().satisfies(slot -> {
            assertThat(slot.attempt()).isEqualTo(first.attempt());
            assertThat(slot.trial()).isEqualTo(first.trial());
            assertThat(slot.studyName()).isEqualTo(study.spec().name());
        });
    }

    @Test
    void aWorkerThatFellSilentIsNotThereAndAfterAWhileNotShown() {
        StudyView study = client.studies().create(study(name(), 5, ""));
        client.leases().finish(lease(study, "old"), completed(1));
        SERVICE.database().moveClock(Duration.ofHours(1));

        assertThat(workers("")).singleElement().satisfies(old -> {
            assertThat(old.isThere()).isFalse();
            assertThat(old.silence()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
            assertThat(old.running()).isEmpty();
        });
        assertThat(workers("?within=PT30M")).isEmpty();
        assertThat(SERVICE.get("/api/v1/workers?within=PT-1S").statusCode()).isEqualTo(400);
        assertThat(SERVICE.get("/api/v1/workers?within=soon").statusCode()).isEqualTo(400);
    }

    @Test
    void demandIsWhatBudgetAndParallelLimitLeave() {
        StudyView wide = client.studies().create(study(name(), 3, ""));
        StudyView narrow = client.studies()
                .create(study(name(), 9, "").replace("\"trials\": 9", "\"trials\": 9, \"parallel\": 2"));
        assertThat(demand().tasks()).containsExactly(new OfTask(null, 0, 3 + 2));

        Lease lease = lease(wide, "node");
        assertThat(demand().tasks()).containsExactly(new OfTask(null, 1, 2 + 2));
        client.leases().finish(lease, completed(1));
        assertThat(client.studies().get(wide.id()).trials()).hasSize(1);
        assertThat(demand().tasks()).containsExactly(new OfTask(null, 0, 2 + 2));

        client.studies().pause(narrow.id());
        assertThat(demand().tasks()).containsExactly(new OfTask(null, 0, 2));
    }

    @Test
    void aTrialThatIsBackingOffIsNoWorkYet() {
        StudyView study =
                client.studies().create(study(name(), 1, "\"retry\": {\"CRASHED\": 1, \"backoff\": \"PT10M\"},"));
        client.leases().finish(lease(study, "node"), ended(Result.FAILED, FailureCause.CRASHED));

        assertThat(demand().tasks()).containsExactly(new OfTask(null, 0, 0));
    }

    @Test
    void onlyStudiesWithATaskAreWorkForTheFleet() {
        StudyView study = client.studies().create(study(name(), 4, ""));
        lease(study, "node");
        // As a study would be whose data set is here: what is counted is its row.
        SERVICE.database().execute("update study set task_type = 'FORECASTING'");
        client.studies().create(study(name(), 7, ""));

        assertThat(demand())
                .isEqualTo(new FleetDemand(4, 1, 3, List.of(new OfTask("FORECASTING", 1, 3), new OfTask(null, 0, 7))));
    }
}
