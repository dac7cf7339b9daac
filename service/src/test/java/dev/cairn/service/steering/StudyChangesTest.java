package dev.cairn.service.steering;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.assertRefused;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.runAll;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.Budget;
import dev.cairn.api.study.StudyPatch;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.service.TestService;
import dev.cairn.service.suggestion.Replay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class StudyChangesTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private StudyView create(int trials, String rest) {
        return client.studies().create(study(name(), trials, rest));
    }

    private static StudyPatch budget(long trials, Integer parallel) {
        return new StudyPatch(null, null, null, null, new Budget(trials, parallel, null, null, null, null, null, null));
    }

    @Test
    void whatIsNamedChangesAndTheRestStays() {
        StudyView study = create(3, "\"labels\": {\"team\": \"a\"},");
        String other = name();

        StudyView changed = client.studies()
                .change(study.id(), new StudyPatch(other, Map.of("team", "b", "goal", "c"), 7, null, null));

        assertThat(changed.spec().name()).isEqualTo(other);
        assertThat(changed.spec().labels()).isEqualTo(Map.of("team", "b", "goal", "c"));
        assertThat(changed.spec().priority()).isEqualTo(7);
        assertThat(changed.spec().budget()).isEqualTo(study.spec().budget());
        assertThat(client.studies().named(other)).map(StudyView::id).contains(study.id());
        assertThat(service.bean(JdbcClient.class)
                        .sql(
                                "select payload #>> '{labels,team}' from event where study_id = :study and type = 'STUDY_CHANGED'")
                        .param("study", study.id())
                        .query(String.class)
                        .list())
                .containsExactly("b");
        StudyView third = create(3, "");
        assertRefused(
                () -> client.studies().change(third.id(), new StudyPatch(other, null, null, null, null)),
                ProblemCode.NAME_TAKEN);
        assertRefused(
                () -> client.studies().change(third.id(), new StudyPatch("no good", null, null, null, null)),
                ProblemCode.INVALID_REQUEST);
        assertRefused(
                () -> client.studies().change(Long.MAX_VALUE, new StudyPatch(null, null, 1, null, null)),
                ProblemCode.NOT_FOUND);
    }

    @Test
    void aLargerBudgetReopensACompletedStudy() {
        StudyView study = create(2, "");
        runAll(client, study, lease -> client.leases().finish(lease, completed(0.5)));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        assertRefused(() -> client.studies().change(study.id(), budget(1, null)), ProblemCode.WRONG_STATE);

        StudyView reopened = client.studies().change(study.id(), budget(4, null));

        assertThat(reopened.state()).isEqualTo(StudyState.ACTIVE);
        assertThat(reopened.endedAt()).isNull();
        runAll(client, study, lease -> client.leases().finish(lease, completed(0.4)));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        assertThat(client.studies().get(study.id()).trials()).isEqualTo(Map.of(TrialState.COMPLETED, 4L));
        assertThat(Replay.differing(service, study.id())).isEmpty();
        assertThat(client.studies().change(study.id(), budget(4, 2)).state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void moreTimeReopensAStudyWhoseTimeWasUp() {
        StudyView study = create(9, "");
        var hour = new Budget(9L, null, Duration.ofHours(1), Duration.ofHours(9), null, null, null, null);
        client.studies().change(study.id(), new StudyPatch(null, null, null, null, hour));
        client.leases().finish(lease(client, study), completed(0.5));
        service.database().moveClock(Duration.ofHours(1));
        assertThat(client.leases().take(ask(study))).isEmpty();
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);

        var day = new Budget(9L, null, Duration.ofDays(1), Duration.ofMinutes(9), null, null, null, null);
        StudyView reopened = client.studies().change(study.id(), new StudyPatch(null, null, null, null, day));

        assertThat(reopened.state()).isEqualTo(StudyState.ACTIVE);
        Lease slow = lease(client, study);
        service.database().moveClock(Duration.ofMinutes(10));
        client.leases().finish(slow, completed(0.4));
        assertThat(client.studies().get(study.id()).reason()).isEqualTo("the budget of PT9M of training is spent");
    }

    @Test
    void aSmallerBudgetEndsAStudyThatHasSpentIt() {
        StudyView study = create(9, "");
        client.leases().finish(lease(client, study), completed(0.5));
        client.leases().finish(lease(client, study), completed(0.4));

        assertThat(client.studies().change(study.id(), budget(2, null)).state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void aGridThatIsUsedUpStaysCompleted() {
        StudyView study = client.studies().create("""
                {"name": "%s", "space": {"parameters": [{"name": "c", "type": "CATEGORICAL", "values": ["a", "b"]}]},
                 "objectives": [{"metric": "loss"}], "sampler": {"type": "GRID"}, "budget": {"trials": 5}}
                """.formatted(name()));
        runAll(client, study, lease -> client.leases().finish(lease, completed(0.5)));

        assertThat(client.studies().change(study.id(), budget(9, null)).state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void aLargerParallelLimitIsUsedAtOnce() {
        StudyView study = create(9, "");
        client.studies().change(study.id(), budget(9, 1));
        lease(client, study);
        assertThat(client.leases().take(ask(study))).isEmpty();

        client.studies().change(study.id(), budget(9, 2));

        lease(client, study);
        assertThat(client.leases().take(ask(study))).isEmpty();
    }

    @Test
    void anArchivedStudyIsListedOnlyWhereItIsAskedFor() {
        StudyView study = create(1, "");
        client.studies().change(study.id(), new StudyPatch(null, null, null, true, null));

        assertThat(client.studies().get(study.id()).archived()).isTrue();
        assertThat(client.studies().named(study.spec().name())).isPresent();
        assertThat(service.get("/api/v1/studies?limit=1000").body())
                .doesNotContain(study.spec().name() + "\"");
        assertThat(service.get("/api/v1/studies?archived=true&limit=1000").body())
                .contains(study.spec().name() + "\"");
        client.studies().change(study.id(), new StudyPatch(null, null, null, false, null));
        assertThat(service.get("/api/v1/studies?limit=1000").body())
                .contains(study.spec().name() + "\"");
    }

    @Test
    void aDeletedStudyLeavesNothing() {
        StudyView study = create(2, "");
        Lease lease = lease(client, study);
        client.leases().report(lease, report(1, 0.5));
        client.leases().finish(lease, completed(0.5));
        Lease running = lease(client, study);
        client.leases().report(running, report(1, 0.5));

        assertRefused(() -> client.studies().delete(study.id(), false), ProblemCode.WRONG_STATE);
        client.studies().delete(study.id(), true);

        assertRefused(() -> client.studies().get(study.id()), ProblemCode.NOT_FOUND);
        assertRefused(() -> client.leases().report(running, report(2, 0.5)), ProblemCode.NOT_FOUND);
        assertRefused(() -> client.studies().delete(study.id(), true), ProblemCode.NOT_FOUND);
        for (String table : List.of("trial", "attempt", "measurement", "event", "suggestion")) {
            assertThat(service.bean(JdbcClient.class)
                            .sql("select count(*) from " + table + " where study_id = :study")
                            .param("study", study.id())
                            .query(Long.class)
                            .single())
                    .as(table)
                    .isZero();
        }
        create(1, "");
        assertThat(client.studies().create(study(study.spec().name(), 1, "")).state())
                .isEqualTo(StudyState.ACTIVE);
    }
}
