package dev.cairn.service;

import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.dataset.DatasetView;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.NoWork;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.service.event.EventsDocumentTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sealed test part is opened once, for the winner, after the search. */
class ConfirmTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();
    private StudyView study;

    @BeforeEach
    void searchTwoTrials(@TempDir Path folder) throws IOException {
        String name = name();
        Path csv = folder.resolve("series.csv");
        Files.writeString(
                csv,
                "date,y\n"
                        + IntStream.range(0, 80)
                                .mapToObj(
                                        i -> LocalDate.of(2024, 1, 1).plusDays(i) + "," + (i + name.hashCode() % 1000))
                                .collect(Collectors.joining("\n")));
        DatasetView dataset = client.uploadDataset(name, csv);
        study = client.createStudy("""
                {"name": "%s", "task": {"type": "FORECASTING", "dataset": "%s", "time": "date", "targets": ["y"],
                    "split": {"type": "CHRONOLOGICAL", "validation": 0.2, "test": 0.2}},
                 "space": {"parameters": [{"name": "units", "type": "INTEGER", "low": 4, "high": 32}]},
                 "objectives": [{"metric": "validation.rmse"}], "budget": {"trials": 2}}
                """.formatted(name, dataset.address()));
        for (double rmse : List.of(0.7, 0.4)) {
            client.finish(next().orElseThrow(), scored("validation.rmse", rmse));
        }
        assertThat(client.study(study.id()).state()).isEqualTo(StudyState.CONFIRMING);
    }

    private Optional<Lease> next() {
        return client.lease(request());
    }

    private LeaseRequest request() {
        var worker = new WorkerInfo("trainer", List.of("FORECASTING"), "cpu");
        return new LeaseRequest(UUID.randomUUID(), worker, study.id(), Duration.ZERO);
    }

    private static Outcome scored(String metric, double value) {
        return new Outcome(Result.COMPLETED, null, Map.of(metric, value), null, null, null, null);
    }

    @Test
    void theWinnerIsConfirmedOnceAndItsTestScoreStored() {
        Lease confirm = next().orElseThrow();
        assertThat(confirm.purpose()).isEqualTo(Purpose.CONFIRM);
        assertThat(confirm.point()).isEqualTo(client.study(study.id()).best().point());
        assertThat(client.ask(request()).why()).contains(NoWork.CONFIRMING);

        client.finish(confirm, scored("test.rmse", 0.5));

        StudyView ended = client.study(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(ended.confirmation().winner()).isEqualTo(ended.best().id());
        assertThat(ended.confirmation().metrics()).isEqualTo(Map.of("test.rmse", 0.5));
        assertThat(ended.trials()).isEqualTo(Map.of(TrialState.COMPLETED, 2L));
        assertThat(next()).isEmpty();
        assertThat(EventsDocumentTest.undocumented(client, study)).isEmpty();
    }

    @Test
    void aLostConfirmationIsRunAgain() {
        Lease first = next().orElseThrow();
        client.report(first, new Report(null, null));
        service.database().moveClock(Duration.ofSeconds(31));

        Lease second = next().orElseThrow();

        assertThat(second.trial()).isEqualTo(first.trial());
        client.finish(second, scored("test.rmse", 0.5));
        assertThat(client.study(study.id()).confirmation().metrics()).containsEntry("test.rmse", 0.5);
    }

    @Test
    void aFailedConfirmationLeavesTheSearchsResult() {
        client.finish(next().orElseThrow(), ended(Result.INFEASIBLE, FailureCause.HOST_OOM));

        StudyView ended = client.study(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(ended.reason()).contains("the confirmation of trial 2 ended INFEASIBLE (HOST_OOM)");
        assertThat(ended.best().values()).containsExactly(0.4);
        assertThat(ended.confirmation().metrics()).isNull();
    }

    @Test
    void aConfirmationThatCompletesWhileItsStudyStopsIsStored() {
        Lease confirm = next().orElseThrow();
        client.cancel(study.id());

        client.finish(confirm, scored("test.rmse", 0.5));

        StudyView ended = client.study(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.CANCELLED);
        assertThat(ended.confirmation().metrics()).containsEntry("test.rmse", 0.5);
    }

    @Test
    void aWorkerThatCannotTrainTheTaskGetsNothing() {
        assertThat(client.lease(Fixtures.ask(study))).isEmpty();
    }
}
