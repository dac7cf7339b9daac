package dev.cairn.service.steering;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.assertRefused;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.runAll;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.Budget;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.client.CairnClient;
import dev.cairn.service.TestService;
import dev.cairn.service.progress.CatchUp;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.suggestion.Replay;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class TrialActionsTest {
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(31);

    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private StudyView create(int trials, String rest) {
        return client.studies().create(study(name(), trials, rest));
    }

    private Study row(StudyView study) {
        service.bean(CatchUp.class).now(study.id());
        return service.bean(Studies.class).get(study.id());
    }

    private List<String> events(long trial) {
        return service.bean(JdbcClient.class)
                .sql("select type || ' ' || actor from event where trial_id = :trial order by seq")
                .param("trial", trial)
                .query(String.class)
                .list();
    }

    /** A lease given back: its trial is queued with an attempt behind it. */
    private Lease preempted(StudyView study) {
        Lease lease = lease(client, study);
        client.leases().finish(lease, ended(Result.PREEMPTED, null));
        return lease;
    }

    @Test
    void aQueuedTrialIsCancelledAtOnceAndCounts() {
        StudyView study = create(2, "");
        Lease lease = preempted(study);

        TrialView cancelled = client.trials().cancel(lease.trial());

        assertThat(cancelled.state()).isEqualTo(TrialState.CANCELLED);
        assertThat(client.trials().cancel(lease.trial()).state()).isEqualTo(TrialState.CANCELLED);
        assertThat(row(study))
                .extracting(Study::trialsCreated, Study::trialsEnded)
                .containsExactly(1L, 1L);
        assertThat(events(lease.trial()))
                .containsExactly("TRIAL_CREATED service", "TRIAL_QUEUED worker:tester", "TRIAL_ENDED local");
    }

    @Test
    void aRunningTrialIsToldWithItsNextReport() {
        StudyView study = create(1, "");
        Lease lease = lease(client, study);

        assertThat(client.trials().cancel(lease.trial()).state()).isEqualTo(TrialState.RUNNING);
        assertThat(client.leases().report(lease, report(1, 0.5)).directive()).isEqualTo(Directive.Kind.CANCEL);
        assertThat(client.leases().report(lease, report(2, 0.5)).directive()).isEqualTo(Directive.Kind.CANCEL);
        assertThat(client.leases().finish(lease, ended(Result.PREEMPTED, null)).state())
                .isEqualTo(TrialState.CANCELLED);

        assertThat(client.trials().get(lease.trial()).attempts())
                .extracting("state")
                .containsExactly(AttemptState.CANCELLED);
        assertThat(events(lease.trial()))
                .containsExactly("TRIAL_CREATED service", "TRIAL_TOLD local", "TRIAL_ENDED worker:tester");
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.FAILED);
    }

    @Test
    void aCancelledTrialWhoseWorkerVanishesEndsCancelled() {
        StudyView study = create(1, "");
        Lease lease = lease(client, study);
        client.leases().report(lease, report(1, 0.5));
        client.trials().cancel(lease.trial());
        service.database().moveClock(LONGER_THAN_A_LEASE);

        assertThat(client.leases().take(ask(study))).isEmpty();

        assertThat(client.trials().get(lease.trial()).state()).isEqualTo(TrialState.CANCELLED);
        assertRefused(() -> client.leases().report(lease, report(2, 0.5)), ProblemCode.LEASE_SUPERSEDED);
    }

    @Test
    void whatCompletedAllTheSameIsCompleted() {
        StudyView study = create(1, "");
        Lease lease = lease(client, study);
        client.trials().cancel(lease.trial());

        assertThat(client.leases().finish(lease, completed(0.5)).state()).isEqualTo(TrialState.COMPLETED);
        assertRefused(() -> client.trials().cancel(lease.trial()), ProblemCode.WRONG_STATE);
    }

    @ParameterizedTest
    @EnumSource(
            value = TrialState.class,
            names = {"FAILED", "INFEASIBLE", "CANCELLED"})
    void anEndedTrialIsTheSameTrialWhenItIsRetried(TrialState state) {
        StudyView study = create(3, "");
        Lease first = lease(client, study);
        switch (state) {
            case FAILED -> client.leases().finish(first, ended(Result.FAILED, FailureCause.DATA_ERROR));
            case INFEASIBLE -> client.leases().finish(first, ended(Result.INFEASIBLE, FailureCause.DIVERGED));
            default -> {
                client.trials().cancel(first.trial());
                client.leases().finish(first, ended(Result.PREEMPTED, null));
            }
        }
        assertThat(client.trials().get(first.trial()).state()).isEqualTo(state);

        TrialView queued = client.trials().retry(first.trial());

        assertThat(queued.state()).isEqualTo(TrialState.QUEUED);
        assertThat(queued.cause()).isNull();
        assertThat(row(study))
                .extracting(Study::trialsCreated, Study::trialsEnded)
                .containsExactly(1L, 0L);
        Lease second = lease(client, study);
        assertThat(second.trial()).isEqualTo(first.trial());
        assertThat(second.seed()).isEqualTo(first.seed());
        assertThat(second.attemptNumber()).isEqualTo(2);
        assertThat(client.leases().report(second, report(1, 0.5)).directive()).isEqualTo(Directive.Kind.CONTINUE);
        client.leases().finish(second, completed(0.5));
        assertThat(row(study))
                .extracting(Study::trialsCreated, Study::trialsEnded)
                .containsExactly(1L, 1L);
        runAll(client, study, lease -> client.leases().finish(lease, completed(0.7)));
        assertThat(client.studies().get(study.id()).trials()).isEqualTo(Map.of(TrialState.COMPLETED, 3L));
        assertThat(Replay.differing(service, study.id())).isEmpty();
        assertRefused(() -> client.trials().retry(first.trial()), ProblemCode.WRONG_STATE);
    }

    @Test
    void aRetryReopensItsStudy() {
        StudyView study = create(2, "");
        client.leases().finish(lease(client, study), completed(0.5));
        Lease failed = lease(client, study);
        client.leases().finish(failed, ended(Result.FAILED, FailureCause.TIMEOUT));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);

        StudyView reopened = client.studies().retryFailed(study.id());

        assertThat(reopened.state()).isEqualTo(StudyState.ACTIVE);
        assertThat(reopened.reason()).isNull();
        assertThat(reopened.endedAt()).isNull();
        client.leases().finish(lease(client, study), completed(0.25));
        assertThat(client.leases().take(ask(study))).isEmpty();
        StudyView again = client.studies().get(study.id());
        assertThat(again.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(again.best().id()).isEqualTo(failed.trial());
    }

    @Test
    void allFailedTrialsOfAStudyAreRetriedAndNoOthers() {
        StudyView study = create(4, "");
        client.leases().finish(lease(client, study), ended(Result.FAILED, FailureCause.TIMEOUT));
        client.leases().finish(lease(client, study), ended(Result.INFEASIBLE, FailureCause.DIVERGED));
        client.leases().finish(lease(client, study), ended(Result.FAILED, FailureCause.DATA_ERROR));
        client.leases().finish(lease(client, study), ended(Result.INFEASIBLE, FailureCause.DIVERGED));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.FAILED);

        assertThat(client.studies().retryFailed(study.id()).trials())
                .isEqualTo(Map.of(TrialState.QUEUED, 2L, TrialState.INFEASIBLE, 2L));
        runAll(client, study, lease -> client.leases().finish(lease, completed(0.5)));

        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        assertThat(client.studies().retryFailed(study.id()).state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void aCancelledStudyTakesNothingUpAgain() {
        StudyView study = create(2, "");
        Lease lease = lease(client, study);
        client.leases().finish(lease, ended(Result.FAILED, FailureCause.TIMEOUT));
        client.studies().cancel(study.id());

        assertRefused(() -> client.trials().retry(lease.trial()), ProblemCode.WRONG_STATE);
        assertRefused(() -> client.studies().retryFailed(study.id()), ProblemCode.WRONG_STATE);
    }

    @Test
    void aRetriedTrialHasItsRetriesAgain() {
        StudyView study = create(1, "\"retry\": {\"WORKER_LOST\": 1, \"CRASHED\": 1},");
        Lease lost = null;
        for (int i = 0; i < 2; i++) {
            lost = lease(client, study);
            client.leases().report(lost, report(1, 0.5));
            service.database().moveClock(LONGER_THAN_A_LEASE);
        }
        assertThat(client.leases().take(ask(study))).isEmpty();
        assertThat(client.trials().get(lost.trial()).state()).isEqualTo(TrialState.FAILED);

        client.trials().retry(lost.trial());

        Lease late = lost;
        assertRefused(() -> client.leases().report(late, report(2, 0.5)), ProblemCode.LEASE_SUPERSEDED);
        client.leases().report(lease(client, study), report(1, 0.5));
        service.database().moveClock(LONGER_THAN_A_LEASE);
        assertThat(client.leases()
                        .finish(lease(client, study), ended(Result.FAILED, FailureCause.CRASHED))
                        .state())
                .isEqualTo(TrialState.QUEUED);
        assertThat(client.leases().finish(lease(client, study), completed(0.5)).state())
                .isEqualTo(TrialState.COMPLETED);
    }

    @Test
    void anExcludedTrialIsNotTheBestAndTeachesNothingUntilItIsTakenBack() {
        StudyView study = create(4, "\"sampler\": {\"type\": \"GAUSSIAN_PROCESS\", \"startupTrials\": 2},");
        Lease best = lease(client, study);
        client.leases().finish(best, completed(0.1));
        client.leases().finish(lease(client, study), completed(0.9));

        assertThat(client.trials().exclude(best.trial(), true).excluded()).isTrue();
        client.trials().exclude(best.trial(), true);

        assertThat(client.studies().best(study.id()).values()).containsExactly(0.9);
        assertThat(Replay.observed(service, study.id())).containsExactly(2L);
        client.leases().finish(lease(client, study), completed(0.8));
        client.trials().exclude(best.trial(), false);
        assertThat(client.studies().best(study.id()).values()).containsExactly(0.1);
        assertThat(Replay.observed(service, study.id())).containsExactly(1L, 2L, 3L);
        client.leases().finish(lease(client, study), completed(0.7));
        assertThat(Replay.differing(service, study.id())).isEmpty();
        assertThat(events(best.trial()))
                .containsExactly(
                        "TRIAL_CREATED service",
                        "TRIAL_ENDED worker:tester",
                        "TRIAL_EXCLUDED local",
                        "TRIAL_EXCLUDED local");
        assertThat(client.trials().all(study.id(), Purpose.SEARCH))
                .extracting(TrialView::excluded)
                .containsOnly(false);
    }

    @Test
    void anExclusionSaysWhether() {
        StudyView study = create(1, "");
        Lease lease = lease(client, study);

        assertThat(service.post("/api/v1/trials/" + lease.trial() + "/exclude", "{}")
                        .statusCode())
                .isEqualTo(400);
        assertRefused(() -> client.trials().exclude(Long.MAX_VALUE, true), ProblemCode.NOT_FOUND);
        assertRefused(() -> client.trials().cancel(Long.MAX_VALUE), ProblemCode.NOT_FOUND);
        assertRefused(() -> client.trials().retry(Long.MAX_VALUE), ProblemCode.NOT_FOUND);
        assertRefused(() -> client.studies().retryFailed(Long.MAX_VALUE), ProblemCode.NOT_FOUND);
    }

    @Test
    void aStudyThatFailedAtItsStartGoesOnWhenItsTrialsAreRetried() {
        StudyView study = create(20, "");
        for (int i = 0; i < Budget.FAILURES_AT_START; i++) {
            client.leases().finish(lease(client, study), ended(Result.FAILED, FailureCause.DATA_ERROR));
        }
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.FAILED);

        assertThat(client.studies().retryFailed(study.id()).state()).isEqualTo(StudyState.ACTIVE);

        client.leases().finish(lease(client, study), ended(Result.FAILED, FailureCause.DATA_ERROR));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.ACTIVE);
        assertThat(Replay.differing(service, study.id())).isEmpty();
    }

    /** Its outcome was answered, so the study has ended; what comes afterwards changes no more how. */
    @Test
    void whatIsExcludedAfterTheLastOutcomeDoesNotChangeHowTheStudyEnded() throws Exception {
        StudyView study = create(1, "");
        Lease lease = lease(client, study);
        CompletableFuture<Void> exclusion;
        try (Connection holder = service.database().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            holdBack(statement, study);
            client.leases().finish(lease, completed(0.5));
            exclusion = CompletableFuture.runAsync(() -> client.trials().exclude(lease.trial(), true));
            service.database().awaitBlocked(2);
            holder.rollback();
        }

        assertThat(exclusion).succeedsWithin(Duration.ofSeconds(20));
        assertThat(client.trials().get(lease.trial()).excluded()).isTrue();
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
    }

    /** Until the transaction ends nothing of the study is numbered. */
    private void holdBack(Statement statement, StudyView study) throws SQLException {
        statement.execute("select pg_advisory_xact_lock(" + 0xCA1 + ", hashint8(" + study.id() + "))");
    }

    @Test
    void theTimeOfAnEarlierEndIsChargedOnce() {
        StudyView study = client.studies()
                .create(study(name(), 5, "").replace("\"trials\": 5", "\"trials\": 5, \"trainingTime\": \"PT1H\""));
        Lease first = lease(client, study);
        service.database().moveClock(Duration.ofMinutes(25));
        client.leases().report(first, report(1, 0.5));
        client.leases().finish(first, ended(Result.FAILED, FailureCause.DATA_ERROR));
        client.trials().retry(first.trial());
        Lease again = lease(client, study);
        assertThat(again.trial()).isEqualTo(first.trial());
        service.database().moveClock(Duration.ofMinutes(25));
        client.leases().report(again, report(1, 0.5));

        assertThat(client.leases().report(again, report(2, 0.5)).directive()).isEqualTo(Directive.Kind.CONTINUE);
        client.leases().finish(again, completed(0.5));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.ACTIVE);

        Lease last = lease(client, study);
        service.database().moveClock(Duration.ofMinutes(11));
        client.leases().report(last, report(1, 0.5));
        client.leases().finish(last, completed(0.5));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
    }
}
