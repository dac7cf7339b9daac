package dev.cairn.service;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.study.StudyView;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose trial a worker gets that takes any study's. */
class StudyChoiceTest {
    private final TestService service = TestService.start(TestPostgres.database());
    private final CairnClient client = service.client();

    @AfterEach
    void stop() {
        service.close();
    }

    private StudyView create(int trials, int priority) {
        return client.studies().create(study(name(), trials, "\"priority\": " + priority + ","));
    }

    private static LeaseRequest anyStudy() {
        return new LeaseRequest(UUID.randomUUID(), new WorkerInfo("w", null, null), null, null);
    }

    private Lease next() {
        return client.leases().take(anyStudy()).orElseThrow();
    }

    private List<Long> next(int count) {
        var studies = new ArrayList<Long>();
        for (int i = 0; i < count; i++) {
            studies.add(next().study());
        }
        return studies;
    }

    @Test
    void higherPriorityGoesFirst() {
        long low = create(5, -1).id();
        long middle = client.studies().create(study(name(), 1, "")).id();
        long high = create(2, 7).id();

        assertThat(next(5)).containsExactly(high, high, middle, low, low);
    }

    @Test
    void betweenEqualsTheOneWithFewestRunningGoesFirst() {
        StudyView one = create(9, 0);
        lease(client, one);
        lease(client, one);
        StudyView other = create(9, 0);

        assertThat(next(3)).containsExactly(other.id(), other.id(), one.id());
    }

    @Test
    void aQueueDoesNotKeepAStudyOfHigherPriorityWaiting() {
        StudyView low = create(3, 0);
        List<Lease> queued = List.of(lease(client, low), lease(client, low), lease(client, low));
        queued.forEach(lease -> client.leases().finish(lease, ended(Result.PREEMPTED, null)));
        StudyView high = create(2, 1);

        assertThat(next(4)).containsExactly(high.id(), high.id(), low.id(), low.id());
    }

    /** What an outcome ends is numbered a moment later; until then the study seems to be full. */
    @Test
    void theRoomThatAnOutcomeMakesIsForItsStudyFirst() {
        List<Long> queued = queuedAndLimited();

        assertThat(List.of(endAndAsk(), endAndAsk(), endAndAsk())).containsExactlyElementsOf(queued);
    }

    @Test
    void anOutcomeThatAsksForMoreLeavesTheRoomThatItMakesToItsStudy() {
        List<Long> queued = queuedAndLimited();
        var studies = new ArrayList<Long>();
        Lease lease = next();
        for (int i = 0; i < 3; i++) {
            studies.add(lease.study());
            Lease handed = client.leases()
                    .handOver(lease, new Handover(completed(1), anyStudy()))
                    .lease();
            lease = handed == null ? next() : handed;
        }

        assertThat(studies).containsExactlyElementsOf(queued);
    }

    /** The order in which one worker gets a study of higher priority that runs one trial at a time, and what is queued beside it. */
    private List<Long> queuedAndLimited() {
        StudyView low = create(2, 0);
        List<Lease> queued = List.of(lease(client, low), lease(client, low));
        queued.forEach(lease -> client.leases().finish(lease, ended(Result.PREEMPTED, null)));
        long high = client.studies()
                .create(study(name(), 2, "\"priority\": 1,").replace("\"trials\": 2", "\"trials\": 2, \"parallel\": 1"))
                .id();
        return List.of(high, high, low.id());
    }

    private long endAndAsk() {
        Lease lease = next();
        client.leases().finish(lease, completed(1));
        return lease.study();
    }
}
