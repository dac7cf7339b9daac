package dev.cairn.service;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** An outcome and the next lease in one call. */
class HandoverTest {
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(31);

    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    /** A study with one trial under way and one in the queue. */
    private Lease underWay(StudyView study) {
        Lease first = lease(client, study);
        Lease second = lease(client, study);
        client.leases().finish(second, Fixtures.ended(Result.PREEMPTED, null));
        return first;
    }

    private StudyView create(int trials) {
        return client.studies().create(study(name(), trials, ""));
    }

    private static void assertRefused(ThrowingCallable call, ProblemCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(code));
    }

    @Test
    void anOutcomeBringsTheNextQueuedTrial() {
        StudyView study = create(2);
        Lease first = underWay(study);

        Handover.Answer answer = client.leases().handOver(first, new Handover(completed(1), ask(study)));

        assertThat(answer.outcome().state()).isEqualTo(TrialState.COMPLETED);
        assertThat(answer.lease()).isNotNull();
        assertThat(answer.lease().trial()).isNotEqualTo(first.trial());
        client.leases().finish(answer.lease(), completed(2));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void anEmptyQueueIsNoRefusal() {
        StudyView study = create(2);
        Lease only = lease(client, study);

        Handover.Answer answer = client.leases().handOver(only, new Handover(completed(1), ask(study)));

        assertThat(answer.outcome().state()).isEqualTo(TrialState.COMPLETED);
        assertThat(answer.lease()).isNull();
    }

    @Test
    void theSameHandoverAgainGetsTheSameAnswer() {
        StudyView study = create(3);
        Lease first = underWay(study);
        var handover = new Handover(completed(1), ask(study));

        assertThat(client.leases().handOver(first, handover).lease().attempt())
                .isEqualTo(client.leases().handOver(first, handover).lease().attempt());

        assertThat(client.studies().get(study.id()).trials())
                .isEqualTo(Map.of(TrialState.COMPLETED, 1L, TrialState.RUNNING, 1L));
    }

    @Test
    void aRefusedOutcomeGrantsNothing() {
        StudyView study = create(2);
        Lease first = underWay(study);
        service.database().moveClock(LONGER_THAN_A_LEASE);
        Lease other = lease(client, study);
        Lease again = lease(client, study);
        Lease superseding = other.trial() == first.trial() ? other : again;
        client.leases().finish(superseding == other ? again : other, Fixtures.ended(Result.PREEMPTED, null));

        assertRefused(
                () -> client.leases().handOver(first, new Handover(completed(1), ask(study))),
                ProblemCode.LEASE_SUPERSEDED);
        assertThat(client.studies().get(study.id()).trials())
                .isEqualTo(Map.of(TrialState.RUNNING, 1L, TrialState.QUEUED, 1L));
    }

    @Test
    void aDifferentOutcomeTheSecondTimeIsRefused() {
        StudyView study = create(3);
        Lease first = underWay(study);
        client.leases().handOver(first, new Handover(completed(1), ask(study)));

        assertRefused(
                () -> client.leases()
                        .handOver(first, new Handover(Fixtures.ended(Result.FAILED, FailureCause.TIMEOUT), ask(study))),
                ProblemCode.OUTCOME_DIFFERS);
    }

    @Test
    void anOutcomeIsNotKeptWaiting() {
        StudyView study = create(1);
        Lease only = lease(client, study);
        String body = """
                {"outcome": {"result": "COMPLETED", "metrics": {"loss": 1}},
                 "next": {"request": "0b1d9a0e-5a8e-4a55-9a29-0a1f2f8f6f10", "worker": {"name": "w"}, "hold": "PT1S"}}
                """;
        assertThat(service.post("/api/v1/attempts/" + only.attempt() + "/handover", body)
                        .statusCode())
                .isEqualTo(400);
    }
}
