package dev.cairn.service.insight;

import static dev.cairn.service.Fixtures.assertRefused;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.runAll;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.insight.HistoryView;
import dev.cairn.api.insight.ImportanceView;
import dev.cairn.api.insight.ParetoView;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.search.importance.PedAnova.Importance;
import dev.cairn.service.TestService;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.suggestion.Histories;
import dev.cairn.service.web.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InsightsTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private StudyView random(int trials, String rest) {
        return client.studies()
                .create(study(name(), trials, "\"seed\": 7, \"sampler\": {\"type\": \"RANDOM\"}," + rest));
    }

    private static double x(Lease lease) {
        return (Double) Objects.requireNonNull(lease.point().get("x"));
    }

    @Test
    void theParameterThatMakesTheValueIsTheMostImportant() {
        StudyView study = random(60, "");
        runAll(client, study, lease -> client.leases().finish(lease, completed(x(lease) * x(lease))));

        ImportanceView found = client.insights().importance(study.id());

        assertThat(found.trials()).isEqualTo(60);
        assertThat(found.target()).isEqualTo(0.1);
        List<Importance> parameters = found.objectives().get(0).parameters();
        assertThat(parameters).extracting(Importance::parameter).containsExactlyInAnyOrder("x", "kind", "depth");
        assertThat(parameters.get(0).parameter()).isEqualTo("x");
        assertThat(parameters.get(0).importance()).isGreaterThan(0.8);
    }

    @Test
    void ofAStudyWithMoreEventsThanFitIntoMemoryNothingIsComputed() {
        StudyView study = random(3, "");
        runAll(client, study, lease -> client.leases().finish(lease, completed(x(lease))));
        Study row = service.bean(Studies.class).get(study.id());
        Insights insights = service.bean(Insights.class);
        service.database().execute("delete from insight where study_id = " + study.id());
        var few = new Computing(
                service.bean(Studies.class), service.bean(Histories.class), insights, row.lastEventSeq() - 1);
        var enough =
                new Computing(service.bean(Studies.class), service.bean(Histories.class), insights, row.lastEventSeq());

        few.sweep();
        assertThat(insights.stale(row.lastEventSeq() - 1)).doesNotContain(study.id());
        assertThatThrownBy(() -> few.bringUpToDate(row))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("insights are computed up to " + (row.lastEventSeq() - 1));

        enough.bringUpToDate(row);
        assertThat(insights.find(study.id())).isPresent();
    }

    @Test
    void theTableHoldsWhatIsAnswered() {
        StudyView study = random(20, "");
        runAll(client, study, lease -> client.leases().finish(lease, completed(x(lease))));

        ImportanceView found = client.insights().importance(study.id());

        long seq = service.database().ask("select history_seq from insight where study_id = " + study.id());
        assertThat(found.seq())
                .isEqualTo(seq)
                .isEqualTo(service.database().ask("select last_event_seq from study where id = " + study.id()));
        found.objectives()
                .get(0)
                .parameters()
                .forEach(one -> assertThat(service.database()
                                .ask("select count(*) from insight_importance where study_id = " + study.id()
                                        + " and metric = 'loss' and parameter = '" + one.parameter()
                                        + "' and importance = " + one.importance() + "::double precision"))
                        .isEqualTo(1));
    }

    @Test
    void eachObjectiveHasImportancesOfItsOwn() {
        StudyView study = client.studies()
                .create(study(name(), 60, "\"seed\": 7, \"sampler\": {\"type\": \"RANDOM\"},")
                        .replace(
                                "[{\"metric\": \"loss\"}]",
                                "[{\"metric\": \"loss\"}, {\"metric\": \"size\", \"direction\": \"MAXIMIZE\"}]"));
        runAll(
                client,
                study,
                lease -> client.leases()
                        .finish(lease, two(x(lease), "a".equals(lease.point().get("kind")) ? 1 : 0)));

        ImportanceView found = client.insights().importance(study.id());

        assertThat(found.objectives())
                .extracting(one -> one.metric() + " " + one.parameters().get(0).parameter())
                .containsExactly("loss x", "size kind");
    }

    private static Outcome two(double loss, double size) {
        return new Outcome(Result.COMPLETED, null, Map.of("loss", loss, "size", size), null, null, null, null);
    }

    @Test
    void theFrontHoldsTheTrialsThatNoOtherBeats() {
        StudyView study = client.studies()
                .create(study(name(), 5, "\"sampler\": {\"type\": \"RANDOM\"},")
                        .replace(
                                "[{\"metric\": \"loss\"}]",
                                "[{\"metric\": \"loss\"}, {\"metric\": \"size\", \"direction\": \"MAXIMIZE\"}]"));
        double[][] values = {{3, 3}, {1, 1}, {2, 2}, {2, 1.5}, {4, 3}};
        for (double[] one : values) {
            client.leases().finish(lease(client, study), two(one[0], one[1]));
        }

        ParetoView front = client.insights().pareto(study.id());

        assertThat(front.trials()).extracting(ParetoView.Member::number).containsExactly(2L, 3L, 1L);
        assertThat(front.trials().get(1).values()).containsExactly(2.0, 2.0);
    }

    @Test
    void whoBreaksALimitIsNotOnTheFront() {
        StudyView study = client.studies()
                .create(
                        study(
                                name(),
                                2,
                                "\"sampler\": {\"type\": \"RANDOM\"}, \"constraints\": [{\"metric\": \"size\", \"atMost\": 5}],"));
        client.leases().finish(lease(client, study), two(1, 9));
        client.leases().finish(lease(client, study), two(2, 4));

        assertThat(client.insights().pareto(study.id()).trials())
                .extracting(ParetoView.Member::number)
                .containsExactly(2L);
        assertThat(client.insights().history(study.id()).objectives().get(0).points())
                .extracting(HistoryView.Point::best)
                .containsExactly(null, 2.0);
    }

    @Test
    void theHistoryShowsTheBestSoFar() {
        StudyView study = random(5, "");
        Stream.of(3.0, 1.0).forEach(loss -> client.leases().finish(lease(client, study), completed(loss)));
        client.leases().finish(lease(client, study), ended(Result.INFEASIBLE, FailureCause.DIVERGED));
        Stream.of(2.0, 0.5).forEach(loss -> client.leases().finish(lease(client, study), completed(loss)));

        List<HistoryView.Point> points =
                client.insights().history(study.id()).objectives().get(0).points();

        assertThat(points).extracting(HistoryView.Point::number).containsExactly(1L, 2L, 4L, 5L);
        assertThat(points).extracting(HistoryView.Point::value).containsExactly(3.0, 1.0, 2.0, 0.5);
        assertThat(points).extracting(HistoryView.Point::best).containsExactly(3.0, 1.0, 1.0, 0.5);
        assertThat(points.get(3).trial())
                .isEqualTo(
                        Objects.requireNonNull(client.studies().get(study.id()).best())
                                .id());
    }

    @Test
    void theHistoryCountsWallTimeAndTheTimeOfAllTrainings() {
        try (TestService own = TestService.start(TestPostgres.database())) {
            CairnClient there = own.client();
            StudyView study = there.studies().create(study(name(), 3, "\"sampler\": {\"type\": \"RANDOM\"},"));
            own.database().moveClock(Duration.ofSeconds(100));
            for (int i = 0; i < 3; i++) {
                Lease lease = lease(there, study);
                own.database().moveClock(Duration.ofSeconds(20));
                there.leases()
                        .finish(lease, i == 1 ? ended(Result.INFEASIBLE, FailureCause.DIVERGED) : completed(3 - i));
            }

            List<HistoryView.Point> points =
                    there.insights().history(study.id()).objectives().get(0).points();

            assertThat(points.get(0).wallSeconds()).isCloseTo(120, within(9.0));
            assertThat(points.get(0).trainingSeconds()).isCloseTo(20, within(9.0));
            assertThat(points.get(1).wallSeconds()).isCloseTo(160, within(9.0));
            assertThat(points.get(1).trainingSeconds()).isCloseTo(60, within(9.0));
        }
    }

    @Test
    void anExcludedTrialTellsNothing() {
        StudyView study = random(2, "");
        Lease excluded = lease(client, study);
        client.leases().finish(excluded, completed(1));
        client.leases().finish(lease(client, study), completed(2));
        client.trials().exclude(excluded.trial(), true);

        assertThat(client.insights().pareto(study.id()).trials())
                .extracting(ParetoView.Member::number)
                .containsExactly(2L);
        assertThat(client.insights().history(study.id()).objectives().get(0).points())
                .extracting(HistoryView.Point::best)
                .containsExactly(2.0);
    }

    @Test
    void aRunningStudyIsComputedAnewOnlyOnceInAWhile() {
        try (TestService own = TestService.start(TestPostgres.database())) {
            CairnClient there = own.client();
            StudyView study = there.studies().create(study(name(), 9, "\"sampler\": {\"type\": \"RANDOM\"},"));
            there.leases().finish(lease(there, study), completed(1));
            ImportanceView first = there.insights().importance(study.id());
            there.leases().finish(lease(there, study), completed(2));

            assertThat(there.insights().importance(study.id())).isEqualTo(first);

            own.database().moveClock(Duration.ofSeconds(100));
            assertThat(there.insights().importance(study.id()).trials()).isEqualTo(2);
        }
    }

    @Test
    void whoNeverAsksFindsItInTheTableAllTheSame() {
        StudyView study = random(3, "");
        runAll(client, study, lease -> client.leases().finish(lease, completed(x(lease))));
        client.studies().get(study.id());

        service.bean(Computing.class).sweep();

        assertThat(service.database().ask("select trials from insight where study_id = " + study.id()))
                .isEqualTo(3);
    }

    @Test
    void aStudyWithoutTrialsHasInsightsWithoutWeight() {
        StudyView study = random(3, "");

        assertThat(client.insights().importance(study.id()).objectives().get(0).parameters())
                .allSatisfy(one -> assertThat(one.importance()).isZero());
        assertThat(client.insights().pareto(study.id()).trials()).isEmpty();
        assertThat(client.insights().history(study.id()).objectives().get(0).points())
                .isEmpty();
    }

    @Test
    void aStudyThatIsNotThereHasNone() {
        assertRefused(() -> client.insights().importance(987_654), ProblemCode.NOT_FOUND);
        assertRefused(() -> client.insights().history(987_654), ProblemCode.NOT_FOUND);
        assertRefused(() -> client.insights().pareto(987_654), ProblemCode.NOT_FOUND);
    }
}
