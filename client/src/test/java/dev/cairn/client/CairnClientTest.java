package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.NoWork;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Report;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.search.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CairnClientTest {
    private static final String SPEC = """
            {"name":"apple","seed":7,"space":{"parameters":[{"name":"x","type":"REAL","low":0.0,"high":1.0}]},
             "objectives":[{"metric":"loss"}],"budget":{"trials":3}}""";
    private static final String STUDY = "{\"id\":5,\"state\":\"ACTIVE\",\"archived\":false,\"spec\":" + SPEC
            + ",\"trials\":{\"COMPLETED\":2},\"createdAt\":\"2026-11-01T10:00:00Z\",\"aNewField\":1}";
    private static final String TRIAL = """
            {"id":11,"study":5,"number":%d,"purpose":"SEARCH","state":"COMPLETED","point":{"x":0.25},"seed":3,
             "excluded":false,"values":[0.5],"metrics":{"loss":"NaN"},"attempt":1,"createdAt":"2026-11-01T10:00:00Z"}""";
    private static final String LEASE = """
            {"attempt":21,"attemptNumber":1,"token":"secret","study":5,"studyName":"apple","trial":11,"trialNumber":1,
             "purpose":"SEARCH","point":{"x":0.25},"seed":3,"objectives":[{"metric":"loss"}],"timeLeft":"PT30S"}""";
    private static final String DATASET = """
            {"address":"sha256:%s","name":"a b","bytes":4,"rows":1,"columns":["a"],"createdAt":"2026-11-01T10:00:00Z"}""".formatted("0".repeat(64));

    private final RecordedServer server = new RecordedServer();
    private final CairnClient client = server.client();

    @AfterEach
    void stop() {
        server.close();
    }

    private static Lease aLease() {
        return CairnJson.strict().readValue(LEASE, Lease.class);
    }

    private static LeaseRequest anAsk() {
        return new LeaseRequest(
                UUID.fromString("3f2c1f86-52a3-4f6e-8d49-1f4a54a7e0f1"), new WorkerInfo("w1", null, "cpu"), 5L, null);
    }

    @Test
    void aStudyIsSentAsItsJsonAndAnsweredAsItsView() {
        server.answers(201, STUDY);

        var study = client.studies().create(CairnJson.strict().readValue(SPEC, StudySpec.class));

        assertThat(study.id()).isEqualTo(5);
        assertThat(study.state()).isEqualTo(StudyState.ACTIVE);
        assertThat(study.trials()).isEqualTo(Map.of(TrialState.COMPLETED, 2L));
        assertThat(server.call().method()).isEqualTo("POST");
        assertThat(server.call().target()).isEqualTo("/api/v1/studies");
        assertThat(server.call().headers()).containsEntry("Content-type", List.of("application/json"));
        assertThat(CairnJson.strict()
                        .readValue(server.call().body(), StudySpec.class)
                        .seed())
                .isEqualTo(7);
    }

    @Test
    void jsonIsSentUntouchedSoThatTheServiceJudgesIt() {
        server.answers(201, STUDY);
        client.studies().create("{\"name\": 1}");
        assertThat(server.call().body()).isEqualTo("{\"name\": 1}");
    }

    @Test
    void aStudyIsFoundByItsExactName() {
        server.answers(200, "{\"items\":[" + STUDY.replace("\"apple\"", "\"apple-2\"") + "," + STUDY + "]}")
                .answers(200, "{\"items\":[]}");

        assertThat(client.studies().named("apple").orElseThrow().spec().name()).isEqualTo("apple");
        assertThat(server.call().target()).isEqualTo("/api/v1/studies?name=apple");
        assertThat(client.studies().named("a&b")).isEmpty();
        assertThat(server.call().target()).isEqualTo("/api/v1/studies?name=a%26b");
    }

    @Test
    void lifeCycleCallsHaveNoBody() {
        server.answers(200, STUDY).answers(200, STUDY).answers(200, STUDY).answers(200, STUDY);

        client.studies().pause(5);
        client.studies().resume(5);
        client.studies().cancel(5);
        client.studies().get(5);

        assertThat(server.calls())
                .extracting(call -> call.method() + " " + call.target() + call.body())
                .containsExactly(
                        "POST /api/v1/studies/5/pause",
                        "POST /api/v1/studies/5/resume",
                        "POST /api/v1/studies/5/cancel",
                        "GET /api/v1/studies/5");
    }

    @Test
    void everyPageOfTrialsIsRead() {
        server.answers(200, "{\"items\":[" + TRIAL.formatted(1) + "],\"next\":\"1=\"}")
                .answers(200, "{\"items\":[" + TRIAL.formatted(2) + "]}");

        var trials = client.trials().all(5, Purpose.SEARCH);

        assertThat(trials).extracting(trial -> trial.number()).containsExactly(1L, 2L);
        assertThat(trials.get(0).point().get("x")).isEqualTo(0.25);
        assertThat(trials.get(0).metrics()).isEqualTo(Map.of("loss", Double.NaN));
        assertThat(server.call().target()).isEqualTo("/api/v1/studies/5/trials?purpose=SEARCH&cursor=1%3D");
    }

    @Test
    void aCurveKeepsItsNonFinitePoints() {
        server.answers(200, "{\"items\":[{\"step\":1,\"metrics\":{\"loss\":\"Infinity\"}}]}");
        assertThat(client.trials().curve(11))
                .containsExactly(new Measurement(1L, Map.of("loss", Double.POSITIVE_INFINITY)));
    }

    @Test
    void aModelIsSavedWholeUnderItsNameAndNothingElse(@TempDir Path folder) throws IOException {
        server.answers(200, "application/zip", "zip-bytes");

        Path saved = client.trials().model(11, folder.resolve("new/model.zip"));

        assertThat(saved).hasContent("zip-bytes");
        assertThat(Files.list(folder.resolve("new"))).containsExactly(saved);
    }

    @Test
    void aModelThatIsNotThereLeavesNoFile(@TempDir Path folder) {
        server.answers(404, "{\"title\":\"There is no such thing\",\"code\":\"NOT_FOUND\",\"detail\":\"no model\"}");

        assertThatThrownBy(() -> client.studies().bestModel(5, folder.resolve("model.zip")))
                .isInstanceOf(ProblemException.class)
                .hasMessage("no model");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aTableIsUploadedAndReadBackByItsAddress(@TempDir Path folder) throws IOException {
        Path csv = Files.writeString(folder.resolve("a.csv"), "a\n1\n");
        server.answers(201, DATASET).answers(200, "text/csv", "a\n1\n");

        var dataset = client.datasets().upload("a b", csv);

        assertThat(server.call().target()).isEqualTo("/api/v1/datasets?name=a+b");
        assertThat(server.call().headers()).containsEntry("Content-type", List.of("text/csv"));
        assertThat(server.call().body()).isEqualTo("a\n1\n");
        var content = new ByteArrayOutputStream();
        client.datasets().content(dataset.address(), content);
        assertThat(content).hasToString("a\n1\n");
        assertThat(server.call().target()).isEqualTo("/api/v1/datasets/" + "0".repeat(64) + "/content");
    }

    @Test
    void aGrantIsALease() {
        server.answers(200, LEASE);
        assertThat(client.leases().take(anAsk())).contains(aLease());
        assertThat(CairnJson.strict().readValue(server.call().body(), LeaseRequest.class))
                .isEqualTo(anAsk());
    }

    @Test
    void nothingToDoIsAnAnswerWithAReasonAndAWait() {
        server.answersNothing(Map.of("Retry-After", "7", "Cairn-Reason", "PAUSED: the study is paused"));

        LeaseAnswer answer = client.leases().ask(anAsk());

        assertThat(answer.lease()).isEmpty();
        assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(answer.why()).contains(NoWork.PAUSED);
        assertThat(answer.reason()).isEqualTo("PAUSED: the study is paused");

        server.answersNothing(Map.of("Retry-After", "7", "Cairn-Reason", "RESTING: a reason of later days"));
        assertThat(client.leases().ask(anAsk()).why()).isEmpty();
    }

    @Test
    void reportsAndOutcomesCarryTheLeasesTokenInItsHeader() {
        server.answers(200, "{\"directive\":\"STOP\",\"timeLeft\":\"PT29S\"}")
                .answers(200, "{\"trial\":11,\"state\":\"PRUNED\"}");

        var directive =
                client.leases().report(aLease(), new Report(List.of(new Measurement(1L, Map.of("loss", 0.5))), null));
        var answer = client.leases()
                .finish(aLease(), new Outcome(Outcome.Result.PRUNED, null, null, null, null, "told to stop", null));

        assertThat(directive).isEqualTo(new Directive(Directive.Kind.STOP, Duration.ofSeconds(29)));
        assertThat(answer.state()).isEqualTo(TrialState.PRUNED);
        assertThat(server.calls())
                .extracting(RecordedServer.Call::target)
                .containsExactly("/api/v1/attempts/21/measurements", "/api/v1/attempts/21/outcome");
        assertThat(server.calls())
                .allSatisfy(call -> assertThat(call.headers()).containsEntry("Cairn-lease", List.of("secret")));
        assertThat(server.calls()).noneMatch(call -> call.target().contains("secret"));
    }

    @Test
    void aRepeatableCallIsSentOnceMoreWhenItsConnectionBreaks() {
        server.drops().answersNothing(Map.of());
        client.blobs().put("0".repeat(64), "bytes".getBytes(StandardCharsets.UTF_8));
        assertThat(server.calls()).extracting(RecordedServer.Call::body).containsExactly("bytes", "bytes");
    }

    @Test
    void aRefusalListsEveryViolation() {
        server.answers(400, """
                {"type":"/api/v1/problems#invalid-request","title":"The request breaks one or more rules","status":400,
                 "detail":"The study is invalid","code":"INVALID_REQUEST",
                 "violations":[{"pointer":"/name","message":"name is required"},{"pointer":"","message":"too odd"}]}""");

        assertThatThrownBy(() -> client.studies().create("{}"))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().code()).isEqualTo(ProblemCode.INVALID_REQUEST);
                    assertThat(refused.problem().violations())
                            .containsExactly(new Violation("/name", "name is required"), new Violation("", "too odd"));
                })
                .hasMessage("The study is invalid: /name: name is required; too odd");
    }

    @Test
    void aCodeOfANewerServiceIsReadAsTheNearestKnownOne() {
        server.answers(409, "{\"title\":\"New\",\"code\":\"FROM_THE_FUTURE\",\"status\":409}");
        assertThatThrownBy(() -> client.studies().get(1))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(409))
                .hasMessage("New");
    }

    @Test
    void aProxysPageIsToldInWords() {
        server.answers(500, "text/html", "<html>Out of order</html>");
        assertThatThrownBy(() -> client.studies().get(1))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(ProblemCode.INTERNAL))
                .hasMessage("HTTP status 500: <html>Out of order</html>");
    }

    @Test
    void aServiceIsUpWhenItSaysSo() {
        server.answers(200, "{\"status\":\"UP\"}").answers(503, "{\"status\":\"DOWN\"}");
        assertThat(client.isUp()).isTrue();
        assertThat(client.isUp()).isFalse();
    }

    @Test
    void aServiceThatIsNotThereCannotBeConnectedTo() throws IOException {
        CairnClient nobody = nobody();
        assertThat(nobody.isUp()).isFalse();
        assertThatThrownBy(() -> nobody.studies().get(1))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(ConnectException.class)
                .hasMessageContaining("cannot connect to 127.0.0.1:");
    }

    private static CairnClient nobody() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return CairnClient.builder()
                    .url("http://127.0.0.1:" + socket.getLocalPort())
                    .retryFor(Duration.ofMillis(1))
                    .build();
        }
    }

    @Test
    void aServiceThatStaysSilentIsGivenUp() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var impatient = CairnClient.builder()
                    .url("http://127.0.0.1:" + silent.getLocalPort())
                    .timeout(Duration.ofMillis(50))
                    .build();
            assertThatThrownBy(() -> impatient.studies().get(1)).hasCauseInstanceOf(HttpTimeoutException.class);
        }
    }

    @Test
    void aBodyThatStopsHalfWayIsGivenUp() throws Exception {
        try (var halfOpen = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var impatient = CairnClient.builder()
                    .url("http://127.0.0.1:" + halfOpen.getLocalPort())
                    .timeout(Duration.ofSeconds(5))
                    .transferTimeout(Duration.ofMillis(100))
                    .build();
            var written = new ByteArrayOutputStream();
            var call = CompletableFuture.runAsync(() -> {
                try {
                    impatient.datasets().content("0".repeat(64), written);
                } catch (IOException e) {
                    throw new AssertionError("nothing is wrong with our own stream", e);
                }
            });
            try (Socket caller = halfOpen.accept()) {
                caller.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".getBytes(StandardCharsets.UTF_8));
                assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOf(UncheckedIOException.class)
                        .hasCauseInstanceOf(HttpTimeoutException.class);
            }
        }
    }

    @Test
    void aStreamThatCannotBeWrittenToIsNotTheServicesFault() {
        server.answers(200, "text/csv", "a\n1\n");
        var full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertThatThrownBy(() -> client.datasets().content("0".repeat(64), full))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
    }

    @Test
    void anInterruptEndsACallAndIsKept() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> client.studies().get(1)).isInstanceOf(UncheckedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anAddressThatIsNotHttpIsRefused() {
        assertThatThrownBy(() -> CairnClient.builder().url("localhost:8080").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http://127.0.0.1:8080");
    }
}
