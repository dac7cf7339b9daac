package dev.cairn.service.steering;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.assertRefused;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.runAll;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.Enqueued;
import dev.cairn.api.trial.FailureCause;
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
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueueTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private StudyView create(int trials, String rest) {
        return client.studies().create(study(name(), trials, rest));
    }

    private static Map<String, Object> at(double x) {
        return Map.of("x", x, "kind", "a");
    }

    private static PointsToTry points(double... xs) {
        return new PointsToTry(Arrays.stream(xs).mapToObj(QueueTest::at).toList(), null, null);
    }

    private Study row(StudyView study) {
        return service.bean(Studies.class).get(study.id());
    }

    @Test
    void queuedPointsAreLeasedBeforeAnySuggestionByPriority() {
        StudyView study = create(5, "");

        Enqueued low = client.studies().enqueue(study.id(), points(0.25, 0.5), false);
        Enqueued high = client.studies().enqueue(study.id(), new PointsToTry(List.of(at(0.75)), 3, null), false);

        assertThat(low.count()).isEqualTo(2);
        assertThat(IntStream.range(0, 3)
                        .mapToObj(i -> lease(client, study))
                        .peek(lease -> client.leases().finish(lease, completed(1)))
                        .map(Lease::trial))
                .containsExactly(
                        high.trials().get(0), low.trials().get(0), low.trials().get(1));
        assertThat(row(study).suggestionNumber()).isZero();
        runAll(client, study, lease -> client.leases().finish(lease, completed(1)));
        assertThat(row(study))
                .extracting(Study::trialsCreated, Study::trialsEnded, Study::suggestionNumber)
                .containsExactly(5L, 5L, 2L);
        List<TrialView> trials = client.trials().all(study.id(), Purpose.SEARCH);
        assertThat(trials)
                .extracting(TrialView::origin)
                .containsExactly(Origin.ENQUEUED, Origin.ENQUEUED, Origin.ENQUEUED, Origin.SUGGESTED, Origin.SUGGESTED);
        assertThat(trials).extracting(TrialView::seed).doesNotHaveDuplicates();
        assertThat(Replay.differing(service, study.id())).isEmpty();
    }

    @Test
    void everyBadPointIsNamedAtOnceAndNothingIsQueued() {
        StudyView study = create(9, "");
        long taken = client.studies()
                .enqueue(study.id(), points(0.5), false)
                .trials()
                .get(0);
        String path = "/api/v1/studies/" + study.id() + "/trials";

        HttpResponse<String> wrong = service.post(path, """
                {"points": [{"x": 0.1, "kind": "a"}, {"x": 7, "kind": "a"}, {"x": 0.2, "kind": "a", "depth": 2},
                    {"x": 0.1, "kind": "a"}, {"kind": "c"}, {"x": 0, "kind": "b", "depth": 2, "y": 1}]}""");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(TestService.problem(wrong).violations())
                .extracting(Violation::pointer)
                .containsExactly(
                        "/points/1/x", "/points/2/depth", "/points/3", "/points/4/x", "/points/4/kind", "/points/5/y");

        Problem known = TestService.problem(
                service.post(path, "{\"points\": [{\"x\": 0.1, \"kind\": \"a\"}, {\"x\": 0.5, \"kind\": \"a\"}]}"));
        assertThat(known.violations()).hasSize(1);
        assertThat(known.violations().get(0).pointer()).isEqualTo("/points/1");
        assertThat(known.detail()).contains("trial " + taken + " has this point");

        assertThat(service.post(path, "{\"points\": []}").statusCode()).isEqualTo(400);
        assertThat(client.trials().all(study.id(), Purpose.SEARCH)).hasSize(1);
        assertThat(row(study).trialsCreated()).isEqualTo(1);
    }

    @Test
    void aConstraintBetweenParametersIsKept() {
        StudyView study = client.studies().create("""
                {"name": "%s", "space": {"parameters": [
                    {"name": "a", "type": "INTEGER", "low": 1, "high": 9},
                    {"name": "b", "type": "INTEGER", "low": 1, "high": 9}], "constraints": ["a * b <= 8"]},
                 "objectives": [{"metric": "loss"}], "budget": {"trials": 3}}
                """.formatted(name()));

        assertRefused(
                () -> client.studies()
                        .enqueue(study.id(), new PointsToTry(List.of(Map.of("a", 3, "b", 3)), null, null), false),
                ProblemCode.INVALID_REQUEST);
        assertThat(client.studies()
                        .enqueue(study.id(), new PointsToTry(List.of(Map.of("a", 4, "b", 2)), null, null), false)
                        .trials())
                .hasSize(1);
    }

    @Test
    void aPointIsMeasuredTwiceWhereThatIsSaid() {
        StudyView study = create(3, "");
        var twice = new PointsToTry(List.of(at(0.5), at(0.5)), null, true);

        assertThat(client.studies().enqueue(study.id(), twice, false).trials()).hasSize(2);

        runAll(client, study, lease -> client.leases().finish(lease, completed(1)));
        assertThat(client.studies().get(study.id()).trials()).isEqualTo(Map.of(TrialState.COMPLETED, 3L));
    }

    @Test
    void aDryRunFindsTheSameFaultsAndChangesNothing() {
        StudyView study = create(2, "");
        Study before = row(study);

        assertThat(client.studies().enqueue(study.id(), points(0.5), true)).isEqualTo(new Enqueued(1, null));
        assertRefused(() -> client.studies().enqueue(study.id(), points(7), true), ProblemCode.INVALID_REQUEST);
        assertRefused(() -> client.studies().enqueue(study.id(), points(0.1, 0.2, 0.3), true), ProblemCode.WRONG_STATE);

        assertThat(row(study)).isEqualTo(before);
        assertThat(client.trials().all(study.id(), Purpose.SEARCH)).isEmpty();
    }

    @Test
    void aPausedStudyTakesPointsAndAnEndedOneDoesNot() {
        StudyView study = create(2, "");
        client.studies().pause(study.id());
        client.studies().enqueue(study.id(), points(0.5), false);
        assertThat(client.leases().take(ask(study))).isEmpty();
        client.studies().cancel(study.id());

        assertRefused(() -> client.studies().enqueue(study.id(), points(0.6), false), ProblemCode.WRONG_STATE);
    }

    @Test
    void aTrialCancelledBeforeAnyAttemptGivesItsPlaceBack() {
        StudyView study = create(2, "");
        Enqueued queued = client.studies().enqueue(study.id(), points(0.1, 0.2), false);
        long cancelled = queued.trials().get(0);

        client.trials().cancel(cancelled);

        assertThat(row(study))
                .extracting(Study::trialsCreated, Study::trialsEnded)
                .containsExactly(1L, 0L);
        client.leases().finish(lease(client, study), completed(1));
        client.trials().retry(cancelled);
        assertThat(row(study))
                .extracting(Study::trialsCreated, Study::trialsEnded)
                .containsExactly(2L, 1L);
        client.trials().cancel(cancelled);
        client.studies().enqueue(study.id(), points(0.3), false);
        assertRefused(() -> client.trials().retry(cancelled), ProblemCode.WRONG_STATE);
        runAll(client, study, lease -> client.leases().finish(lease, completed(1)));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        assertThat(row(study))
                .extracting(Study::trialsCreated, Study::trialsEnded)
                .containsExactly(2L, 2L);
    }

    @Test
    void theParallelLimitHoldsForQueuedPointsToo() {
        StudyView study = client.studies()
                .create(study(name(), 9, "").replace("\"trials\": 9", "\"trials\": 9, \"parallel\": 2"));
        client.studies().enqueue(study.id(), points(0.1, 0.2, 0.3), false);
        client.studies().enqueue(study.id(), new PointsToTry(List.of(at(0.4)), 9, null), false);

        Lease first = lease(client, study);
        Lease second = lease(client, study);
        assertThat(client.leases().take(ask(study))).isEmpty();
        client.leases().finish(first, ended(Result.FAILED, FailureCause.TIMEOUT));
        Lease third = lease(client, study);
        assertThat(third.point().get("x")).isEqualTo(0.4);
        assertThat(client.leases().take(ask(study))).isEmpty();
        client.trials().retry(first.trial());
        assertThat(client.leases().take(ask(study))).isEmpty();
        client.leases().finish(second, completed(1));
        client.leases().finish(third, completed(1));
        assertThat(lease(client, study).trial()).isEqualTo(first.trial());
        client.leases().finish(lease(client, study), completed(1));
        assertThat(lease(client, study)).isNotNull();
        assertThat(client.leases().take(ask(study))).isEmpty();
    }

    @Test
    void aBudgetIsExactHoweverManyQueueAndAskAtOnce() throws Exception {
        StudyView study = create(40, "\"sampler\": {\"type\": \"RANDOM\"},");
        ExecutorService people = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = IntStream.range(0, 8)
                    .<Future<?>>mapToObj(i -> people.submit(() -> {
                        for (int j = 0; j < 10; j++) {
                            try {
                                if (i % 2 == 0) {
                                    client.studies().enqueue(study.id(), points((i * 10 + j) / 100.0), false);
                                } else {
                                    client.leases()
                                            .take(ask(study))
                                            .ifPresent(lease -> client.leases().finish(lease, completed(1)));
                                }
                            } catch (ProblemException e) {
                                assertThat(e.problem().code()).isEqualTo(ProblemCode.WRONG_STATE);
                            }
                        }
                    }))
                    .toList();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            people.shutdownNow();
        }
        runAll(client, study, lease -> client.leases().finish(lease, completed(1)));
        assertThat(client.studies().get(study.id()).trials()).isEqualTo(Map.of(TrialState.COMPLETED, 40L));
        assertThat(row(study))
                .extracting(Study::trialsCreated, Study::trialsEnded)
                .containsExactly(40L, 40L);
        assertThat(Replay.differing(service, study.id())).isEmpty();
    }

    @Test
    void aPointThatIsQueuedWhileItIsSuggestedIsTriedOnceAndNobodyGoesWithout() throws Exception {
        int cells = 60;
        StudyView study = client.studies().create("""
                {"name": "%s", "space": {"parameters": [{"name": "i", "type": "INTEGER", "low": 1, "high": %d}]},
                 "objectives": [{"metric": "loss"}], "sampler": {"type": "GRID"}, "budget": {"trials": %d}}
                """.formatted(name(), cells, cells));
        ExecutorService person = Executors.newSingleThreadExecutor();
        try {
            Future<?> queuing = person.submit(() -> {
                for (int i = 1; i <= cells; i++) {
                    var point = new PointsToTry(List.of(Map.of("i", i)), null, null);
                    try {
                        client.studies().enqueue(study.id(), point, false);
                    } catch (ProblemException e) {
                        assertThat(e.problem().code()).isIn(ProblemCode.INVALID_REQUEST, ProblemCode.WRONG_STATE);
                    }
                }
            });
            runAll(client, study, lease -> client.leases().finish(lease, completed(1)));
            queuing.get();
        } finally {
            person.shutdownNow();
        }

        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        assertThat(client.trials().all(study.id(), Purpose.SEARCH).stream().map(TrialView::point))
                .doesNotHaveDuplicates()
                .hasSize(cells);
        assertThat(Replay.differing(service, study.id())).isEmpty();
    }
}
