package dev.cairn.service.webhook;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cairn.api.CairnJson;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.study.WebhookDelivery;
import dev.cairn.api.study.WebhookDelivery.State;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import dev.cairn.service.progress.CatchUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
    private static final String SECRET = "correct horse battery staple";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestService service(TestPostgres.Database database, boolean allowPrivate) {
        return TestService.start(
                database,
                database.url(),
                "PT1H",
                "--cairn.webhook.secret=" + SECRET,
                "--cairn.webhook.allow-private=" + allowPrivate,
                "--cairn.webhook.interval=PT0.02S");
    }

    /** What the other side got. */
    private record Call(String body, String signature, String delivery) {}

    /** The other side: answers with the status that is set. */
    private static final class Receiver implements AutoCloseable {
        final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
        final AtomicInteger status = new AtomicInteger(204);
        private final HttpServer server;

        Receiver() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
        }

        private void answer(HttpExchange exchange) throws IOException {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var headers = exchange.getRequestHeaders();
            calls.add(new Call(body, headers.getFirst("Cairn-Signature"), headers.getFirst("Cairn-Delivery")));
            exchange.getResponseHeaders().set("Location", url());
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?key=1";
        }

        Call next() throws InterruptedException {
            Call call = calls.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(call).isNotNull();
            return call;
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private static StudyView ended(CairnClient client, String url) {
        StudyView study = client.studies().create(study(name(), 1, "\"webhook\": {\"url\": \"" + url + "\"},"));
        client.leases().finish(lease(client, study), completed(0.5));
        return client.studies().get(study.id());
    }

    private static WebhookDelivery await(CairnClient client, StudyView study, Predicate<WebhookDelivery> condition) {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            WebhookDelivery now = client.studies().deliveries(study.id()).get(0);
            if (condition.test(now)) {
                return now;
            }
        }
        throw new AssertionError("it never came to be: " + client.studies().deliveries(study.id()));
    }

    @Test
    void theEndOfAStudyIsToldOnceAndSigned() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (Receiver receiver = new Receiver();
                TestService one = service(database, true);
                TestService two = service(database, true)) {
            StudyView study = ended(one.client(), receiver.url());

            Call call = receiver.next();

            WebhookDelivery delivery = await(two.client(), study, d -> d.state() == State.DELIVERED);
            assertThat(delivery.attempts()).isEqualTo(1);
            assertThat(delivery.lastAnswer()).isEqualTo("answered 204");
            assertThat(call.delivery()).isEqualTo(Long.toString(delivery.id()));
            var body = CairnJson.strict().readTree(call.body());
            assertThat(body.path("study").longValue()).isEqualTo(study.id());
            assertThat(body.path("name").asString()).isEqualTo(study.spec().name());
            assertThat(body.path("state").asString()).isEqualTo("COMPLETED");
            assertThat(body.path("reason").asString()).contains("budget");
            assertThat(Instant.parse(body.path("endedAt").asString()))
                    .isEqualTo(one.client().studies().get(study.id()).endedAt());
            String time = call.signature().replaceFirst("^t=(\\d+),.*", "$1");
            assertThat(call.signature()).isEqualTo("t=" + time + ",v1=" + hmac(time + "." + call.body()));
            assertThat(receiver.calls).isEmpty();
        }
    }

    private static String hmac(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatFailsIsTriedAgainLaterAndLaterAndARedirectIsAFailure() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (Receiver receiver = new Receiver();
                TestService service = service(database, true)) {
            receiver.status.set(500);
            StudyView study = ended(service.client(), receiver.url());
            Call first = receiver.next();
            WebhookDelivery once = await(service.client(), study, d -> "answered 500".equals(d.lastAnswer()));
            assertThat(once.state()).isEqualTo(State.PENDING);
            assertThat(once.nextAttemptAt()).isAfter(once.createdAt().plusSeconds(14));

            receiver.status.set(302);
            database.moveClock(Duration.ofSeconds(16));
            receiver.next();
            WebhookDelivery twice = await(service.client(), study, d -> "answered 302".equals(d.lastAnswer()));
            assertThat(twice.nextAttemptAt()).isAfter(twice.createdAt().plusSeconds(44));

            receiver.status.set(200);
            database.moveClock(Duration.ofSeconds(31));
            Call last = receiver.next();
            assertThat(await(service.client(), study, d -> d.state() == State.DELIVERED)
                            .attempts())
                    .isEqualTo(3);
            assertThat(last.body()).isEqualTo(first.body());
            assertThat(last.delivery()).isEqualTo(first.delivery());
            assertThat(receiver.calls).isEmpty();
        }
    }

    @Test
    void afterADayItIsGivenUpAndSaysWhy() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (Receiver receiver = new Receiver();
                TestService service = service(database, true)) {
            receiver.status.set(503);
            StudyView study = ended(service.client(), receiver.url());
            receiver.next();
            database.moveClock(Duration.ofHours(25));

            WebhookDelivery delivery = await(service.client(), study, d -> d.state() == State.GIVEN_UP);

            assertThat(delivery.attempts()).isEqualTo(2);
            assertThat(delivery.lastAnswer()).isEqualTo("answered 503");
            assertThat(delivery.nextAttemptAt()).isNull();
        }
    }

    @Test
    void addressesThatOnlyTheServiceReachesAreRefusedAtCreationAndAtDelivery() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (Receiver receiver = new Receiver();
                TestService service = service(database, false)) {
            HttpResponse<String> refused = service.post(
                    "/api/v1/studies", study(name(), 1, "\"webhook\": {\"url\": \"" + receiver.url() + "\"},"));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(TestService.problem(refused).violations())
                    .singleElement()
                    .satisfies(v -> assertThat(v.pointer()).isEqualTo("/webhook/url"));

            // As if the name had led elsewhere when the study was created.
            StudyView study = service.client().studies().create(study(name(), 1, ""));
            database.execute("update study set spec = spec || '{\"webhook\": {\"url\": \"" + receiver.url() + "\"}}'");
            service.client().leases().finish(lease(service.client(), study), completed(0.5));
            service.bean(CatchUp.class).now(study.id());
            WebhookDelivery delivery = await(service.client(), study, d -> d.lastAnswer() != null);
            assertThat(delivery.state()).isEqualTo(State.PENDING);
            assertThat(delivery.lastAnswer()).contains("CAIRN_WEBHOOK_ALLOW_PRIVATE");
            assertThat(receiver.calls).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.org:65536/hook", "https://example.org:0/hook"})
    void anAddressThatNoSocketConnectsToIsRefused(String url) {
        HttpResponse<String> refused = TestService.shared()
                .post("/api/v1/studies", study(name(), 1, "\"webhook\": {\"url\": \"" + url + "\"},"));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("/webhook/url");
    }

    @Test
    void withoutASecretAStudyWithAWebhookIsRefused() {
        HttpResponse<String> refused = TestService.shared()
                .post("/api/v1/studies", study(name(), 1, "\"webhook\": {\"url\": \"https://example.org/hook\"},"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("CAIRN_WEBHOOK_SECRET", "\"/webhook\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "192.0.0.8",
                "198.18.0.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2001::1"
            })
    void whatIsNotPublicIsKnown(String address) throws Exception {
        assertThat(Targets.isPublic(InetAddress.getByName(address))).isFalse();
        assertThatThrownBy(() -> Targets.resolve(address, false)).isInstanceOf(ForbiddenTargetException.class);
        assertThat(Targets.resolve(address, true)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "100.128.0.1", "172.32.0.1", "198.20.0.1", "2606:4700::1111", "2001:4860::8888"})
    void whatIsPublicMayBeCalled(String address) throws Exception {
        assertThat(Targets.resolve(address, false)).isEqualTo(InetAddress.getByName(address));
    }

    @Test
    void whoDoesNotSpeakHttpIsNotBelieved() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream()
                            .write(("220 mail " + "x".repeat(5000)).getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            URI uri = URI.create("http://elsewhere.invalid:" + server.getLocalPort() + "/");

            assertThatThrownBy(() -> Post.send(uri, InetAddress.getLoopbackAddress(), Map.of(), new byte[0]))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the answer was not HTTP");
            answering.handle((done, resetByUs) -> done).get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        assertThat(TestService.shared().bean(WebhookSettings.class))
                .isEqualTo(new WebhookSettings("", false, Duration.ofSeconds(1)));
    }

    @Test
    void nonsenseIsRefusedWithTheNameOfTheSetting() {
        assertThatThrownBy(() -> new WebhookSettings("short", false, Duration.ofSeconds(1)))
                .hasMessageContaining("CAIRN_WEBHOOK_SECRET")
                .hasMessageNotContaining("short");
        assertThatThrownBy(() -> new WebhookSettings("", false, Duration.ZERO))
                .hasMessageContaining("CAIRN_WEBHOOK_INTERVAL");
        assertThat(new WebhookSettings(SECRET, false, Duration.ofSeconds(1)).toString())
                .doesNotContain(SECRET);
    }
}
