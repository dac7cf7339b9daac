package dev.cairn.service;

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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.BlobKind;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.suggestion.Replay;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(31);

    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private StudyView create(int trials, String rest) {
        return client.studies().create(study(name(), trials, rest));
    }

    @Test
    void aStudyRunsFromItsFirstLeaseToItsLastOutcome() {
        StudyView study = create(5, "");

        runAll(client, study, lease -> {
            double x = ((Number) lease.point().values().get("x")).doubleValue();
            assertThat(client.leases().report(lease, report(1, 2 * x * x)).directive())
                    .isEqualTo(Directive.Kind.CONTINUE);
            assertThat(client.leases().finish(lease, completed(x * x)).state()).isEqualTo(TrialState.COMPLETED);
        });

        StudyView ended = client.studies().get(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(ended.trials()).isEqualTo(Map.of(TrialState.COMPLETED, 5L));
        List<TrialView> trials = client.trials().all(study.id(), Purpose.SEARCH);
        assertThat(trials).extracting(TrialView::number).containsExactly(1L, 2L, 3L, 4L, 5L);
        double least = trials.stream().mapToDouble(t -> t.values().get(0)).min().orElseThrow();
        assertThat(ended.best().values()).containsExactly(least);
        assertThat(client.trials().curve(trials.get(0).id()))
                .extracting(Measurement::step)
                .containsExactly(1L);
    }

    @Test
    void aRepeatedRequestGetsTheSameGrant() {
        StudyView study = create(3, "");
        LeaseRequest request = ask(study);

        Lease first = client.leases().take(request).orElseThrow();
        Lease again = client.leases().take(request).orElseThrow();

        assertThat(again.attempt()).isEqualTo(first.attempt());
        assertThat(again.token()).isEqualTo(first.token());
        assertThat(client.trials().all(study.id(), Purpose.SEARCH)).hasSize(1);
    }

    @Test
    void aRequestWhoseLeaseHasEndedIsNotGrantedAnew() {
        StudyView study = create(3, "");
        LeaseRequest request = ask(study);
        client.leases().finish(client.leases().take(request).orElseThrow(), completed(1));

        assertRefused(() -> client.leases().take(request), ProblemCode.REQUEST_REUSED);
    }

    @Test
    void anExpiredLeaseReturnsItsTrialToTheQueue() {
        StudyView study = create(1, "");
        Lease first = lease(client, study);
        client.leases().report(first, report(1, 0.5));

        service.database().moveClock(LONGER_THAN_A_LEASE);
        Lease second = lease(client, study);

        assertThat(second.trial()).isEqualTo(first.trial());
        assertThat(second.attemptNumber()).isEqualTo(2);
        assertThat(second.seed()).isEqualTo(first.seed());
        assertThat(second.point()).isEqualTo(first.point());
        assertThat(client.trials().get(first.trial()).attempts())
                .extracting("state")
                .containsExactly(AttemptState.LOST, AttemptState.RUNNING);
    }

    @Test
    void aSupersededAttemptCanNeitherReportNorFinish() {
        StudyView study = create(1, "");
        Lease stale = lease(client, study);
        service.database().moveClock(LONGER_THAN_A_LEASE);
        Lease current = lease(client, study);

        assertRefused(() -> client.leases().report(stale, report(1, 0.1)), ProblemCode.LEASE_SUPERSEDED);
        assertRefused(() -> client.leases().finish(stale, completed(0.1)), ProblemCode.LEASE_SUPERSEDED);

        client.leases().finish(current, completed(0.7));
        assertThat(client.studies().get(study.id()).best().values()).containsExactly(0.7);
        assertThat(client.trials().curve(current.trial())).isEmpty();
    }

    @Test
    void anAttemptThatNobodyReplacedTakesItsTrialBack() {
        StudyView study = create(1, "");
        Lease lease = lease(client, study);
        client.leases().report(lease, report(1, 0.5));
        service.database().moveClock(LONGER_THAN_A_LEASE);
        StudyView other = create(1, "");
        lease(client, other);
        assertThat(client.trials().get(lease.trial()).state()).isEqualTo(TrialState.QUEUED);

        client.leases().report(lease, report(2, 0.4));

        assertThat(client.trials().get(lease.trial()).state()).isEqualTo(TrialState.RUNNING);
        assertThat(client.leases().finish(lease, completed(0.3)).state()).isEqualTo(TrialState.COMPLETED);
        assertThat(client.trials().curve(lease.trial()))
                .extracting(Measurement::step)
                .containsExactly(1L, 2L);
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void anOutcomeThatComesLateStillCountsOnce() {
        StudyView study = create(1, "");
        Lease lease = lease(client, study);
        service.database().moveClock(LONGER_THAN_A_LEASE);
        lease(client, create(1, ""));
        assertThat(client.trials().get(lease.trial()).state()).isEqualTo(TrialState.QUEUED);

        assertThat(client.leases().finish(lease, completed(0.3)).state()).isEqualTo(TrialState.COMPLETED);

        assertThat(client.studies().get(study.id()).trials()).isEqualTo(Map.of(TrialState.COMPLETED, 1L));
    }

    @Test
    void aTrialFailsWhenItsRetriesAreUsedUp() {
        StudyView study = create(1, "\"retry\": {\"WORKER_LOST\": 1},");
        client.leases().report(lease(client, study), report(1, 0.5));
        service.database().moveClock(LONGER_THAN_A_LEASE);
        Lease second = lease(client, study);
        client.leases().report(second, report(1, 0.5));
        service.database().moveClock(LONGER_THAN_A_LEASE);

        assertThat(client.leases().take(ask(study))).isEmpty();

        TrialView trial = client.trials().get(second.trial());
        assertThat(trial.state()).isEqualTo(TrialState.FAILED);
        assertThat(trial.cause()).isEqualTo(FailureCause.WORKER_LOST);
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.FAILED);
        assertThat(client.studies().get(study.id()).reason()).contains("no trial completed");
    }

    @Test
    void anAttemptNeverHeardFromDoesNotCountAgainstRetries() {
        StudyView study = create(1, "\"retry\": {\"WORKER_LOST\": 0},");
        for (int i = 1; i <= 3; i++) {
            assertThat(lease(client, study).attemptNumber()).isEqualTo(i);
            service.database().moveClock(LONGER_THAN_A_LEASE);
        }
    }

    @Test
    void aPreemptedTrialIsQueuedAgain() {
        StudyView study = create(1, "\"retry\": {\"WORKER_LOST\": 0},");
        Lease first = lease(client, study);

        assertThat(client.leases().finish(first, ended(Result.PREEMPTED, null)).state())
                .isEqualTo(TrialState.QUEUED);

        Lease second = lease(client, study);
        assertThat(second.trial()).isEqualTo(first.trial());
        assertRefused(() -> client.leases().report(first, report(1, 1)), ProblemCode.LEASE_SUPERSEDED);
    }

    @Test
    void aMetricThatIsNotANumberMakesTheTrialInfeasible() {
        StudyView study = create(2, "");
        Lease lease = lease(client, study);
        client.leases().report(lease, report(1, Double.NaN));

        assertThat(client.leases().finish(lease, completed(Double.NaN)).state()).isEqualTo(TrialState.INFEASIBLE);

        TrialView trial = client.trials().get(lease.trial());
        assertThat(trial.cause()).isEqualTo(FailureCause.DIVERGED);
        assertThat(trial.values()).isNull();
        assertThat(client.trials().curve(lease.trial()).get(0).metrics().get("loss"))
                .isNaN();
        client.leases().finish(lease(client, study), completed(0.5));
        assertThat(client.studies().get(study.id()).best().values()).containsExactly(0.5);
    }

    private static Outcome measured(double loss, double latency) {
        return new Outcome(Result.COMPLETED, null, Map.of("loss", loss, "latency.ms", latency), null, null, null, null);
    }

    @Test
    void aTrialThatBreaksAConstraintCompletesButIsNotTheBest() {
        StudyView study = create(
                6,
                "\"constraints\": [{\"metric\": \"latency.ms\", \"atMost\": 5, \"atLeast\": 1}, "
                        + "{\"metric\": \"loss\", \"atLeast\": 0.05}],");
        Lease first = lease(client, study);
        assertThatThrownBy(() -> client.leases().finish(first, completed(0.1)))
                .hasMessageContaining("/metrics/latency.ms: the constraint's metric 'latency.ms' is required");
        assertThat(client.leases().finish(first, measured(0.1, 5.5)).state()).isEqualTo(TrialState.COMPLETED);
        client.leases().finish(lease(client, study), measured(0.1, 0.5));
        client.leases().finish(lease(client, study), measured(0.01, 3));
        assertThat(client.studies().get(study.id()).best()).isNull();

        client.leases().finish(lease(client, study), measured(0.3, 5));
        client.leases().finish(lease(client, study), measured(0.4, 1));
        assertThat(client.studies().get(study.id()).best().values()).containsExactly(0.3);

        Lease last = lease(client, study);
        assertThat(client.leases().finish(last, measured(0.1, Double.NaN)).state())
                .isEqualTo(TrialState.INFEASIBLE);
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        assertThat(Replay.outcomes(service, study.id()))
                .containsExactly(
                        List.of(5.5, 0.1), List.of(0.5, 0.1), List.of(3.0, 0.01), List.of(5.0, 0.3), List.of(1.0, 0.4));
    }

    @Test
    void aStudyWhoseTrialsAllBreakAConstraintFailsAndSaysSo() {
        StudyView study = create(1, "\"constraints\": [{\"metric\": \"latency.ms\", \"atMost\": 5}],");
        client.leases().finish(lease(client, study), measured(0.1, 6));

        StudyView ended = client.studies().get(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.FAILED);
        assertThat(ended.reason())
                .isEqualTo("no trial completed within the constraints: the budget of trials is spent; 1 COMPLETED");
    }

    @Test
    void anEqualOutcomeIsAnsweredAgainAndADifferentOneRefused() {
        StudyView study = create(2, "");
        Lease lease = lease(client, study);
        Outcome.Answer answer = client.leases().finish(lease, completed(0.5));

        assertThat(client.leases().finish(lease, completed(0.5))).isEqualTo(answer);
        assertRefused(() -> client.leases().finish(lease, completed(0.6)), ProblemCode.OUTCOME_DIFFERS);

        assertThat(client.trials().get(lease.trial()).values()).containsExactly(0.5);
        assertThat(client.studies().get(study.id()).trials()).isEqualTo(Map.of(TrialState.COMPLETED, 1L));
    }

    @Test
    void anOutcomeWithoutTheObjectivesMetricIsRefusedAndTheTrialGoesOn() {
        StudyView study = create(1, "");
        Lease lease = lease(client, study);
        var outcome = new Outcome(Result.COMPLETED, null, Map.of("accuracy", 1.0), null, null, null, null);

        assertThatThrownBy(() -> client.leases().finish(lease, outcome))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().violations())
                                .extracting("pointer")
                                .containsExactly("/metrics/loss"));

        assertThat(client.trials().get(lease.trial()).state()).isEqualTo(TrialState.RUNNING);
    }

    @Test
    void onlyTheTokenOpensALease() {
        Lease lease = lease(client, create(1, ""));
        var forged = new Lease(
                lease.attempt(),
                lease.attemptNumber(),
                "guess",
                lease.study(),
                lease.studyName(),
                lease.trial(),
                lease.trialNumber(),
                lease.purpose(),
                lease.point(),
                lease.seed(),
                null,
                lease.objectives(),
                null,
                null,
                lease.timeLeft());

        assertRefused(() -> client.leases().report(forged, report(1, 1)), ProblemCode.UNAUTHORIZED);
        assertRefused(() -> client.leases().finish(forged, completed(1)), ProblemCode.UNAUTHORIZED);
        assertThat(service.post("/api/v1/attempts/" + lease.attempt() + "/measurements", "{}")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aRepeatedStepIsIgnored() {
        Lease lease = lease(client, create(1, ""));
        client.leases().report(lease, report(1, 0.5));
        client.leases().report(lease, report(1, 0.9));
        client.leases()
                .report(
                        lease,
                        new Report(
                                List.of(
                                        new Measurement(2L, Map.of("loss", 0.4)),
                                        new Measurement(2L, Map.of("loss", 0.8))),
                                "the log"));

        assertThat(client.trials().curve(lease.trial()))
                .extracting(m -> m.metrics().get("loss"))
                .containsExactly(0.5, 0.4);
        assertThat(client.trials().log(lease.attempt())).isEqualTo("the log");
        client.leases().report(lease, new Report(null, null));
        assertThat(client.trials().log(lease.attempt())).isEqualTo("the log");
        client.leases().report(lease, new Report(null, "the last lines"));
        assertThat(client.trials().log(lease.attempt())).isEqualTo("the last lines");
    }

    @Test
    void aTrialBehindTheMedianIsStopped() {
        StudyView study = create(3, "\"pruner\": {\"type\": \"MEDIAN\", \"startupTrials\": 2, \"warmupSteps\": 1},");
        for (int i = 0; i < 2; i++) {
            Lease good = lease(client, study);
            client.leases().report(good, report(1, 0.2));
            client.leases().report(good, report(2, 0.1));
            client.leases().finish(good, completed(0.1));
        }
        Lease bad = lease(client, study);

        assertThat(client.leases().report(bad, report(1, 0.9)).directive()).isEqualTo(Directive.Kind.CONTINUE);
        assertThat(client.leases().report(bad, report(2, 0.8)).directive()).isEqualTo(Directive.Kind.STOP);
        // Stored, not merely said once.
        assertThat(client.leases().report(bad, new Report(null, null)).directive())
                .isEqualTo(Directive.Kind.STOP);
        assertThat(client.leases().finish(bad, ended(Result.PRUNED, null)).state())
                .isEqualTo(TrialState.PRUNED);
        assertThat(client.studies().get(study.id()).trials())
                .isEqualTo(Map.of(TrialState.COMPLETED, 2L, TrialState.PRUNED, 1L));
        assertThat(client.trials().get(bad.trial()).stopReason()).startsWith("best by step 2 is 0.8000, behind 0.1000");
        assertThat(client.trials().all(study.id(), Purpose.SEARCH))
                .extracting(TrialView::stopReason)
                .filteredOn(Objects::nonNull)
                .hasSize(1);
    }

    @Test
    void aStoppedTrialWhoseWorkerVanishesIsPruned() {
        StudyView study = create(2, "\"pruner\": {\"type\": \"MEDIAN\", \"startupTrials\": 1, \"warmupSteps\": 0},");
        Lease good = lease(client, study);
        client.leases().report(good, report(1, 0.1));
        client.leases().finish(good, completed(0.1));
        Lease bad = lease(client, study);
        assertThat(client.leases().report(bad, report(1, 0.9)).directive()).isEqualTo(Directive.Kind.STOP);
        service.database().moveClock(LONGER_THAN_A_LEASE);

        assertThat(client.leases().take(ask(study))).isEmpty();

        assertThat(client.trials().get(bad.trial()).state()).isEqualTo(TrialState.PRUNED);
    }

    @Test
    void cancellingTellsRunningTrialsAndEndsTheStudy() {
        StudyView study = create(5, "");
        Lease running = lease(client, study);

        assertThat(client.studies().cancel(study.id()).state()).isEqualTo(StudyState.STOPPING);
        assertThat(client.leases().take(ask(study))).isEmpty();
        assertThat(client.leases().report(running, report(1, 1)).directive()).isEqualTo(Directive.Kind.CANCEL);
        assertThat(client.leases().finish(running, ended(Result.PRUNED, null)).state())
                .isEqualTo(TrialState.CANCELLED);
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.CANCELLED);
    }

    @Test
    void aTrialThatIsQueuedAgainWhileItsStudyStopsIsCancelled() {
        StudyView study = create(5, "");
        Lease running = lease(client, study);
        client.studies().cancel(study.id());
        service.database().moveClock(LONGER_THAN_A_LEASE);

        lease(client, create(1, ""));

        assertThat(client.trials().get(running.trial()).state()).isEqualTo(TrialState.CANCELLED);
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.CANCELLED);
    }

    @Test
    void aTrialQueuedByARaceWithTheCancellationDoesNotKeepTheStudyOpen() {
        StudyView study = create(5, "");
        Lease running = lease(client, study);
        client.studies().cancel(study.id());
        // As if the worker's PREEMPTED had been judged just before the cancellation committed.
        service.database()
                .execute("update attempt set state = 'PREEMPTED', ended_at = cairn_now() where id = "
                        + running.attempt()
                        + "; update trial set state = 'QUEUED', leased_until = null where id = " + running.trial()
                        + "; insert into event (study_id, type, trial_id, actor) values (" + study.id()
                        + ", 'TRIAL_QUEUED', " + running.trial() + ", 'test')");

        service.bean(Sequencer.class).run(study.id());

        assertThat(client.trials().get(running.trial()).state()).isEqualTo(TrialState.CANCELLED);
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.CANCELLED);
    }

    @Test
    void aPausedStudyGrantsNothingUntilItIsResumed() {
        StudyView study = create(2, "");
        Lease running = lease(client, study);
        client.studies().pause(study.id());

        assertThat(client.leases().take(ask(study))).isEmpty();
        client.leases().finish(running, completed(1));
        client.studies().resume(study.id());

        assertThat(client.leases().take(ask(study))).isPresent();
    }

    @Test
    void aPausedStudyWhoseLastTrialEndsWaitsForItsResumption() {
        StudyView study = create(1, "");
        Lease last = lease(client, study);
        client.studies().pause(study.id());
        client.leases().finish(last, completed(1));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.PAUSED);

        assertThat(client.studies().resume(study.id()).state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void preemptionsNeverUseUpATrial() {
        StudyView study = create(1, "\"retry\": {\"WORKER_LOST\": 1},");
        for (int i = 0; i < 25; i++) {
            client.leases().finish(lease(client, study), ended(Result.PREEMPTED, null));
        }
        Lease lost = lease(client, study);
        client.leases().report(lost, report(1, 1));
        service.database().moveClock(LONGER_THAN_A_LEASE);

        assertThat(lease(client, study).trial()).isEqualTo(lost.trial());
    }

    @Test
    void noMoreTrialsAreOpenThanTheStudyAllows() {
        StudyView study = client.studies()
                .create(study(name(), 5, "").replace("\"trials\": 5", "\"trials\": 5, \"parallel\": 2"));
        Lease first = lease(client, study);
        lease(client, study);

        assertThat(client.leases().take(ask(study))).isEmpty();
        client.leases().finish(first, completed(1));
        assertThat(client.leases().take(ask(study))).isPresent();
    }

    @Test
    void aModelArrivesWithItsOutcomeOrNotAtAll(@TempDir Path folder) throws Exception {
        StudyView study = create(1, "");
        Lease lease = lease(client, study);
        byte[] model = ("the model of " + study.id()).getBytes(StandardCharsets.UTF_8);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model));
        var outcome = new Outcome(
                Result.COMPLETED, null, Map.of("loss", 1.0), null, Map.of(BlobKind.MODEL, sha256), null, null);

        assertRefused(() -> client.leases().finish(lease, outcome), ProblemCode.INVALID_REQUEST);
        assertThat(client.trials().get(lease.trial()).state()).isEqualTo(TrialState.RUNNING);
        assertRefused(() -> client.blobs().put("0".repeat(64), model), ProblemCode.DIGEST_MISMATCH);
        client.blobs().put(sha256, model);
        client.blobs().put(sha256, model);
        client.leases().finish(lease, outcome);

        assertThat(client.trials().get(lease.trial()).model()).isEqualTo(sha256);
        assertThat(client.trials().model(lease.trial(), folder.resolve("model.zip")))
                .hasBinaryContent(model);
    }

    @Test
    void theSameSeedAndTheSameResultsSuggestTheSamePoints() {
        List<List<Object>> points = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            StudyView study = create(12, "\"seed\": 99,");
            runAll(
                    client,
                    study,
                    lease -> client.leases()
                            .finish(
                                    lease,
                                    completed(Math.abs(
                                            ((Number) lease.point().values().get("x")).doubleValue() - 0.3))));
            points.add(client.trials().all(study.id(), Purpose.SEARCH).stream()
                    .map(trial -> (Object) List.of(trial.point(), trial.seed()))
                    .toList());
        }
        assertThat(points.get(0)).hasSize(12).isEqualTo(points.get(1));
    }

    @Test
    void aGridIsVisitedOnceAndThenTheStudyEnds() {
        StudyView study = client.studies().create("""
                {"name": "%s", "space": {"parameters": [
                    {"name": "a", "type": "ORDINAL", "values": [1, 2, 3]},
                    {"name": "b", "type": "CATEGORICAL", "values": ["p", "q"]}]},
                 "objectives": [{"metric": "loss"}], "sampler": {"type": "GRID"}, "budget": {"trials": 100}}
                """.formatted(name()));

        runAll(client, study, lease -> client.leases().finish(lease, completed(1)));

        assertThat(client.trials().all(study.id(), Purpose.SEARCH))
                .hasSize(6)
                .extracting(TrialView::point)
                .doesNotHaveDuplicates();
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        assertThat(client.studies().get(study.id()).reason()).isEqualTo("every point of the grid was tried");
    }

    @Test
    void aStudyWithoutAnAdmissiblePointSaysThatNoneWasFound() {
        StudyView study = client.studies().create("""
                {"name": "%s", "space": {"parameters": [
                    {"name": "x", "type": "REAL", "low": 0, "high": 1},
                    {"name": "y", "type": "REAL", "low": 0, "high": 1}],
                    "constraints": ["x * x + y * y >= 1.5", "x + y <= 1.6"]},
                 "objectives": [{"metric": "loss"}], "budget": {"trials": 100}}
                """.formatted(name()));

        assertThat(client.leases().take(ask(study))).isEmpty();

        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.FAILED);
        assertThat(client.studies().get(study.id()).reason())
                .isEqualTo("no trial completed: no untried point was found that keeps to the constraints");
    }
}
