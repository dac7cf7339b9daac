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
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.CairnClient;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Observation;
import dev.cairn.service.TestService;
import dev.cairn.service.progress.CatchUp;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
            client.report(lease, report(i + 1, losses[i]));
        }
        return lease;
    }

    @Test
    void whereATrialWasPrunedTheCompletedShowWhatTheyHadReachedThere() {
        StudyView study = client.createStudy(study(name(), 10, ""));
        client.finish(reporting(study, 0.9, 0.8, 0.7, 0.6), completed(0.6));
        assertThat(observation(study, 1).curve().values()).isEmpty();

        client.finish(reporting(study, 0.99, 0.98), ended(Result.PRUNED, null));
        client.finish(reporting(study, 0.5, 0.4, Double.NaN, 0.3), completed(0.3));
        client.finish(reporting(study, 0.99), completed(0.99));
        assertThat(observation(study, 1).curve().values()).isEqualTo(Map.of(2L, 0.8));
        assertThat(observation(study, 2).curve().values()).isEmpty();
        assertThat(observation(study, 3).curve().values()).isEqualTo(Map.of(2L, 0.4));
        assertThat(observation(study, 4).curve().values()).isEqualTo(Map.of(2L, 0.99));

        client.finish(reporting(study, 0.99, 0.98, 0.97), ended(Result.PRUNED, null));
        assertThat(observation(study, 1).curve().values()).isEqualTo(Map.of(2L, 0.8, 3L, 0.7));
        assertThat(observation(study, 3).curve().values()).isEqualTo(Map.of(2L, 0.4, 3L, 0.4));
    }

    @Test
    void aCompletedTrialThatSkippedTheStepShowsItsLastPointBefore() {
        StudyView study = client.createStudy(study(name(), 10, ""));
        Lease skipping = lease(client, study);
        client.report(skipping, report(2, 0.9));
        client.report(skipping, report(9, 0.5));
        client.report(skipping, report(10, Double.NaN));
        client.report(skipping, report(11, 0.45));
        client.finish(skipping, completed(0.4));
        Lease late = lease(client, study);
        client.report(late, report(3, 0.8));
        client.finish(late, completed(0.7));
        for (long step : new long[] {2, 10}) {
            Lease pruned = lease(client, study);
            client.report(pruned, report(step, 0.99));
            client.finish(pruned, ended(Result.PRUNED, null));
        }

        assertThat(observation(study, 1).curve().values()).isEqualTo(Map.of(2L, 0.9, 10L, 0.5));
        assertThat(observation(study, 2).curve().values()).isEqualTo(Map.of(10L, 0.8));
    }

    @Test
    void theLastPointsOfAnOutcomeBelongToTheCurve() {
        StudyView study = client.createStudy(study(name(), 10, ""));
        Lease first = reporting(study, 0.9);
        client.finish(
                first,
                new Outcome(
                        Result.COMPLETED,
                        null,
                        Map.of("loss", 0.5),
                        List.of(new Measurement(2L, Map.of("loss", 0.6, "other", 7.0))),
                        null,
                        null,
                        null));
        client.finish(reporting(study, 0.9, 0.9), ended(Result.PRUNED, null));

        assertThat(observation(study, 1).curve().values()).isEqualTo(Map.of(2L, 0.6));
    }

    @Test
    void onlyTheAttemptThatEndedTheTrialCounts() {
        StudyView study = client.createStudy(study(name(), 10, ""));
        Lease lost = reporting(study, 0.1, 0.1);
        service.database().moveClock(Duration.ofHours(1));
        Lease second = reporting(study, 0.9, 0.8);
        assertThat(second.trial()).isEqualTo(lost.trial());
        service.database().moveClock(Duration.ofSeconds(20));
        client.finish(second, completed(0.7));
        client.finish(reporting(study, 0.9, 0.9), ended(Result.PRUNED, null));

        Observation observation = observation(study, 1);
        assertThat(observation.curve().values()).isEqualTo(Map.of(2L, 0.8));
        assertThat(observation.seconds()).isBetween(20.0, 50.0);
    }

    @Test
    void thePastIsToldAsItWas() {
        StudyView study = client.createStudy(study(name(), 10, ""));
        client.finish(reporting(study, 0.9, 0.8, 0.7), completed(0.7));
        client.finish(reporting(study, 0.99, 0.98), ended(Result.PRUNED, null));
        service.bean(CatchUp.class).now(study.id());
        long then = service.bean(Studies.class).find(study.id()).orElseThrow().lastEventSeq();
        History before = history(study, then);

        client.report(lease(client, study), new Report(List.of(new Measurement(2L, Map.of("loss", 0.5))), null));
        client.finish(reporting(study, 0.99, 0.98, 0.97), ended(Result.PRUNED, null));

        assertThat(history(study, then)).isEqualTo(before);
        assertThat(before.observations().get(0).curve().values()).isEqualTo(Map.of(2L, 0.8));
    }

    @Test
    void whatATrialCostIsKnownHoweverItEnded() {
        StudyView study = client.createStudy(study(name(), 10, ""));
        for (Outcome outcome : List.of(
                completed(0.5), ended(Result.PRUNED, null), ended(Result.INFEASIBLE, FailureCause.DEVICE_OOM))) {
            Lease lease = reporting(study, 0.9);
            service.database().moveClock(Duration.ofSeconds(10));
            client.finish(lease, outcome);
        }
        assertThat(history(study, Long.MAX_VALUE).observations())
                .hasSize(3)
                .allSatisfy(o -> assertThat(o.seconds()).isBetween(10.0, 40.0));
    }
}
