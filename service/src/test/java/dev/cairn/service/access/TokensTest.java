package dev.cairn.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.access.NewToken;
import dev.cairn.service.TestService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class TokensTest {
    private static final Guarded GUARDED = new Guarded();

    @AfterAll
    static void stop() {
        GUARDED.close();
    }

    @Test
    void withoutATokenNothingIsAnsweredButHowToSendOne() {
        Guarded.Answer refused = GUARDED.get(null, "/studies");

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.code()).isEqualTo("UNAUTHENTICATED");
        assertThat(refused.body()).contains("Authorization: Bearer");
        assertThat(refused.head().headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"cairn\"");
        assertThat(refused.head().headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(GUARDED.get(null, "/nothing-of-that-name").status()).isEqualTo(401);
    }

    @Test
    void aTokenThatNobodyMadeIsRefused() {
        for (String token : new String[] {"cairn_AAAA", "x", "%%%", "a.b.c"}) {
            Guarded.Answer refused = GUARDED.get(token, "/studies");
            assertThat(refused.status()).as(token).isEqualTo(401);
            assertThat(refused.code()).isEqualTo("UNAUTHENTICATED");
            assertThat(refused.head().headers().firstValue("WWW-Authenticate"))
                    .hasValueSatisfying(header -> assertThat(header).contains("error=\"invalid_token\""));
        }
    }

    @Test
    void aTokenInTheAddressCountsForNothing() {
        assertThat(GUARDED.get(null, "/studies?access_token=" + Guarded.ADMIN).status())
                .isEqualTo(401);
    }

    @Test
    void aTokenIsToldOnceAndKeptAsItsHash() {
        NewToken made = GUARDED.create("told-once", "\"role\": \"USER\"");

        assertThat(made.secret()).matches("cairn_[A-Za-z0-9_-]{43}");
        assertThat(GUARDED.get(Guarded.ADMIN, "/tokens").body())
                .contains("told-once")
                .doesNotContain(made.secret());
        assertThat(made.toString()).doesNotContain(made.secret());
        assertThat(GUARDED.get(Guarded.ADMIN, "/audit").body())
                .contains("TOKEN_CREATED", "told-once", "environment:admin")
                .doesNotContain(made.secret());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tokens", "/%74okens"})
    void theAnswerWithTheSecretIsKeptUnderNoKeyHoweverItsPathIsSpelt(String path) {
        String body = "{\"name\": \"kept" + path.length() + "\", \"role\": \"READER\"}";

        Guarded.Answer made = GUARDED.call(Guarded.ADMIN, "POST", path, body, Map.of("Idempotency-Key", "k"));

        assertThat(made.status()).isEqualTo(201);
        assertThat(GUARDED.service
                        .bean(JdbcClient.class)
                        .sql("select count(*) from idempotency")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aRevokedTokenIsVoidFromTheNextCallOnEverywhere() {
        NewToken made = GUARDED.create("revoked", "\"role\": \"USER\"");
        try (var replica =
                TestService.start(GUARDED.database, GUARDED.database.url(), "PT1H", "--cairn.access.auth=token")) {
            var before = HttpRequest.newBuilder(replica.url().resolve("/api/v1/studies"))
                    .header("Authorization", "Bearer " + made.secret());
            assertThat(replica.send(before).statusCode()).isEqualTo(200);

            assertThat(GUARDED.delete(Guarded.ADMIN, "/tokens/" + made.token().id())
                            .status())
                    .isEqualTo(204);

            assertThat(replica.send(before).statusCode()).isEqualTo(401);
        }
        assertThat(GUARDED.get(made.secret(), "/studies").body()).contains("was revoked");
        assertThat(GUARDED.delete(Guarded.ADMIN, "/tokens/" + made.token().id()).status())
                .as("again")
                .isEqualTo(204);
        assertThat(GUARDED.delete(Guarded.ADMIN, "/tokens/987654").status()).isEqualTo(404);
        assertThat(GUARDED.post(Guarded.ADMIN, "/tokens", "{\"name\": \"revoked\", \"role\": \"USER\"}")
                        .code())
                .as("the name stands in events")
                .isEqualTo("NAME_TAKEN");
    }

    /** And not with the next heartbeat only. */
    @Test
    void aStreamEndsWithItsToken() throws IOException {
        try (var guarded = new Guarded("--cairn.events.heartbeat=PT1M")) {
            NewToken made = guarded.create("reader", "\"role\": \"READER\"");
            try (var socket = new Socket(
                    InetAddress.getLoopbackAddress(), guarded.service.url().getPort())) {
                // A read that never ends would fail here.
                socket.setSoTimeout(20_000);
                socket.getOutputStream()
                        .write(("GET /api/v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                                        + made.secret() + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 200");

                guarded.delete(Guarded.ADMIN, "/tokens/" + made.token().id());

                assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
            }
        }
    }

    @Test
    void aHeldCallIsRefusedWhenItsTokenIsRevokedOnAnotherReplica() throws Exception {
        NewToken made = GUARDED.create("holder", "\"role\": \"WORKER\"");
        long study = GUARDED.study(Guarded.ADMIN, "default", "held-by-nobody");
        GUARDED.post(Guarded.ADMIN, "/studies/" + study + "/pause", null);
        try (var replica =
                TestService.start(GUARDED.database, GUARDED.database.url(), "PT1H", "--cairn.access.auth=token")) {
            CompletableFuture<HttpResponse<String>> held = CompletableFuture.supplyAsync(
                    () -> replica.send(HttpRequest.newBuilder(replica.url().resolve("/api/v1/leases"))
                            .header("Authorization", "Bearer " + made.secret())
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"request\": \"" + UUID.randomUUID()
                                    + "\", \"study\": " + study
                                    + ", \"hold\": \"PT30S\", \"worker\": {\"name\": \"w\"}}"))));
            while (GUARDED.service
                            .bean(JdbcClient.class)
                            .sql("select count(*) from worker")
                            .query(Long.class)
                            .single()
                    == 0) {
                Thread.onSpinWait();
            }

            GUARDED.delete(Guarded.ADMIN, "/tokens/" + made.token().id());

            HttpResponse<String> refused = held.get(20, TimeUnit.SECONDS);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("UNAUTHENTICATED", "revoked");
            assertThat(refused.headers().allValues("WWW-Authenticate")).hasSize(1);
        }
    }

    @Test
    void aTokenIsVoidAfterItsLifetime() {
        try (var guarded = new Guarded()) {
            String token = guarded.token("short", "\"role\": \"READER\", \"lifetime\": \"PT1H\"");
            assertThat(guarded.get(token, "/studies").status()).isEqualTo(200);

            guarded.database.moveClock(Duration.ofMinutes(61));

            assertThat(guarded.get(token, "/studies").body()).contains("has expired");
        }
    }

    @Test
    void everybodyIsToldWhoTheyAre() {
        GUARDED.project("seen", "");
        String token = GUARDED.token("who", "\"role\": \"READER\", \"projects\": [\"seen\"]");

        assertThat(GUARDED.get(token, "/me").json().toString())
                .isEqualTo(
                        "{\"name\":\"token:who\",\"role\":\"READER\",\"allProjects\":false,\"projects\":[\"seen\"]}");
        assertThat(GUARDED.get(Guarded.WORKER, "/me").body()).contains("environment:worker", "WORKER");
    }

    @Test
    void whenItWasUsedIsKeptToTheMinute() {
        NewToken made = GUARDED.create("used", "\"role\": \"READER\"");
        assertThat(made.token().lastUsedAt()).isNull();

        GUARDED.get(made.secret(), "/studies");

        assertThat(GUARDED.get(Guarded.ADMIN, "/tokens").json().path("items").valueStream())
                .filteredOn(token -> token.path("name").asString().equals("used"))
                .singleElement()
                .satisfies(token ->
                        assertThat(token.path("lastUsedAt").isMissingNode()).isFalse());
    }

    @Test
    void aTokenForAProjectThatThereIsNotIsRefused() {
        Guarded.Answer refused = GUARDED.post(
                Guarded.ADMIN,
                "/tokens",
                "{\"name\": \"t\", \"role\": \"USER\", \"projects\": [\"nowhere\", \"default\", \"neither\"]}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("'nowhere'", "'neither'");
        assertThat(GUARDED.post(
                                Guarded.ADMIN,
                                "/tokens",
                                "{\"name\": \"t\", \"role\": \"ADMIN\", \"projects\": [\"default\"]}")
                        .body())
                .contains("an ADMIN sees every project");
    }

    @Test
    void noSessionAndNoCookieIsEverMade() {
        assertThat(GUARDED.get(Guarded.ADMIN, "/studies").head().headers().firstValue("Set-Cookie"))
                .isEmpty();
        assertThat(GUARDED.call(null, "GET", "/studies", null, Map.of("Cookie", "JSESSIONID=1"))
                        .status())
                .isEqualTo(401);
    }
}
