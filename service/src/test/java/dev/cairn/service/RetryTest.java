package dev.cairn.service;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.study.RetryRules;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.search.Violation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which failures are followed by another attempt, how often and how soon. */
class RetryTest {
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(31);

    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private StudyView create(String retry) {
        return client.studies().create(study(name(), 1, "\"retry\": {" + retry + "},"));
    }

    private TrialState fail(StudyView study, FailureCause cause) {
        return client.leases()
                .finish(lease(client, study), ended(Result.FAILED, cause))
                .state();
    }

    private void forward(long seconds) {
        service.database().moveClock(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCause.class,
            names = {"CRASHED", "TIMEOUT"})
    void aCauseIsTriedAgainAsOftenAsTheStudyAllows(FailureCause cause) {
        StudyView study = create("\"" + cause + "\": 2");

        assertThat(fail(study, cause)).isEqualTo(TrialState.QUEUED);
        assertThat(fail(study, cause)).isEqualTo(TrialState.QUEUED);
        assertThat(fail(study, cause)).isEqualTo(TrialState.FAILED);
    }

    @Test
    void eachCauseHasALimitOfItsOwn() {
        StudyView study = create("\"CRASHED\": 1, \"TIMEOUT\": 1");

        assertThat(fail(study, FailureCause.CRASHED)).isEqualTo(TrialState.QUEUED);
        assertThat(fail(study, FailureCause.TIMEOUT)).isEqualTo(TrialState.QUEUED);
        assertThat(fail(study, FailureCause.TIMEOUT)).isEqualTo(TrialState.FAILED);
    }

    @Test
    void whatCannotSucceedIsNotTriedAgain() {
        assertThat(fail(create("\"CRASHED\": 9, \"TIMEOUT\": 9"), FailureCause.DATA_ERROR))
                .isEqualTo(TrialState.FAILED);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureCause.class,
            names = {"WORKER_LOST", "CRASHED", "TIMEOUT"},
            mode = EnumSource.Mode.EXCLUDE)
    void noLimitIsTakenForACauseThatIsNeverCounted(FailureCause cause) {
        assertRefused("\"" + cause + "\": 1", "/retry/" + cause);
        assertThat(RetryRules.DEFAULT.limit(cause)).isZero();
    }

    private void assertRefused(String retry, String... pointers) {
        assertThatThrownBy(() -> create(retry))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().violations())
                                .extracting(Violation::pointer)
                                .containsExactlyInAnyOrder(pointers));
    }

    @Test
    void everyRuleIsChecked() {
        assertRefused(
                "\"WORKER_LOST\": -1, \"CRASHED\": 101, \"TIMEOUT\": -1, \"backoff\": \"-PT1S\"",
                "/retry/WORKER_LOST",
                "/retry/CRASHED",
                "/retry/TIMEOUT",
                "/retry/backoff");
        assertRefused("\"backoff\": \"PT1M\", \"longestBackoff\": \"PT59S\"", "/retry/longestBackoff");
        assertThat(create("\"backoff\": \"PT1H\"").spec().retry().longestBackoff())
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void theWaitDoublesUntilItIsLongest() {
        StudyView study = create("\"CRASHED\": 9, \"backoff\": \"PT30S\", \"longestBackoff\": \"PT100S\"");

        for (long wait : new long[] {30, 60, 100, 100}) {
            assertThat(fail(study, FailureCause.CRASHED)).isEqualTo(TrialState.QUEUED);
            forward(wait - 2);
            assertThat(client.leases().take(ask(study))).isEmpty();
            forward(2);
        }
        assertThat(client.leases().take(ask(study))).isPresent();
    }

    @Test
    void failuresOfEveryCountedCauseLengthenTheWait() {
        StudyView study = create("\"WORKER_LOST\": 9, \"CRASHED\": 9, \"backoff\": \"PT30S\"");
        client.leases().report(lease(client, study), report(1, 0.5));
        service.database().moveClock(LONGER_THAN_A_LEASE);

        assertThat(client.leases().take(ask(study))).isEmpty();
        forward(30);
        fail(study, FailureCause.CRASHED);
        forward(58);
        assertThat(client.leases().take(ask(study))).isEmpty();
        forward(2);
        assertThat(client.leases().take(ask(study))).isPresent();
    }

    @Test
    void whatDoesNotCountDoesNotWait() {
        StudyView study = create("\"WORKER_LOST\": 0, \"backoff\": \"PT30S\"");
        for (int i = 0; i < 3; i++) {
            client.leases().finish(lease(client, study), ended(Result.PREEMPTED, null));
        }
        // Never heard from: its grant may not even have arrived.
        lease(client, study);
        service.database().moveClock(LONGER_THAN_A_LEASE);

        assertThat(client.leases().take(ask(study))).isPresent();
    }

    @Test
    void aWorkerThatWasOnlyAwayNeedNotWait() {
        StudyView study = create("\"backoff\": \"PT1H\"");
        Lease lease = lease(client, study);
        client.leases().report(lease, report(1, 0.5));
        service.database().moveClock(LONGER_THAN_A_LEASE);
        assertThat(client.leases().take(ask(study))).isEmpty();

        assertThat(client.leases().report(lease, report(2, 0.4)).directive()).isEqualTo(Directive.Kind.CONTINUE);

        assertThat(client.trials().get(lease.trial()).state()).isEqualTo(TrialState.RUNNING);
    }

    @Test
    void aTrialThatIsGivenBackByAWorkerThatWasAwayDoesNotWait() {
        StudyView study = create("\"backoff\": \"PT1H\"");
        Lease lease = lease(client, study);
        client.leases().report(lease, report(1, 0.5));
        service.database().moveClock(LONGER_THAN_A_LEASE);
        assertThat(client.leases().take(ask(study))).isEmpty();
        client.leases().report(lease, report(2, 0.4));

        client.leases().finish(lease, ended(Result.PREEMPTED, null));

        assertThat(client.leases().take(ask(study))).isPresent();
    }
}
