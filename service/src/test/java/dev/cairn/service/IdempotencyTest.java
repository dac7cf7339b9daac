package dev.cairn.service;

import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import dev.cairn.migrations.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A POST with an Idempotency-Key has its effect once, however often and whenever it is sent. */
class IdempotencyTest {
    private final TestService service = TestService.shared();

    private static HttpResponse<String> post(TestService service, String path, String key, String body) {
        return service.send(HttpRequest.newBuilder(service.url().resolve(path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    @Test
    void theSameCallIsAnsweredTheSameAndHasNoFurtherEffect() {
        String key = key();
        String body = study(name(), 3, "");

        HttpResponse<String> first = post(service, "/api/v1/studies", key, body);
        HttpResponse<String> second = post(service, "/api/v1/studies", key, body);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"))
                .isPresent();
        assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(second.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    }

    @Test
    void aKeyBelongsToOneBodyAndOnePath() {
        String key = key();
        String first = study(name(), 3, "");
        post(service, "/api/v1/studies", key, first);

        HttpResponse<String> other = post(service, "/api/v1/studies", key, study(name(), 4, ""));
        HttpResponse<String> elsewhere = post(service, "/api/v1/projects", key, "{\"name\": \"p-" + name() + "\"}");

        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(TestService.problem(other).code()).isEqualTo(ProblemCode.KEY_REUSED);
        assertThat(elsewhere.statusCode()).isEqualTo(201);
    }

    @Test
    void whatWasRefusedMayBeSentAgain() {
        String key = key();
        String taken = name();
        long id = service.client().studies().create(study(taken, 3, "")).id();
        String body = study(taken, 5, "");
        assertThat(post(service, "/api/v1/studies", key, body).statusCode()).isEqualTo(409);

        service.client().studies().cancel(id);
        service.send(HttpRequest.newBuilder(service.url().resolve("/api/v1/studies/" + id + "?force=true"))
                .DELETE());

        assertThat(post(service, "/api/v1/studies", key, body).statusCode()).isEqualTo(201);
    }

    @Test
    void ofManyAtOnceOneHasTheEffect() throws Exception {
        String key = key();
        String body = study(name(), 3, "");
        ExecutorService many = Executors.newFixedThreadPool(8);
        try {
            List<Future<HttpResponse<String>>> calls = IntStream.range(0, 16)
                    .mapToObj(i -> many.submit(() -> post(service, "/api/v1/studies", key, body)))
                    .toList();
            for (Future<HttpResponse<String>> call : calls) {
                assertThat(call.get().statusCode()).isEqualTo(201);
                assertThat(call.get().body()).isEqualTo(calls.get(0).get().body());
            }
        } finally {
            many.shutdownNow();
        }
    }

    @Test
    void whoeverHeardNoAnswerBecauseTheCableBrokeAsksAgainAndLearnsIt() throws IOException {
        TestPostgres.Database database = TestPostgres.database();
        URI at = URI.create(database.url().substring("jdbc:".length()).split("\\?")[0]);
        try (var wire = new Wire(at.getPort());
                TestService cut = TestService.start(
                        database, database.url().replace(":" + at.getPort() + "/", ":" + wire.port() + "/"), "PT1H")) {
            String key = key();
            String body = study(name(), 3, "");
            // The effect and the answer fail together, as when the service dies between them.
            database.execute("""
                    create function breaks() returns trigger language plpgsql as $$ begin
                        raise exception 'the lights went out';
                    end $$;
                    create constraint trigger breaks after update on idempotency deferrable initially deferred
                        for each row execute function breaks()
                    """);
            assertThat(post(cut, "/api/v1/studies", key, body).statusCode()).isEqualTo(500);
            assertThat(cut.get("/api/v1/studies").body()).isEqualTo("{\"items\":[]}");
            database.execute("drop trigger breaks on idempotency");

            HttpResponse<String> made = post(cut, "/api/v1/studies", key, body);
            wire.cut();
            assertThat(post(cut, "/api/v1/studies", key, body).statusCode()).isEqualTo(503);
            wire.mend();

            HttpResponse<String> again = post(cut, "/api/v1/studies", key, body);
            for (int i = 0; i < 50 && again.statusCode() == 503; i++) {
                again = post(cut, "/api/v1/studies", key, body);
            }
            assertThat(again.body()).isEqualTo(made.body());
            assertThat(cut.get("/api/v1/studies").body()).containsOnlyOnce("\"state\":\"ACTIVE\"");
        }
    }

    @Test
    void aKeyIsForgottenAfterADay() {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService other = TestService.start(database)) {
            String key = key();
            assertThat(post(other, "/api/v1/studies", key, study(name(), 3, "")).statusCode())
                    .isEqualTo(201);
            database.moveClock(Duration.ofHours(25));
            assertThat(post(other, "/api/v1/studies", key, study(name(), 3, "")).statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void aKeyThatMakesNoSenseIsRefused() {
        assertThat(TestService.problem(post(service, "/api/v1/studies", "a b", "{}"))
                        .detail())
                .contains("visible characters");
    }

    @Test
    void aNewTokenIsNotKeptForWhoeverRepeatsTheCall() {
        String key = key();
        String body = "{\"name\": \"" + name() + "\", \"role\": \"READER\"}";
        assertThat(post(service, "/api/v1/tokens", key, body).statusCode()).isEqualTo(201);
        assertThat(post(service, "/api/v1/tokens", key, body).statusCode()).isEqualTo(409);
    }

    /** Each of them waits for a row that somebody else has locked, and keeps its connection meanwhile. */
    @Test
    void longCallsUnderKeysKeepNoReportWaiting() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        ExecutorService many = Executors.newFixedThreadPool(24);
        try (TestService other = TestService.start(database);
                Connection lock = database.connect()) {
            StudyView busy = other.client().studies().create(study(name(), 3, ""));
            StudyView locked = other.client().studies().create(study(name(), 3, ""));
            Lease lease = lease(other.client(), busy);
            lock.setAutoCommit(false);
            lock.createStatement().execute("select 1 from study where id = " + locked.id() + " for update");
            List<Future<HttpResponse<String>>> calls = IntStream.range(0, 24)
                    .mapToObj(i -> many.submit(
                            () -> post(other, "/api/v1/studies/" + locked.id() + "/retry-failed", key(), "")))
                    .toList();
            // As many as get in.
            while (database.blocked() < 4) {
                Thread.onSpinWait();
            }

            for (int i = 1; i <= 30; i++) {
                assertThat(other.client().leases().report(lease, report(i, 1)).directive())
                        .isEqualTo(Directive.Kind.CONTINUE);
            }

            lock.rollback();
            for (Future<HttpResponse<String>> call : calls) {
                assertThat(call.get().statusCode()).isEqualTo(200);
            }
        } finally {
            many.shutdownNow();
        }
    }
}
