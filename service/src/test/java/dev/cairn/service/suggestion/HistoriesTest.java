package dev.cairn.service.suggestion;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.LateMetrics;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.PointsToTry;
import dev.cairn.client.CairnClient;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Observation;
import dev.cairn.search.sampler.Problem;
import dev.cairn.service.TestService;
import dev.cairn.service.progress.CatchUp;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

class HistoriesTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private History history(StudyView view, long seq) {
        service.bean(CatchUp.class).now(view.id());
        Study study = service.bean(Studies.class).find(view.id()).orElseThrow();
        return service.bean(Histories.class)
                .upTo(study.id(), study.spec().problem(), Math.min(seq, study.lastEventSeq()));
    }

    private Observation observation(StudyView study, long number) {
        return history(study, Long.MAX_VALUE).observations().stream()
                .filter(o -> o.number() == number)
                .findFirst()
                .orElseThrow();
    }

    private Lease reporting(StudyView study, double... losses) {
        Lease lease = lease(client, study);
        for (int i = 0; i < losses.length; i++) {
            client.leases().report(lease, report(i + 1, losses[i]));
        }
        return lease;
    }

    @Test
    void whereATrialWasPrunedTheCompletedShowWhatTheyHadReachedThere() {
        StudyView study = client.studies().create(study(name(), 10, ""));
        client.leases().finish(reporting(study, 0.9, 0.8, 0.7, 0.6), completed(0.6));
        assertThat(observation(study, 1).curve().values()).isEmpty();

        client.leases().finish(reporting(study, 0.99, 0.98), ended(Result.PRUNED, null));
        client.leases().finish(reporting(study, 0.5, 0.4, Double.NaN, 0.3), completed(0.3));
        client.leases().finish(reporting(study, 0.99), completed(0.99));
        assertThat(observation(study, 1).curve().values()).isEqualTo(Map.of(2L, 0.8));
        assertThat(observation(study, 2).curve().values()).isEmpty();
        assertThat(observation(study, 3).curve().values()).isEqualTo(Map.of(2L, 0.4));
        assertThat(observation(study, 4).curve().values()).isEqualTo(Map.of(2L, 0.99));

        client.leases().finish(reporting(study, 0.99, 0.98, 0.97), ended(Result.PRUNED, null));
        assertThat(observation(study, 1).curve().values()).isEqualTo(Map.of(2L, 0.8, 3L, 0.7));
        assertThat(observation(study, 3).curve().values()).isEqualTo(Map.of(2L, 0.4, 3L, 0.4));
    }

    @Test
    void aCompletedTrialThatSkippedTheStepShowsItsLastPointBefore() {
        StudyView study = client.studies().create(study(name(), 10, ""));
        Lease skipping = lease(client, study);
        client.leases().report(skipping, report(2, 0.9));
        client.leases().report(skipping, report(9, 0.5));
        client.leases().report(skipping, report(10, Double.NaN));
        client.leases().report(skipping, report(11, 0.45));
        client.leases().finish(skipping, completed(0.4));
        Lease late = lease(client, study);
        client.leases().report(late, report(3, 0.8));
        client.leases().finish(late, completed(0.7));
        for (long step : new long[] {2, 10}) {
            Lease pruned = lease(client, study);
            client.leases().report(pruned, report(step, 0.99));
            client.leases().finish(pruned, ended(Result.PRUNED, null));
        }

        assertThat(observation(study, 1).curve().values()).isEqualTo(Map.of(2L, 0.9, 10L, 0.5));
        assertThat(observation(study, 2).curve().values()).isEqualTo(Map.of(10L, 0.8));
    }

    @Test
    void theLastPointsOfAnOutcomeBelongToTheCurve() {
        StudyView study = client.studies().create(study(name(), 10, ""));
        Lease first = reporting(study, 0.9);
        client.leases()
                .finish(
                        first,
                        new Outcome(
                                Result.COMPLETED,
                                null,
                                Map.of("loss", 0.5),
                                List.of(new Measurement(2L, Map.of("loss", 0.6, "other", 7.0))),
                                null,
                                null,
                                null));
        client.leases().finish(reporting(study, 0.9, 0.9), ended(Result.PRUNED, null));

        assertThat(observation(study, 1).curve().values()).isEqualTo(Map.of(2L, 0.6));
    }

    @Test
    void onlyTheAttemptThatEndedTheTrialCounts() {
        StudyView study = client.studies().create(study(name(), 10, ""));
        Lease lost = reporting(study, 0.1, 0.1);
        service.database().moveClock(Duration.ofHours(1));
        Lease second = reporting(study, 0.9, 0.8);
        assertThat(second.trial()).isEqualTo(lost.trial());
        service.database().moveClock(Duration.ofSeconds(20));
        client.leases().finish(second, completed(0.7));
        client.leases().finish(reporting(study, 0.9, 0.9), ended(Result.PRUNED, null));

        Observation observation = observation(study, 1);
        assertThat(observation.curve().values()).isEqualTo(Map.of(2L, 0.8));
        assertThat(observation.seconds()).isBetween(20.0, 50.0);
    }

    @Test
    void thePastIsToldAsItWas() {
        StudyView study = client.studies().create(study(name(), 10, ""));
        client.leases().finish(reporting(study, 0.9, 0.8, 0.7), completed(0.7));
        client.leases().finish(reporting(study, 0.99, 0.98), ended(Result.PRUNED, null));
        service.bean(CatchUp.class).now(study.id());
        long then = service.bean(Studies.class).find(study.id()).orElseThrow().lastEventSeq();
        History before = history(study, then);

        client.leases()
                .report(lease(client, study), new Report(List.of(new Measurement(2L, Map.of("loss", 0.5))), null));
        client.leases().finish(reporting(study, 0.99, 0.98, 0.97), ended(Result.PRUNED, null));

        assertThat(history(study, then)).isEqualTo(before);
        assertThat(before.observations().get(0).curve().values()).isEqualTo(Map.of(2L, 0.8));
    }

    @Test
    void whatATrialCostIsKnownHoweverItEnded() {
        StudyView study = client.studies().create(study(name(), 10, ""));
        for (Outcome outcome : List.of(
                completed(0.5), ended(Result.PRUNED, null), ended(Result.INFEASIBLE, FailureCause.DEVICE_OOM))) {
            Lease lease = reporting(study, 0.9);
            service.database().moveClock(Duration.ofSeconds(10));
            client.leases().finish(lease, outcome);
        }
        assertThat(history(study, Long.MAX_VALUE).observations())
                .hasSize(3)
                .allSatisfy(o -> assertThat(o.seconds()).isBetween(10.0, 40.0));
    }

    @Test
    void whatIsRememberedOfManyStudiesStaysBelowItsLimitAndChangesNoAnswer() {
        List<StudyView> studies = Stream.generate(
                        () -> client.studies().create(study(name(), 10, "\"sampler\": {\"type\": \"RANDOM\"},")))
                .limit(30)
                .toList();
        long limit = 20_000;
        var remembered = new Remembered(limit);
        var histories = new Histories(service.bean(JdbcClient.class), service.bean(JsonMapper.class), remembered);
        for (int round = 1; round <= 3; round++) {
            for (StudyView view : studies) {
                client.leases().finish(reporting(view, 0.5), round == 2 ? ended(Result.PRUNED, null) : completed(0.5));
                // Who looks sees all that was answered before.
                client.studies().get(view.id());
                Study study = service.bean(Studies.class).find(view.id()).orElseThrow();
                Problem problem = study.spec().problem();

                assertThat(histories.upTo(study.id(), problem, study.lastEventSeq()))
                        .isEqualTo(histories.stored(study.id(), problem, study.lastEventSeq()));
                assertThat(histories.upTo(study.id(), problem, 2)).isEqualTo(histories.stored(study.id(), problem, 2));
                assertThat(remembered.bytes()).isBetween(1L, limit);
            }
        }
    }

    @Test
    void whatPeopleDoIsRememberedAsItIsStoredAndChangesNothingBefore() {
        StudyView view = client.studies().create(study(name(), 10, "\"sampler\": {\"type\": \"RANDOM\"},"));
        var histories = new Histories(
                service.bean(JdbcClient.class), service.bean(JsonMapper.class), new Remembered(1_000_000));
        Lease failed = lease(client, view);
        Lease done = reporting(view, 0.5);
        Lease pruned = reporting(view, 0.7);
        var point = new PointsToTry(List.of(Map.of("x", 0.125, "kind", "a")), null, null);
        List<Runnable> steps = List.of(
                () -> client.leases().finish(failed, ended(Result.FAILED, FailureCause.DATA_ERROR)),
                () -> client.leases().finish(done, completed(0.5)),
                () -> client.leases().finish(pruned, ended(Result.PRUNED, null)),
                () -> client.trials().retry(failed.trial()),
                () -> client.trials().exclude(pruned.trial(), true),
                () -> client.trials().measure(done.trial(), new LateMetrics(Map.of("loss", 0.25))),
                () -> client.studies().enqueue(view.id(), point, false),
                () -> client.trials().exclude(pruned.trial(), false),
                () -> client.trials().exclude(done.trial(), true));
        Problem problem = view.spec().problem();
        List<History> told = new ArrayList<>();
        List<Long> at = new ArrayList<>();
        for (Runnable step : steps) {
            step.run();
            service.bean(CatchUp.class).now(view.id());
            long seq = service.bean(Studies.class).get(view.id()).lastEventSeq();
            told.add(histories.upTo(view.id(), problem, seq));
            at.add(seq);
        }

        for (int i = 0; i < at.size(); i++) {
            assertThat(histories.stored(view.id(), problem, at.get(i)))
                    .as("after step %d", i)
                    .isEqualTo(told.get(i));
        }
        assertThat(told.get(2).spent()).hasSize(1);
        assertThat(told.get(3).spent()).isEmpty();
        assertThat(told.get(4).observations()).hasSize(1);
        assertThat(told.get(5).observations().get(0).result())
                .isEqualTo(new Observation.Completed(List.of(0.25), List.of(), List.of()));
        assertThat(told.get(6).pending()).hasSize(2);
        assertThat(told.get(8).observations()).extracting(Observation::number).containsExactly(pruned.trialNumber());
    }

    @Test
    void allAttemptsOfATrialMakeItsCost() {
        StudyView study = client.studies().create(study(name(), 10, ""));
        Lease first = reporting(study, 0.9);
        service.database().moveClock(Duration.ofSeconds(20));
        client.leases().finish(first, ended(Result.PREEMPTED, null));
        Lease silent = reporting(study, 0.9);
        assertThat(silent.trial()).isEqualTo(first.trial());
        service.database().moveClock(Duration.ofHours(1));
        Lease last = reporting(study, 0.9);
        assertThat(last.trial()).isEqualTo(first.trial());
        service.database().moveClock(Duration.ofSeconds(25));
        client.leases().finish(last, completed(0.7));

        // The hour of silence is no training.
        assertThat(observation(study, 1).seconds()).isBetween(45.0, 90.0);
    }
}
