package dev.cairn.service;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** ETag, If-Match and If-None-Match of studies. */
class PreconditionTest {
    private final TestService service = TestService.shared();
    private final StudyView study = service.client().studies().create(study(name(), 9, ""));
    private final String path = "/api/v1/studies/" + study.id();

    private String tag() {
        return service.get(path).headers().firstValue("ETag").orElseThrow();
    }

    private HttpResponse<String> call(String method, String suffix, String ifMatch, String body) {
        return service.send(HttpRequest.newBuilder(service.url().resolve(path + suffix))
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    @Test
    void progressKeepsTheTagAndAChangeDoesNot() {
        String before = tag();
        service.client().leases().finish(lease(service.client(), study), completed(1));
        assertThat(tag()).isEqualTo(before);

        HttpResponse<String> paused = call("POST", "/pause", before, "");

        assertThat(paused.statusCode()).isEqualTo(200);
        assertThat(tag())
                .isNotEqualTo(before)
                .isEqualTo(paused.headers().firstValue("ETag").orElseThrow());
    }

    @Test
    void whatHasChangedSinceItWasReadIsLeftAlone() {
        String old = tag();
        service.client().studies().pause(study.id());

        for (HttpResponse<String> refused : List.of(
                call("POST", "/resume", old, ""),
                call("POST", "/cancel", old, ""),
                call("PATCH", "", old, "{\"priority\": 3}"),
                call("DELETE", "?force=true", old, ""))) {
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(412);
            assertThat(TestService.problem(refused).code()).isEqualTo(ProblemCode.PRECONDITION_FAILED);
            assertThat(TestService.problem(refused).detail()).contains(tag());
        }
        assertThat(call("PATCH", "", "\"other\", " + tag(), "{\"priority\": 3}").statusCode())
                .isEqualTo(200);
        assertThat(call("POST", "/resume", "*", "").statusCode()).isEqualTo(200);
    }

    @Test
    void ofManyWhoSawTheSameOneChangesIt() throws Exception {
        String seen = tag();
        ExecutorService many = Executors.newFixedThreadPool(6);
        try {
            List<Future<Integer>> answers = IntStream.range(0, 6)
                    .mapToObj(i -> many.submit(() -> call("PATCH", "", seen, "{\"priority\": " + (i + 1) + "}")
                            .statusCode()))
                    .toList();
            int changed = 0;
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isIn(200, 412);
                changed += answer.get() == 200 ? 1 : 0;
            }
            assertThat(changed).isEqualTo(1);
        } finally {
            many.shutdownNow();
        }
    }

    @Test
    void whoeverHasItIsToldSo() {
        HttpResponse<String> same =
                service.send(HttpRequest.newBuilder(service.url().resolve(path)).header("If-None-Match", tag()));
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
    }
}
