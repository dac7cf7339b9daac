package dev.cairn.service;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.search.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search ends with the first part of its budget that is spent, and says which. */
class BudgetTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private StudyView create(int trials, String budget) {
        return create(client, trials, budget);
    }

    private static StudyView create(CairnClient client, int trials, String budget) {
        return client.studies()
                .create(Fixtures.study(name(), trials, "")
                        .replace("\"trials\": " + trials, "\"trials\": " + trials + ", " + budget));
    }

    private void forward(Duration time) {
        service.database().moveClock(time);
    }

    /** Renews the lease, so that it is held while the clock is moved further. */
    private Directive.Kind beat(Lease lease) {
        return client.leases().report(lease, new Report(null, null)).directive();
    }

    @Test
    void aStudyEndsWhenItsTimeIsUp() {
        StudyView study = create(10, "\"duration\": \"PT2H\"");
        client.leases().finish(lease(client, study), completed(0.5));
        forward(Duration.ofMinutes(119));
        Lease running = lease(client, study);
        forward(Duration.ofMinutes(2));
        beat(running);

        assertThat(client.leases().take(ask(study))).isEmpty();

        StudyView stopping = client.studies().get(study.id());
        assertThat(stopping.state()).isEqualTo(StudyState.STOPPING);
        assertThat(stopping.reason()).isEqualTo("the budget of PT2H since the study's creation is spent");
        assertThat(beat(running)).isEqualTo(Directive.Kind.CANCEL);
        client.leases().finish(running, ended(Result.PRUNED, null));
        StudyView ended = client.studies().get(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(ended.reason()).isEqualTo(stopping.reason());
        assertThat(ended.trials()).isEqualTo(Map.of(TrialState.COMPLETED, 1L, TrialState.CANCELLED, 1L));
    }

    @Test
    void theSweepEndsAStudyThatNobodyAsksFor() {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService sweeping = TestService.start(database, database.url(), "PT0.05S")) {
            StudyView study = create(sweeping.client(), 10, "\"duration\": \"PT2H\"");
            database.moveClock(Duration.ofHours(2));

            Instant end = Instant.now().plus(PATIENCE);
            while (!sweeping.client().studies().get(study.id()).state().isFinal()
                    && Instant.now().isBefore(end)) {
                Thread.onSpinWait();
            }

            StudyView ended = sweeping.client().studies().get(study.id());
            assertThat(ended.state()).isEqualTo(StudyState.FAILED);
            assertThat(ended.reason())
                    .isEqualTo("no trial completed: the budget of PT2H since the study's creation is spent");
        }
    }

    @Test
    void aTrialThatCompletesWithinItsGraceCounts() {
        StudyView study = create(10, "\"duration\": \"PT1H\"");
        Lease running = lease(client, study);
        forward(Duration.ofHours(1));
        beat(running);
        client.leases().take(ask(study));

        assertThat(client.leases().finish(running, completed(0.3)).state()).isEqualTo(TrialState.COMPLETED);

        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        assertThat(client.studies().get(study.id()).best().values()).containsExactly(0.3);
    }

    @Test
    void theGraceEndsWithTheLeaseHoweverOftenTheWorkerReports() {
        StudyView study = create(10, "\"duration\": \"PT1H\"");
        client.leases().finish(lease(client, study), completed(0.5));
        Lease deaf = lease(client, study);
        forward(Duration.ofHours(1));
        beat(deaf);
        client.leases().take(ask(study));
        forward(Duration.ofSeconds(20));

        Directive told = client.leases().report(deaf, report(1, 0.1));
        assertThat(told.directive()).isEqualTo(Directive.Kind.CANCEL);
        assertThat(told.timeLeft()).isLessThanOrEqualTo(Duration.ofSeconds(10));
        forward(Duration.ofSeconds(11));
        assertThat(client.leases().take(ask(study))).isEmpty();

        assertThat(client.trials().get(deaf.trial()).state()).isEqualTo(TrialState.CANCELLED);
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        assertThatThrownBy(() -> client.leases().finish(deaf, completed(0.1)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.LEASE_SUPERSEDED));
    }

    @Test
    void queuedTrialsAreCancelledWithTheSearch() {
        StudyView study = create(10, "\"target\": 0.1");
        Lease queued = lease(client, study);
        Lease winner = lease(client, study);
        client.leases().finish(queued, ended(Result.PREEMPTED, null));

        client.leases().finish(winner, completed(0.05));

        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        assertThat(client.trials().get(queued.trial()).state()).isEqualTo(TrialState.CANCELLED);
    }

    @Test
    void trainingTimeIsSummedOverAllAttempts() {
        StudyView study = create(10, "\"trainingTime\": \"PT1H\"");
        Lease first = lease(client, study);
        forward(Duration.ofMinutes(20));
        client.leases().finish(first, completed(0.5));
        Lease preempted = lease(client, study);
        forward(Duration.ofMinutes(20));
        client.leases().finish(preempted, ended(Result.PREEMPTED, null));
        // Time in which nothing trains costs nothing, and a lost worker only what it was heard to train.
        forward(Duration.ofHours(3));
        Lease lost = lease(client, study);
        forward(Duration.ofMinutes(10));
        beat(lost);
        forward(Duration.ofHours(3));
        Lease again = lease(client, study);
        assertThat(again.trial()).isEqualTo(preempted.trial());
        forward(Duration.ofMinutes(9));
        assertThat(beat(again)).isEqualTo(Directive.Kind.CONTINUE);
        lease(client, study);
        forward(Duration.ofMinutes(1));
        beat(again);

        assertThat(client.leases().take(ask(study))).isEmpty();

        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.STOPPING);
        assertThat(client.studies().get(study.id()).reason()).isEqualTo("the budget of PT1H of training is spent");
        client.leases().finish(again, completed(0.4));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void aTargetThatIsReachedEndsTheSearch() {
        StudyView study = create(10, "\"target\": 0.1");
        client.leases().finish(lease(client, study), completed(0.11));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.ACTIVE);

        client.leases().finish(lease(client, study), completed(0.1));

        StudyView ended = client.studies().get(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(ended.reason()).isEqualTo("trial 2 reached the target: loss is 0.1 where 0.1 was asked for");
        assertThat(client.leases().take(ask(study))).isEmpty();
    }

    @Test
    void aTargetIsReachedFromBelowWhereMoreIsBetter() {
        StudyView study = client.studies()
                .create(Fixtures.study(name(), 9, "")
                        .replace("{\"metric\": \"loss\"}", "{\"metric\": \"loss\", \"direction\": \"MAXIMIZE\"}")
                        .replace("\"trials\": 9", "\"trials\": 9, \"target\": 0.9"));
        client.leases().finish(lease(client, study), completed(0.89));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.ACTIVE);

        client.leases().finish(lease(client, study), completed(0.95));

        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void aStudyThatGetsNoBetterEnds() {
        StudyView study = create(20, "\"patience\": 3");
        client.leases().finish(lease(client, study), completed(0.9));
        client.leases().finish(lease(client, study), completed(0.95));
        client.leases().finish(lease(client, study), ended(Result.INFEASIBLE, FailureCause.DIVERGED));
        // As good as the best is no progress; better is.
        client.leases().finish(lease(client, study), completed(0.5));
        client.leases().finish(lease(client, study), completed(0.5));
        client.leases().finish(lease(client, study), ended(Result.PRUNED, null));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.ACTIVE);

        client.leases().finish(lease(client, study), completed(0.6));

        StudyView ended = client.studies().get(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(ended.reason()).isEqualTo("the last 3 trials brought no progress");
    }

    @Test
    void aPausedStudyWhoseTimeIsUpEndsWhenItIsResumed() {
        StudyView study = create(10, "\"duration\": \"PT1H\"");
        client.leases().finish(lease(client, study), completed(0.5));
        client.studies().pause(study.id());
        forward(Duration.ofHours(1));
        client.leases().take(ask(study));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.PAUSED);

        assertThat(client.studies().resume(study.id()).state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void aPersonMayCancelWhatABudgetIsEnding() {
        StudyView study = create(10, "\"target\": 0.1");
        Lease running = lease(client, study);
        client.leases().finish(lease(client, study), completed(0.05));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.STOPPING);

        client.studies().cancel(study.id());
        client.studies().cancel(study.id());
        client.leases().finish(running, ended(Result.PRUNED, null));

        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.CANCELLED);
        assertThat(client.studies().get(study.id()).reason()).isEqualTo("cancelled");
    }

    private void fail(StudyView study, FailureCause cause) {
        client.leases().finish(lease(client, study), ended(Result.FAILED, cause));
    }

    @Test
    void aStudyWhoseFirstTrialsAllFailEnds() {
        StudyView study = create(100, "\"parallel\": 50");
        for (int i = 0; i < 6; i++) {
            fail(study, FailureCause.DATA_ERROR);
        }
        for (int i = 0; i < 3; i++) {
            fail(study, FailureCause.TIMEOUT);
        }
        Lease running = lease(client, study);
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.ACTIVE);

        fail(study, FailureCause.TIMEOUT);

        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.STOPPING);
        assertThat(beat(running)).isEqualTo(Directive.Kind.CANCEL);
        client.leases().finish(running, ended(Result.PRUNED, null));
        StudyView ended = client.studies().get(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.FAILED);
        assertThat(ended.reason())
                .isEqualTo("the first 10 trials failed, most often by DATA_ERROR (6), lastly: because");
    }

    @Test
    void oneGoodTrialIsEnoughForAStudyToGoOn() {
        StudyView study = create(100, "\"parallel\": 50");
        client.leases().finish(lease(client, study), ended(Result.INFEASIBLE, FailureCause.DIVERGED));
        for (int i = 0; i < 15; i++) {
            fail(study, FailureCause.DATA_ERROR);
        }

        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.ACTIVE);
    }

    @Test
    void aStudyEndsAfterSoManyFailuresInTotal() {
        StudyView study = create(100, "\"failures\": 3");
        for (int i = 0; i < 2; i++) {
            fail(study, FailureCause.DATA_ERROR);
            client.leases().finish(lease(client, study), completed(0.5));
        }
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.ACTIVE);

        fail(study, FailureCause.TIMEOUT);

        StudyView ended = client.studies().get(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.FAILED);
        assertThat(ended.reason()).isEqualTo("3 trials failed, most often by DATA_ERROR (2), lastly: because");
        assertThat(ended.best().values()).containsExactly(0.5);
    }

    @Test
    void failuresThatWereImportedAreNone(@TempDir Path folder) throws IOException {
        StudyView study = create(100, "\"failures\": 3, \"failuresInARow\": 2");
        Path file = Files.writeString(folder.resolve("failed.ndjson"), """
                {"type": "TRIAL", "number": 1, "state": "FAILED", "cause": "CRASHED", "point": {"x": 0.5, "kind": "a"}}
                {"type": "TRIAL", "number": 2, "state": "FAILED", "cause": "CRASHED", "point": {"x": 0.6, "kind": "a"}}
                """);
        client.studies().importTrials(study.id(), file, "application/x-ndjson", false, false);

        fail(study, FailureCause.DATA_ERROR);
        client.leases().finish(lease(client, study), completed(0.5));
        fail(study, FailureCause.DATA_ERROR);
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.ACTIVE);

        fail(study, FailureCause.DATA_ERROR);
        assertThat(client.studies().get(study.id()).reason())
                .isEqualTo("3 trials failed, most often by DATA_ERROR (3), lastly: because");
    }

    @Test
    void aStudyEndsAfterSoManyFailuresInARow() {
        StudyView study = create(100, "\"failuresInARow\": 3");
        for (int i = 0; i < 2; i++) {
            fail(study, FailureCause.DATA_ERROR);
            fail(study, FailureCause.DATA_ERROR);
            client.leases().finish(lease(client, study), completed(0.5));
        }
        fail(study, FailureCause.DATA_ERROR);
        fail(study, FailureCause.DATA_ERROR);
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.ACTIVE);

        fail(study, FailureCause.TIMEOUT);

        StudyView ended = client.studies().get(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.FAILED);
        assertThat(ended.reason()).startsWith("the last 3 trials failed, most often by DATA_ERROR (6)");
    }

    @Test
    void everyPartOfABudgetIsChecked() {
        assertThatThrownBy(
                        () -> create(
                                5,
                                "\"duration\": \"PT0S\", \"trainingTime\": \"-PT1S\", \"target\": \"NaN\", \"patience\": 0, \"failures\": 0, \"failuresInARow\": 0"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().violations())
                                .extracting(Violation::pointer)
                                .containsExactlyInAnyOrder(
                                        "/budget/duration",
                                        "/budget/trainingTime",
                                        "/budget/target",
                                        "/budget/failures",
                                        "/budget/failuresInARow",
                                        "/budget/patience"));
    }
}
