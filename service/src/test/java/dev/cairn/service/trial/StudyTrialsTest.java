package dev.cairn.service.trial;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.Curves;
import dev.cairn.api.trial.Curves.Curve;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.CairnClient;
import dev.cairn.service.Fixtures;
import dev.cairn.service.TestService;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StudyTrialsTest {
    private static final TestService SERVICE = TestService.shared();
    private static final CairnClient CLIENT = SERVICE.client();

    private static StudyView create() {
        return CLIENT.studies().create(study(name(), 20, "\"sampler\": {\"type\": \"RANDOM\"}, "));
    }

    /** A trial whose loss falls to its last value, one at a step. */
    private static Lease run(StudyView study, long steps, double last) {
        Lease lease = CLIENT.leases().take(ask(study)).orElseThrow();
        List<Measurement> points = LongStream.rangeClosed(1, steps)
                .mapToObj(step -> new Measurement(
                        step,
                        step % 2 == 0
                                ? Map.of("loss", last + steps - step, "other", 1.0)
                                : Map.of("loss", last + steps - step)))
                .toList();
        CLIENT.leases().report(lease, new Report(points, null));
        return lease;
    }

    private static Lease complete(StudyView study, long steps, double last) {
        Lease lease = run(study, steps, last);
        CLIENT.leases().finish(lease, Fixtures.completed(last));
        return lease;
    }

    private static String of(StudyView study, String rest) {
        return "/api/v1/studies/" + study.id() + rest;
    }

    private static Curves curves(StudyView study, String query) {
        var answer = SERVICE.get(of(study, "/curves" + query));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return CairnJson.strict().readValue(answer.body(), Curves.class);
    }

    @Test
    void theCurvesOfTheBestComeInOneCallThinnedOutButWithBothEnds() {
        StudyView study = create();
        complete(study, 3, 5);
        Lease best = complete(study, 40, 1);
        Lease second = complete(study, 4, 2);

        Curves found = curves(study, "?top=2&points=5");

        assertThat(found.metric()).isEqualTo("loss");
        assertThat(found.metrics()).containsExactly("loss", "other");
        assertThat(found.curves())
                .containsExactly(
                        new Curve(
                                best.trial(),
                                2,
                                40,
                                List.of(1L, 11L, 21L, 31L, 40L),
                                List.of(40.0, 30.0, 20.0, 10.0, 1.0)),
                        new Curve(second.trial(), 3, 4, List.of(1L, 2L, 3L, 4L), List.of(5.0, 4.0, 3.0, 2.0)));
    }

    @Test
    void namedTrialsHaveTheirCurvesAndThoseOfOtherStudiesNone() {
        StudyView study = create();
        Lease running = run(study, 2, 1);
        Lease foreign = run(create(), 2, 1);

        Curves found = curves(study, "?metric=other&trials=" + running.trial() + "," + foreign.trial());

        assertThat(found.curves()).containsExactly(new Curve(running.trial(), 1, 1, List.of(2L), List.of(1.0)));
    }

    @Test
    void whatIsNotFiniteIsLeftOut() {
        StudyView study = create();
        Lease lease = run(study, 2, 1);
        CLIENT.leases().report(lease, new Report(List.of(new Measurement(3L, Map.of("loss", Double.NaN))), null));

        assertThat(curves(study, "?trials=" + lease.trial()).curves())
                .containsExactly(new Curve(lease.trial(), 1, 2, List.of(1L, 2L), List.of(2.0, 1.0)));
    }

    @Test
    void tooManyCurvesOrPointsAreRefused() {
        StudyView study = create();

        assertThat(SERVICE.get(of(study, "/curves?top=501&points=1")).body())
                .contains("top must be in [1, 500] but was 501", "points must be in [2, 1000] but was 1");
    }

    @Test
    void allAttemptsComeInPagesTheNewestTrialsFirst() {
        StudyView study = create();
        complete(study, 1, 1);
        Lease lost = run(study, 1, 1);
        CLIENT.leases().finish(lost, ended(Result.PREEMPTED, null));
        Lease again = CLIENT.leases().take(ask(study)).orElseThrow();
        assertThat(again.trial()).isEqualTo(lost.trial());
        complete(study, 1, 2);

        var found = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = CairnJson.strict()
                    .readTree(
                            SERVICE.get(of(study, "/attempts?limit=2" + cursor)).body());
            page.path("items")
                    .forEach(one -> found.add(one.path("trialNumber").asInt() + "/"
                            + one.path("number").asInt() + " "
                            + one.path("state").asString() + " "
                            + one.path("worker").asString()));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asString() : "";
        } while (!cursor.isEmpty());

        assertThat(found)
                .containsExactly(
                        "3/1 SUCCEEDED tester", "2/2 RUNNING tester", "2/1 PREEMPTED tester", "1/1 SUCCEEDED tester");
    }

    @Test
    void theViewOfAStudySaysWhichEventsItKnows() {
        StudyView study = create();
        complete(study, 1, 1);
        long known = CLIENT.studies().get(study.id()).lastEvent();

        complete(study, 1, 2);
        CLIENT.studies().get(study.id());

        // Without the header it is a stream that does not end.
        HttpRequest.Builder events = HttpRequest.newBuilder(SERVICE.url().resolve(of(study, "/events?after=" + known)))
                .header("Accept", "application/json")
                .GET();
        JsonNode page = CairnJson.strict().readTree(SERVICE.send(events).body());
        assertThat(page.path("items")
                        .valueStream()
                        .map(event -> event.path("type").asString()))
                .containsExactly("TRIAL_CREATED", "TRIAL_ENDED");
    }
}
