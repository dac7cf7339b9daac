package dev.cairn.service.steering;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.Budget;
import dev.cairn.api.study.StudyPatch;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.service.TestService;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A study that would end again at once is not reopened. */
class ReopeningTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private StudyView create(int trials, String budget) {
        return client.studies()
                .create(study(name(), trials, "")
                        .replace("\"trials\": " + trials, "\"trials\": " + trials + ", " + budget));
    }

    private static StudyPatch budget(long trials, Duration duration, Integer failures) {
        return new StudyPatch(
                null, null, null, null, new Budget(trials, null, duration, null, null, null, failures, null));
    }

    private long events(StudyView study) {
        return service.bean(JdbcClient.class)
                .sql("select count(*) from event where study_id = :study")
                .param("study", study.id())
                .query(Long.class)
                .single();
    }

    private void assertNotReopened(StudyView study, String remedy, ThrowingCallable call) {
        StudyView before = client.studies().get(study.id());
        long events = events(study);
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(ProblemCode.WRONG_STATE);
            assertThat(e.problem().detail()).contains("would end again at once", remedy);
        });
        assertThat(client.studies().get(study.id())).isEqualTo(before);
        assertThat(events(study)).isEqualTo(events);
    }

    @Test
    void aStudyWhoseTimeIsUpIsReopenedOnlyWithMoreTime() {
        StudyView study = create(3, "\"duration\": \"PT2H\"");
        Lease failed = lease(client, study);
        client.leases().finish(failed, ended(Result.FAILED, FailureCause.DATA_ERROR));
        service.database().moveClock(Duration.ofHours(2));
        assertThat(client.leases().take(ask(study))).isEmpty();
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.FAILED);

        assertNotReopened(
                study,
                "PATCH /api/v1/studies/" + study.id(),
                () -> client.trials().retry(failed.trial()));
        assertNotReopened(
                study,
                "PATCH /api/v1/studies/" + study.id(),
                () -> client.studies().retryFailed(study.id()));
        assertNotReopened(
                study,
                "in the same call",
                () -> client.studies().change(study.id(), budget(9, Duration.ofHours(2), null)));

        StudyView reopened = client.studies().change(study.id(), budget(9, Duration.ofHours(9), null));
        assertThat(reopened.state()).isEqualTo(StudyState.ACTIVE);
        assertThat(client.trials().retry(failed.trial()).state()).isEqualTo(TrialState.QUEUED);
        assertThat(lease(client, study).trial()).isEqualTo(failed.trial());
    }

    @Test
    void aStudyThatFailedTooOftenIsReopenedByRetryingWhatFailed() {
        StudyView study = create(9, "\"failures\": 1");
        Lease failed = lease(client, study);
        Lease also = lease(client, study);
        client.leases().finish(failed, ended(Result.FAILED, FailureCause.DATA_ERROR));
        client.leases().finish(also, ended(Result.FAILED, FailureCause.DATA_ERROR));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.FAILED);

        assertNotReopened(study, "in the same call", () -> client.studies().change(study.id(), budget(20, null, 1)));
        assertThat(client.studies().retryFailed(study.id()).state()).isEqualTo(StudyState.ACTIVE);
        client.leases().finish(lease(client, study), completed(0.5));
    }

    private void assertNotRetried(String column, String why) {
        StudyView study = create(2, "\"failures\": 2");
        Lease failed = lease(client, study);
        client.leases().finish(failed, ended(Result.FAILED, FailureCause.DATA_ERROR));
        service.bean(JdbcClient.class)
                .sql("update trial set " + column + " where id = :trial")
                .param("trial", failed.trial())
                .update();

        assertThatThrownBy(() -> client.trials().retry(failed.trial()))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(ProblemCode.WRONG_STATE);
                    assertThat(e.problem().detail()).contains(why);
                });
    }

    @Test
    void whatWasImportedOrConfirmsIsNotRetriedAndSaysWhy() {
        assertNotRetried("origin = 'IMPORTED'", "/trials with \"repeat\": true");
        assertNotRetried("purpose = 'CONFIRM', refit = '{\"seeds\": [1]}'", "opened only once");
        assertNotRetried("purpose = 'REPEAT', repeats_id = id, repetition = 1", "found by what completed");
    }
}
