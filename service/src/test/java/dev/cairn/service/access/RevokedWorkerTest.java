package dev.cairn.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.access.NewToken;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The calls that workers make all the time, whose statements ask for the token themselves. */
class RevokedWorkerTest {
    private static final String OUTCOME = "{\"result\": \"COMPLETED\", \"metrics\": {\"loss\": 1}}";
    private static final String REPORT = "{\"measurements\": [{\"step\": 1, \"metrics\": {\"loss\": 2}}]}";

    private final Guarded guarded = new Guarded();
    private final NewToken fleet = guarded.create("fleet", "\"role\": \"WORKER\", \"lifetime\": \"PT1H\"");
    private long study;

    @BeforeEach
    void create() {
        study = guarded.post(Guarded.ADMIN, "/studies", """
                        {"name": "s", "space": {"parameters": [{"name": "x", "type": "REAL", "low": 0, "high": 1}]},
                         "objectives": [{"metric": "loss"}], "sampler": {"type": "RANDOM"}, "budget": {"trials": 9}}
                        """).json().path("id").asLong();
        guarded.post(
                Guarded.ADMIN,
                "/studies/" + study + "/trials",
                "{\"points\": [{\"x\": 0.1}, {\"x\": 0.2}, {\"x\": 0.3}, {\"x\": 0.4}]}");
    }

    @AfterEach
    void stop() {
        guarded.close();
    }

    private String ask() {
        return "{\"request\": \"" + UUID.randomUUID() + "\", \"study\": " + study + ", \"worker\": {\"name\": \"w\"}}";
    }

    private Guarded.Answer send(JsonNode lease, String what, String body) {
        return guarded.call(
                fleet.secret(),
                "POST",
                "/attempts/" + lease.path("attempt").asLong() + "/" + what,
                body,
                Map.of("Cairn-Lease", lease.path("token").asString()));
    }

    private JsonNode lease() {
        return guarded.post(fleet.secret(), "/leases", ask()).json();
    }

    private void assertVoid(Guarded.Answer refused, String why) {
        assertThat(refused.status()).as(refused.body()).isEqualTo(401);
        assertThat(refused.code()).isEqualTo("UNAUTHENTICATED");
        assertThat(refused.body()).contains(why);
        assertThat(refused.head().headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(header -> assertThat(header).contains("error=\"invalid_token\""));
    }

    private void assertNothingHasEffect(JsonNode lease, String why) {
        assertVoid(guarded.post(fleet.secret(), "/leases", ask()), why);
        assertVoid(send(lease, "measurements", REPORT), why);
        assertVoid(send(lease, "outcome", OUTCOME), why);
        assertVoid(send(lease, "handover", "{\"outcome\": " + OUTCOME + ", \"next\": " + ask() + "}"), why);
        JsonNode trial = guarded.get(
                        Guarded.ADMIN, "/trials/" + lease.path("trial").asLong())
                .json();
        assertThat(trial.path("state").asString()).isEqualTo("RUNNING");
        assertThat(guarded.get(Guarded.ADMIN, "/studies/" + study + "/trials?state=RUNNING")
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void aTokenThatWasGoodAMomentAgoIsVoidOnceItIsRevoked() {
        JsonNode first = lease();
        assertThat(send(first, "measurements", REPORT).status()).isEqualTo(200);
        JsonNode second = send(first, "handover", "{\"outcome\": " + OUTCOME + ", \"next\": " + ask() + "}")
                .json()
                .path("lease");

        guarded.delete(Guarded.ADMIN, "/tokens/" + fleet.token().id());

        assertNothingHasEffect(second, "was revoked");
    }

    @Test
    void aTokenThatWasGoodAMomentAgoIsVoidOnceItsTimeIsUp() {
        JsonNode held = lease();

        guarded.database.moveClock(Duration.ofMinutes(61));

        assertNothingHasEffect(held, "has expired");
    }
}
