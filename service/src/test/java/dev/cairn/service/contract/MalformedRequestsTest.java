package dev.cairn.service.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.Violation;
import dev.cairn.service.TestService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What no client library sends is answered with a problem document too, by the container or by the application. */
class MalformedRequestsTest {
    private static final String HEAD = "Host: localhost\r\nConnection: close\r\n";
    private static final String JSON = HEAD + "Content-Type: application/json\r\n";

    private final TestService service = TestService.shared();

    private Problem refused(byte[] request) throws IOException {
        Answer answer = Answer.to(request, service.url().getPort());
        assertThat(answer.mediaType()).as(answer.toString()).isEqualTo("application/problem+json");
        assertThat(Contract.read().objections("/components/schemas/Problem", answer.body()))
                .isEmpty();
        Problem problem = CairnJson.strict().readValue(answer.body(), Problem.class);
        assertThat(problem.status()).isEqualTo(answer.status());
        return problem;
    }

    private Problem refused(String request) throws IOException {
        return refused(request.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Arguments> broken() {
        String list = "GET /api/v1/studies";
        String create = "POST /api/v1/studies HTTP/1.1\r\n" + JSON;
        return Stream.of(
                Arguments.of(
                        "no method",
                        "\u0001\u0002 /api/v1/studies HTTP/1.1\r\n" + HEAD + "\r\n",
                        ProblemCode.INVALID_REQUEST),
                Arguments.of("an unknown version", list + " HTTP/9.9\r\n" + HEAD + "\r\n", ProblemCode.INVALID_REQUEST),
                Arguments.of("no host", list + " HTTP/1.1\r\nConnection: close\r\n\r\n", ProblemCode.INVALID_REQUEST),
                Arguments.of(
                        "a long header",
                        list + " HTTP/1.1\r\n" + HEAD + "X: " + "x".repeat(20_000) + "\r\n\r\n",
                        ProblemCode.INVALID_REQUEST),
                Arguments.of(
                        "a long line",
                        list + "?name=" + "x".repeat(20_000) + " HTTP/1.1\r\n" + HEAD + "\r\n",
                        ProblemCode.INVALID_REQUEST),
                Arguments.of(
                        "bad percents in the path",
                        "GET /api/v1/studies/%zz HTTP/1.1\r\n" + HEAD + "\r\n",
                        ProblemCode.INVALID_REQUEST),
                Arguments.of(
                        "bad percents in the query",
                        list + "?name=%zz HTTP/1.1\r\n" + HEAD + "\r\n",
                        ProblemCode.INVALID_REQUEST),
                Arguments.of(
                        "TRACE", "TRACE /api/v1/studies HTTP/1.1\r\n" + HEAD + "\r\n", ProblemCode.METHOD_NOT_ALLOWED),
                Arguments.of(
                        "an unknown method",
                        "BREW /api/v1/studies HTTP/1.1\r\n" + HEAD + "\r\n",
                        ProblemCode.INVALID_REQUEST),
                Arguments.of(
                        "two lengths",
                        create + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                        ProblemCode.INVALID_REQUEST),
                Arguments.of("no length", create + "Content-Length: x\r\n\r\n{}", ProblemCode.INVALID_REQUEST),
                Arguments.of(
                        "an unknown encoding of the transfer",
                        create + "Transfer-Encoding: rot13\r\n\r\n{}",
                        ProblemCode.METHOD_NOT_ALLOWED),
                Arguments.of(
                        "chunks that are none",
                        create + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                        ProblemCode.INVALID_REQUEST));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void aBrokenRequestIsAnsweredWithAProblem(String what, String request, ProblemCode code) throws IOException {
        assertThat(refused(request).code()).isEqualTo(code);
    }

    private Problem sent(String body) throws IOException {
        return refused("POST /api/v1/studies HTTP/1.1\r\n" + JSON + "Content-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    @Test
    void aContentTypeOfAnyKindIsRefusedWhereThereIsNothingToo() throws IOException {
        String request =
                "POST /api/v1/nothing HTTP/1.1\r\n" + HEAD + "Content-Type: */*\r\nContent-Length: 2\r\n\r\n{}";

        assertThat(refused(request).status()).isBetween(400, 499);
    }

    @Test
    void jsonThatIsTooDeepOrTooLongIsRefused() throws IOException {
        assertThat(sent("[".repeat(60) + "]".repeat(60)).code()).isEqualTo(ProblemCode.MALFORMED_JSON);
        assertThat(sent("{\"seed\": " + "1".repeat(2000) + "}").code()).isEqualTo(ProblemCode.MALFORMED_JSON);
        assertThat(sent("\"" + "x".repeat(5 << 20) + "\"").code()).isEqualTo(ProblemCode.TOO_LARGE);
    }

    @Test
    void aCompressedBodyIsRefusedAndTold() throws IOException {
        var body = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(body)) {
            gzip.write("{}".getBytes(StandardCharsets.UTF_8));
        }
        var request = new ByteArrayOutputStream();
        String head = "POST /api/v1/studies HTTP/1.1\r\n" + JSON + "Content-Encoding: gzip\r\nContent-Length: "
                + body.size() + "\r\n\r\n";
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body.toByteArray());

        Problem problem = refused(request.toByteArray());

        assertThat(problem.code()).isEqualTo(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
        assertThat(problem.detail()).contains("Content-Encoding", "gzip");
    }

    @Test
    void anUnknownQueryParameterIsToldWithTheOneThatWasMeant() throws IOException {
        Problem problem = refused("GET /api/v1/studies?limt=3&nmae=x HTTP/1.1\r\n" + HEAD + "\r\n");

        assertThat(problem.violations())
                .extracting(Violation::message)
                .hasSize(2)
                .anySatisfy(message -> assertThat(message).contains("'limt'", "did you mean 'limit'"))
                .anySatisfy(message -> assertThat(message).contains("'nmae'", "did you mean 'name'"));
    }

    @Test
    void violationsOfEveryLevelAreToldAtOnce() throws IOException {
        Problem problem = sent("""
                {"name": "a b", "sampler": {"type": "GRID", "points": "x"}, "pruner": {"type": "MEDIA"},
                 "labels": {"a": 1}, "confirmation": {"seeds": 0},
                 "objectives": [{"metric": "loss"}, {"metrik": "x"}], "constraints": [{"metric": "m", "atMost": "y"}],
                 "space": {"parameters": [{"name": "x", "type": "REAL", "low": 2, "high": 1},
                    {"name": "y", "type": "CATEGORICAL", "values": [[]]}], "constraints": ["x <"]},
                 "budget": {"trials": 0, "parallel": 0, "duration": "soon"}, "retry": {"CRASHED": -1},
                 "webhook": {"url": "ftp://x"}}
                """);

        assertThat(problem.violations())
                .extracting(Violation::pointer)
                .contains(
                        "/name",
                        "/sampler/points",
                        "/pruner/type",
                        "/labels/a",
                        "/confirmation/seeds",
                        "/objectives/1/metrik",
                        "/constraints/0/atMost",
                        "/space/parameters/0/low",
                        "/space/parameters/1/values/0",
                        "/space/constraints/0",
                        "/budget/trials",
                        "/budget/parallel",
                        "/budget/duration",
                        "/retry/CRASHED",
                        "/webhook/url");
    }
}
