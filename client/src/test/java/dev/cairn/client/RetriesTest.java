package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetriesTest {
    private static final String STUDY = """
            {"id":5,"state":"ACTIVE","archived":false,"trials":{},"createdAt":"2026-11-01T10:00:00Z","spec":{"name":"apple","seed":7,
             "space":{"parameters":[{"name":"x","type":"REAL","low":0.0,"high":1.0}]},
             "objectives":[{"metric":"loss"}],"budget":{"trials":3}}}""";

    private final RecordedServer server = new RecordedServer();
    private final CairnClient client = server.client();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void aPassingRefusalIsOutwaited(int status) {
        server.refuses(status, Map.of()).refuses(status, Map.of()).answers(200, STUDY);
        assertThat(client.studies().get(5).id()).isEqualTo(5);
        assertThat(server.calls()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 413, 500, 507})
    void aLastingRefusalIsToldAtOnce(int status) {
        server.refuses(status, Map.of());
        assertThatThrownBy(() -> client.studies().get(5))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.status()).isEqualTo(status));
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void aPersonsPostIsSentAgainWithTheSameKeyAndTheNextHasAnother() {
        server.drops().refuses(503, Map.of()).answers(201, STUDY).answers(200, STUDY);
        client.studies().create("{}");
        client.studies().pause(5);
        List<String> keys = server.calls().stream()
                .map(call -> call.headers().get("Idempotency-key").get(0))
                .toList();
        assertThat(keys.subList(0, 3)).containsOnly(keys.get(0));
        assertThat(keys.get(0)).matches("[0-9a-f-]{36}");
        assertThat(keys.get(3)).isNotEqualTo(keys.get(0));
    }

    @Test
    void aChangeIsSentOnce() {
        server.refuses(503, Map.of());
        assertThatThrownBy(
                        () -> client.studies().change(5, new dev.cairn.api.study.StudyPatch(null, null, 3, null, null)))
                .isInstanceOf(ProblemException.class);
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void aServiceThatWantsToBeLeftAloneForLongerThanTheDeadlineIsLeftAlone() {
        server.refuses(429, Map.of("Retry-After", "3600"));
        assertThatThrownBy(() -> client.studies().get(5))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.retryAfter()).contains(Duration.ofHours(1)));
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void noWaitIsShorterThanTheServiceAsksNorLongerThanTheDeadline() {
        var retries = new Retries(Duration.ofSeconds(10));
        assertThat(retries.next(Duration.ofSeconds(3)).orElseThrow()).isEqualTo(Duration.ofSeconds(3));
        assertThat(retries.next(Duration.ZERO).orElseThrow()).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
        assertThat(retries.next(Duration.ofSeconds(11))).isEmpty();
        assertThat(new Retries(Duration.ZERO).next(Duration.ZERO)).isEmpty();
    }

    @Test
    void withoutPatienceOnlyABrokenConnectionIsForgivenAndOnce() {
        CairnClient hasty =
                CairnClient.builder().url(server.url()).retryFor(Duration.ZERO).build();
        server.drops().answers(200, STUDY).refuses(503, Map.of()).drops().drops();
        // Not with GET, which the JDK's client repeats by itself.
        assertThat(hasty.studies().pause(5).id()).isEqualTo(5);
        assertThatThrownBy(() -> hasty.studies().pause(5)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> hasty.studies().pause(5)).isInstanceOf(UncheckedIOException.class);
        assertThat(server.calls()).hasSize(5);
    }

    @Test
    void aDownloadBeginsAgainWhileNothingHasArrived() throws Exception {
        server.refuses(503, Map.of()).answers(200, "text/csv", "a\n1\n");
        var content = new ByteArrayOutputStream();
        client.datasets().content("0".repeat(64), content);
        assertThat(content).hasToString("a\n1\n");
    }

    @Test
    void aCallOnAThreadOfItsOwnCompletesItsFuture() throws Exception {
        server.answers(200, STUDY).refuses(404, Map.of());
        assertThat(client.async(c -> c.studies().get(5))
                        .get(20, TimeUnit.SECONDS)
                        .id())
                .isEqualTo(5);
        assertThatThrownBy(() -> client.async(c -> c.studies().get(6)).get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ProblemException.class);
    }

    @Test
    void aCancelledCallIsInterrupted() throws Exception {
        var interrupted = new CompletableFuture<Boolean>();
        var begun = new CompletableFuture<Boolean>();
        CompletableFuture<Boolean> call = client.async(c -> {
            begun.complete(true);
            try {
                return new CompletableFuture<Boolean>().get();
            } catch (InterruptedException e) {
                return interrupted.complete(true);
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            }
        });
        begun.get(20, TimeUnit.SECONDS);
        call.cancel(true);
        assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(call::join).isInstanceOf(CancellationException.class);
    }
}
