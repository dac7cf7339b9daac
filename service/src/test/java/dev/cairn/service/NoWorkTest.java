package dev.cairn.service;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.NoWork;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.client.CairnClient;
import dev.cairn.client.LeaseAnswer;
import dev.cairn.migrations.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A worker that gets nothing is told the true reason, and when to ask again. */
class NoWorkTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private StudyView create(int trials, String rest) {
        return client.studies().create(study(name(), trials, rest));
    }

    private void assertNothing(StudyView study, NoWork why) {
        assertNothing(client.leases().ask(ask(study)), why, why.retryAfter());
    }

    private static void assertNothing(LeaseAnswer answer, NoWork why, Duration retryAfter) {
        assertThat(answer.lease()).isEmpty();
        assertThat(answer.why()).contains(why);
        assertThat(answer.reason()).isEqualTo(why.header());
        assertThat(answer.retryAfter()).isEqualTo(retryAfter);
    }

    private static LeaseRequest anyStudy(String... tasks) {
        return new LeaseRequest(UUID.randomUUID(), new WorkerInfo("w", List.of(tasks), null), null, null);
    }

    @Test
    void aBudgetThatIsBeingRunIsReserved() {
        StudyView study = create(1, "");
        lease(client, study);

        assertNothing(study, NoWork.BUDGET_RESERVED);
    }

    @Test
    void noMoreAreOpenThanAllowed() {
        StudyView study = client.studies()
                .create(study(name(), 5, "").replace("\"trials\": 5", "\"trials\": 5, \"parallel\": 1"));
        lease(client, study);

        assertNothing(study, NoWork.PARALLEL_LIMIT);
    }

    @Test
    void whatIsBackingOffSaysHowLong() {
        StudyView study = create(1, "\"retry\": {\"backoff\": \"PT90S\"},");
        client.leases().finish(lease(client, study), ended(Result.FAILED, FailureCause.CRASHED));
        service.database().moveClock(Duration.ofSeconds(50));

        LeaseAnswer answer = client.leases().ask(ask(study));
        assertThat(answer.why()).contains(NoWork.BACKING_OFF);
        assertThat(answer.retryAfter()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(40));
    }

    @Test
    void aPausedStudyAStoppingOneAndAnEndedOneSaySo() {
        StudyView study = create(2, "");
        Lease running = lease(client, study);
        client.studies().pause(study.id());
        assertNothing(study, NoWork.PAUSED);

        client.studies().cancel(study.id());
        assertNothing(study, NoWork.STOPPING);

        client.leases().finish(running, ended(Result.PRUNED, null));
        assertNothing(study, NoWork.STUDY_ENDED);
    }

    @Test
    void aStudyThatIsNotThereIsNoWork() {
        var request = new LeaseRequest(UUID.randomUUID(), new WorkerInfo("w", null, null), Long.MAX_VALUE, null);

        assertNothing(client.leases().ask(request), NoWork.NO_STUDY, NoWork.NO_STUDY.retryAfter());
    }

    @Test
    void ofAllStudiesTheReasonNearestToWorkIsTold() {
        try (TestService own = TestService.start(TestPostgres.database())) {
            CairnClient asker = own.client();
            assertNothing(asker.leases().ask(anyStudy()), NoWork.NOTHING_OPEN, Duration.ofSeconds(5));

            StudyView paused = asker.studies().create(study(name(), 1, ""));
            asker.studies().pause(paused.id());
            assertNothing(asker.leases().ask(anyStudy("FORECASTING")), NoWork.NOT_FITTING, Duration.ofSeconds(30));
            assertNothing(asker.leases().ask(anyStudy()), NoWork.PAUSED, Duration.ofSeconds(10));

            StudyView reserved = asker.studies().create(study(name(), 1, ""));
            Lease last = lease(asker, reserved);
            assertNothing(asker.leases().ask(anyStudy()), NoWork.BUDGET_RESERVED, Duration.ofSeconds(5));

            StudyView waiting = asker.studies().create(study(name(), 1, "\"retry\": {\"backoff\": \"PT2H\"},"));
            asker.leases().finish(lease(asker, waiting), ended(Result.FAILED, FailureCause.CRASHED));
            // Long before two hours are over, another study may have come.
            assertNothing(asker.leases().ask(anyStudy()), NoWork.BACKING_OFF, Duration.ofMinutes(1));

            asker.leases().finish(last, completed(1));
            asker.studies().cancel(waiting.id());
            asker.studies().cancel(paused.id());
            assertNothing(asker.leases().ask(anyStudy()), NoWork.NOTHING_OPEN, Duration.ofSeconds(5));
        }
    }

    /** Long before two hours are over, another trial of the study may have come back. */
    @Test
    void nobodyIsSentAwayForLongerThanAMinute() {
        StudyView study = create(1, "\"retry\": {\"backoff\": \"PT2H\"},");
        client.leases().finish(lease(client, study), ended(Result.FAILED, FailureCause.CRASHED));

        assertNothing(client.leases().ask(ask(study)), NoWork.BACKING_OFF, Duration.ofMinutes(1));
    }
}
