package dev.cairn.service.transfer;

import static dev.cairn.service.Fixtures.assertRefused;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.runAll;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.transfer.CloneRequest;
import dev.cairn.api.transfer.ExportLine;
import dev.cairn.api.transfer.Imported;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.LateMetrics;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Origin;
import dev.cairn.api.trial.PointsToTry;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.search.Violation;
import dev.cairn.service.TestService;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.suggestion.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferTest {
    private static final String NDJSON = "application/x-ndjson";
    private static final String GP =
            "\"sampler\": {\"type\": \"GAUSSIAN_PROCESS\", \"startupTrials\": 4}, \"seed\": 7,";

    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    @TempDir
    private Path folder;

    private StudyView create(int trials, String rest) {
        return client.studies().create(study(name(), trials, rest));
    }

    private Study row(StudyView study) {
        return service.bean(Studies.class).get(study.id());
    }

    private static Map<String, Object> at(double x) {
        return Map.of("x", x, "kind", "a");
    }

    private Lease reporting(StudyView study, double... losses) {
        Lease lease = lease(client, study);
        for (int i = 0; i < losses.length; i++) {
            client.leases().report(lease, report(i + 1, losses[i]));
        }
        return lease;
    }

    /** Trials that ended in every way, not in the order of their numbers, with curves, an exclusion and a late metric. */
    private void live(StudyView study) {
        List<Map<String, Object>> points =
                IntStream.range(0, 9).mapToObj(i -> at(-0.8 + 0.2 * i)).toList();
        client.studies().enqueue(study.id(), new PointsToTry(points, null, null), false);
        var leases = new ArrayList<Lease>();
        for (int i = 0; i < 9; i++) {
            leases.add(reporting(study, 0.9 - 0.01 * i, 0.8 - 0.02 * i, 0.7));
        }
        client.leases().finish(leases.get(3), completed(0.3));
        client.leases().finish(leases.get(0), completed(0.9));
        client.leases().finish(leases.get(1), ended(Result.PRUNED, null));
        client.leases().finish(leases.get(2), ended(Result.INFEASIBLE, FailureCause.DIVERGED));
        client.leases().finish(leases.get(4), ended(Result.FAILED, FailureCause.DATA_ERROR));
        client.leases().finish(leases.get(6), completed(0.5));
        client.leases().finish(leases.get(5), completed(0.4));
        client.trials().cancel(leases.get(7).trial());
        client.leases().finish(leases.get(7), ended(Result.PREEMPTED, null));
        service.database().moveClock(Duration.ofSeconds(31));
        client.leases().finish(reporting(study, 0.6, 0.55), completed(0.55));
        client.trials().exclude(leases.get(0).trial(), true);
        client.trials().measure(leases.get(3).trial(), new LateMetrics(Map.of("loss", 0.35, "rating", 4.0)));
    }

    @Test
    void whatIsExportedTeachesTheSameWhereItIsImported() throws IOException {
        StudyView study = create(20, GP);
        live(study);

        Path file = client.studies().export(study.id(), folder.resolve("study.ndjson"));
        StudyView clone = client.studies().copy(study.id(), new CloneRequest(name(), null));
        Imported imported = client.studies().importTrials(clone.id(), file, NDJSON, false, false);

        assertThat(imported).isEqualTo(new Imported(9, 0));
        assertThat(Replay.history(service, clone.id())).isEqualTo(Replay.history(service, study.id()));
        assertThat(row(clone))
                .extracting(Study::trialsCreated, Study::trialsEnded)
                .containsExactly(0L, 0L);
        assertThat(lease(client, clone).point()).isEqualTo(lease(client, study).point());
        List<TrialView> before = client.trials().all(study.id(), Purpose.SEARCH).subList(0, 9);
        List<TrialView> after = client.trials().all(clone.id(), Purpose.SEARCH).subList(0, 9);
        assertThat(after).extracting(TrialView::origin).containsOnly(Origin.IMPORTED);
        assertThat(after)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("id", "study", "origin")
                .isEqualTo(before);
        for (int i = 0; i < 9; i++) {
            assertThat(client.trials().curve(after.get(i).id()))
                    .isEqualTo(client.trials().curve(before.get(i).id()));
            assertThat(client.trials().get(after.get(i).id()).attempts())
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("id")
                    .isEqualTo(client.trials().get(before.get(i).id()).attempts());
        }
        assertThat(client.studies().get(clone.id()).best().number())
                .isEqualTo(client.studies().get(study.id()).best().number());
    }

    @Test
    void anExportTellsEverything() throws IOException {
        StudyView study = create(20, GP);
        live(study);

        List<ExportLine> lines =
                Files.readAllLines(client.studies().export(study.id(), folder.resolve("all.ndjson"))).stream()
                        .map(line -> CairnJson.strict().readValue(line, ExportLine.class))
                        .toList();

        assertThat(((ExportLine.OfStudy) lines.get(0)).spec()).isEqualTo(study.spec());
        List<ExportLine.OfTrial> trials = lines.stream()
                .filter(ExportLine.OfTrial.class::isInstance)
                .map(ExportLine.OfTrial.class::cast)
                .toList();
        assertThat(trials).extracting(ExportLine.OfTrial::number).containsExactly(4L, 1L, 2L, 3L, 5L, 7L, 6L, 8L, 9L);
        assertThat(trials.get(0).metrics()).isEqualTo(Map.of("loss", 0.35, "rating", 4.0));
        assertThat(trials.get(1).excluded()).isTrue();
        assertThat(trials.get(3).cause()).isEqualTo(FailureCause.DIVERGED);
        assertThat(trials.get(8).attempts()).hasSize(2);
        assertThat(lines.stream().filter(ExportLine.OfEvent.class::isInstance).count())
                .isEqualTo(row(study).lastEventSeq());
    }

    @Test
    void aCloneWithTrialsGoesOnWhereTheOtherStands() {
        StudyView study = create(8, GP);
        for (int i = 0; i < 6; i++) {
            client.leases().finish(reporting(study, 0.9, 0.5 + 0.05 * i), completed(0.5 + 0.05 * i));
        }

        StudyView clone = client.studies().copy(study.id(), new CloneRequest(name(), true));

        assertThat(clone.trials()).isEqualTo(Map.of(TrialState.COMPLETED, 6L));
        assertThat(clone.spec().withName(study.spec().name())).isEqualTo(study.spec());
        assertThat(lease(client, clone).point()).isEqualTo(lease(client, study).point());
        runAll(client, clone, lease -> client.leases().finish(lease, completed(0.9)));
        assertThat(row(clone).trialsCreated()).isEqualTo(8);
        assertThat(Replay.differing(service, clone.id())).isEmpty();
        assertRefused(
                () -> client.studies()
                        .copy(study.id(), new CloneRequest(study.spec().name(), null)),
                ProblemCode.NAME_TAKEN);
        assertRefused(
                () -> client.studies().copy(study.id(), new CloneRequest("no good", null)),
                ProblemCode.INVALID_REQUEST);
    }

    @Test
    void manyTrialsComeInAndAreCopiedBatchByBatch() throws IOException {
        StudyView study = create(3, "\"sampler\": {\"type\": \"RANDOM\"},");
        String lines = IntStream.rangeClosed(1, 1201)
                .mapToObj(i -> """
                        {"type": "TRIAL", "number": %1$d, "state": "COMPLETED", "point": {"x": %2$s, "kind": "a"}, "metrics": {"loss": %2$s}, "attempts": [{"number": 1, "state": "SUCCEEDED", "worker": "w"}]}
                        {"type": "CURVE", "trial": %1$d, "attempt": 1, "measurements": [{"step": 1, "metrics": {"loss": 1}}, {"step": 2, "metrics": {"loss": "NaN"}}]}
                        """.formatted(i, i / 2000.0))
                .collect(Collectors.joining());
        Path file = Files.writeString(folder.resolve("many.ndjson"), lines);
        assertThat(client.studies().importTrials(study.id(), file, NDJSON, false, false))
                .isEqualTo(new Imported(1201, 0));

        StudyView clone = client.studies().copy(study.id(), new CloneRequest(name(), true));

        assertThat(Replay.history(service, clone.id())).isEqualTo(Replay.history(service, study.id()));
        List<String> told = Files.readAllLines(client.studies().export(clone.id(), folder.resolve("again.ndjson")));
        assertThat(told.stream().filter(line -> line.startsWith("{\"type\":\"CURVE\"")))
                .hasSize(1201)
                .allMatch(line -> line.contains("\"NaN\""));
    }

    private Problem refusal(StudyView study, String type, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("bad"), text);
        try {
            client.studies().importTrials(study.id(), file, type, false, false);
        } catch (ProblemException e) {
            return e.problem();
        }
        throw new AssertionError("it was taken");
    }

    @Test
    void everyBadLineIsNamedAndNothingComesIn() throws IOException {
        StudyView study = create(3, "");
        Problem problem = refusal(study, NDJSON, """
                {"type": "TRIAL", "number": 1, "state": "COMPLETED", "point": {"x": 0.5, "kind": "a"}, "metrics": {"loss": 1}}
                {"type": "TRIAL", "number": 2, "state": "COMPLETED", "point": {"x": 7, "kind": "a"}, "metrics": {"loss": 1}}
                {"type": "TRIAL", "number": 3, "state": "COMPLETED", "point": {"x": 0.1, "kind": "a"}, "metrics": {"los": 1}}
                {"type": "TRIAL", "number": 4, "state": "FAILED", "point": {"x": 0.1, "kind": "a"}}
                {"type": "TRIAL", "number": 1, "state": "CANCELLED", "point": {"x": 0.2, "kind": "a"}}
                {"type": "CURVE", "trial": 1, "attempt": 1, "measurements": []}

                {"type": "TRIALL"}
                oops
                {"type": "TRIAL", "number": 9223372036854775807, "state": "CANCELLED", "point": {"x": 0.3, "kind": "a"}}
                """);

        assertThat(problem.violations())
                .extracting(Violation::pointer)
                .containsExactly("/point/x", "/metrics/loss", "/cause", "/number", "/attempt", "/type", "", "/number");
        assertThat(problem.violations())
                .extracting(v -> v.message().substring(0, 7))
                .containsExactly(
                        "line 2:", "line 3:", "line 4:", "line 5:", "line 6:", "line 8:", "line 9:", "line 10");
        assertThat(client.trials().all(study.id(), Purpose.SEARCH)).isEmpty();
        assertThat(row(study).lastTrialNumber()).isZero();
    }

    @Test
    void theSameFileTwiceIsRefusedAndADryRunChangesNothing() throws IOException {
        StudyView study = create(3, "");
        Path file = Files.writeString(folder.resolve("one.ndjson"), """
                {"type": "TRIAL", "number": 1, "state": "COMPLETED", "point": {"x": 0.5, "kind": "a"}, "metrics": {"loss": 1}}
                {"type": "TRIAL", "number": 5, "state": "COMPLETED", "point": {"x": 0.5, "kind": "a"}, "metrics": {"loss": 2}}
                {"type": "TRIAL", "number": 6, "state": "RUNNING", "point": {"x": 0.6, "kind": "a"}}
                """);
        assertThat(client.studies().importTrials(study.id(), file, NDJSON, false, true))
                .isEqualTo(new Imported(2, 1));
        assertThat(client.trials().all(study.id(), Purpose.SEARCH)).isEmpty();

        client.studies().importTrials(study.id(), file, NDJSON, false, false);
        assertThat(client.trials().all(study.id(), Purpose.SEARCH))
                .extracting(TrialView::number)
                .containsExactly(1L, 5L);
        assertRefused(
                () -> client.studies().importTrials(study.id(), file, NDJSON, false, false),
                ProblemCode.INVALID_REQUEST);
        client.studies().importTrials(study.id(), file, NDJSON, true, false);
        assertThat(client.trials().all(study.id(), Purpose.SEARCH))
                .extracting(TrialView::number)
                .containsExactly(1L, 5L, 6L, 10L);
        runAll(client, study, lease -> client.leases().finish(lease, completed(3)));
        assertThat(client.studies().get(study.id()).trials()).isEqualTo(Map.of(TrialState.COMPLETED, 7L));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        assertRefused(
                () -> client.studies().importTrials(study.id(), file, NDJSON, true, false), ProblemCode.WRONG_STATE);
    }

    @Test
    void optunasTableComesIn() throws IOException {
        StudyView study = client.studies().create("""
                {"name": "%s", "space": {"parameters": [
                    {"name": "x", "type": "REAL", "low": -1, "high": 1},
                    {"name": "kind", "type": "CATEGORICAL", "values": ["a", "b", true, 16]},
                    {"name": "depth", "type": "INTEGER", "low": 1, "high": 40, "when": {"kind": ["b"]}}]},
                 "objectives": [{"metric": "loss"}], "constraints": [{"metric": "latency", "atMost": 5}],
                 "budget": {"trials": 3}}
                """.formatted(name()));
        Path file = Files.writeString(folder.resolve("optuna.csv"), """
                ,number,value,datetime_start,datetime_complete,duration,params_depth,params_kind,params_x,user_attrs_latency,user_attrs_note,state
                0,0,0.5,2026-01-02 10:00:00.000000,2026-01-02 10:00:20.500000,0 days 00:00:20.500000,16.0,b,0.25,1.5,good,COMPLETE
                1,1,0.75,2026-01-02 10:00:00,2026-01-02 10:00:20,0 days 00:00:20,,True,1e-3,2,,COMPLETE
                2,2,,2026-01-02 10:00:00,2026-01-02 10:00:20,0 days 00:00:20,,16.0,-0.5,,,FAIL
                3,3,,2026-01-02 10:00:00,,,,a,0.5,,,RUNNING
                4,4,0.4,2026-01-02 10:00:00,2026-01-02 10:00:20,0 days 00:00:20,,a,0.5,,,PRUNED
                """);

        assertThat(client.studies().importTrials(study.id(), file, "text/csv", false, false))
                .isEqualTo(new Imported(4, 1));

        List<TrialView> trials = client.trials().all(study.id(), Purpose.SEARCH);
        assertThat(trials).extracting(TrialView::number).containsExactly(1L, 2L, 3L, 5L);
        assertThat(trials.get(0).point().values()).containsEntry("depth", 16L).containsEntry("kind", "b");
        assertThat(trials.get(0).metrics()).isEqualTo(Map.of("loss", 0.5, "latency", 1.5));
        assertThat(trials.get(1).point().get("kind")).isEqualTo(true);
        assertThat(trials.get(2).state()).isEqualTo(TrialState.FAILED);
        assertThat(Replay.observed(service, study.id())).containsExactly(1L, 2L);
        assertThat(Replay.history(service, study.id()).observations().get(0).seconds())
                .isEqualTo(20.5);
        assertThat(Replay.outcomes(service, study.id())).containsExactly(List.of(1.5), List.of(2.0));

        Problem problem = refusal(study, "text/csv", """
                number,value,params_kind,params_x,params_y,state
                0,0.5,a,0.25,3,COMPLETE
                1,high,c,0.25,,COMPLETED
                """);
        assertThat(problem.violations())
                .extracting(Violation::toString)
                .anyMatch(v -> v.contains("line 2: 'y' is not in"))
                .anyMatch(v -> v.contains("line 3: a value must be a number but was 'high'"));
        assertThat(refusal(study, "text/csv", "a,b\n1,2\n").detail()).contains("no column [number, state]");
    }

    @Test
    void optunasDumpComesInWithItsCurves() throws IOException {
        StudyView study = create(3, "");
        Path file = Files.writeString(folder.resolve("optuna.json"), """
                [{"number": 0, "state": "COMPLETE", "params": {"x": 0.25, "kind": "b", "depth": 3}, "values": [0.5],
                  "intermediate_values": {"1": 0.9, "2": 0.7, "10": 0.5}, "datetime_start": "2026-01-02T10:00:00",
                  "datetime_complete": "2026-01-02T10:00:20.25", "distributions": {}, "user_attrs": {"note": "x", "size": 3}},
                 {"number": 1, "state": "PRUNED", "params": {"x": 0.5, "kind": "a"}, "value": null,
                  "intermediate_values": {"1": 0.9, "2": 0.8, "3": "NaN"}},
                 {"number": 2, "state": "WAITING", "params": {}, "intermediate_values": {}}]
                """);

        assertThat(client.studies().importTrials(study.id(), file, "application/json", false, false))
                .isEqualTo(new Imported(2, 1));

        List<TrialView> trials = client.trials().all(study.id(), Purpose.SEARCH);
        assertThat(client.trials().curve(trials.get(0).id()))
                .containsExactly(
                        new Measurement(1L, Map.of("loss", 0.9)),
                        new Measurement(2L, Map.of("loss", 0.7)),
                        new Measurement(10L, Map.of("loss", 0.5)));
        assertThat(trials.get(0).metrics()).isEqualTo(Map.of("loss", 0.5, "size", 3.0));
        var observations = Replay.history(service, study.id()).observations();
        assertThat(observations).hasSize(2);
        assertThat(observations.get(0).curve().values()).isEqualTo(Map.of(2L, 0.7));
        assertThat(observations.get(0).seconds()).isEqualTo(20.25);
        assertThat(observations.get(1).seconds()).isNull();

        Problem problem = refusal(study, "application/json", """
                [{"number": 0, "state": "COMPLETE", "params": {"x": 0.3, "kind": "a"}, "values": []},
                 {"number": "1", "state": "DONE", "params": {"x": null}, "intermediate_values": {"a": 1}}]
                """);
        assertThat(problem.violations())
                .extracting(Violation::pointer)
                .containsExactly("/values", "/number", "/intermediate_values/a", "/params/x");
        assertThat(refusal(study, "application/json", "{}").detail()).contains("array");
        assertThat(refusal(study, "application/xml", "<a/>").code()).isEqualTo(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
    }
}
