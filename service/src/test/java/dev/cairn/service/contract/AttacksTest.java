package dev.cairn.service.contract;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import dev.cairn.client.CairnClient;
import dev.cairn.service.TestService;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody might try who reads the contract with ill will: each is refused as a problem, or means nothing. */
class AttacksTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private HttpResponse<String> call(String method, String path, String type, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.url().resolve(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return service.send(type == null ? request : request.header("Content-Type", type));
    }

    private Answer raw(String lines) throws IOException {
        String request = lines.replace("\n", "\r\n") + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        return Answer.to(
                request.getBytes(StandardCharsets.ISO_8859_1), service.url().getPort());
    }

    private static ProblemCode code(HttpResponse<String> refused) {
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        Problem problem = TestService.problem(refused);
        assertThat(problem.status()).isEqualTo(refused.statusCode());
        assertThat(refused.body()).doesNotContain("Exception", "dev.cairn", "org.springframework", "select ");
        return problem.code();
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/v1/studies, GET",
        "PUT, /api/v1/studies, POST",
        "PATCH, /api/v1/me, GET",
        "GET, /api/v1/leases, POST",
        "POST, /api/v1/studies/1, PATCH"
    })
    void anotherMethodIsRefusedWithThoseThatThereAre(String method, String path, String allowed) {
        HttpResponse<String> refused = call(method, path, "application/json", "{}");

        assertThat(code(refused)).isEqualTo(ProblemCode.METHOD_NOT_ALLOWED);
        assertThat(refused.headers().firstValue("Allow"))
                .hasValueSatisfying(methods -> assertThat(methods).contains(allowed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "multipart/form-data; boundary=x", "json", "\"\""})
    void aBodyOfAnotherTypeIsRefused(String type) {
        assertThat(code(call("POST", "/api/v1/studies", type, "{}"))).isEqualTo(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "text/html"})
    void anAnswerThatThereIsNotIsRefused(String accept) {
        HttpResponse<String> refused = service.send(
                HttpRequest.newBuilder(service.url().resolve("/api/v1/studies")).header("Accept", accept));

        assertThat(code(refused)).isEqualTo(ProblemCode.NOT_ACCEPTABLE);
    }

    @Test
    void aHeadIsTheHeadOfAGetAndOptionsPermitNobodyAnything() throws IOException {
        HttpResponse<String> head = call("HEAD", "/api/v1/studies", null, null);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(call("HEAD", "/api/v1/studies/987654321", null, null).statusCode())
                .isEqualTo(404);

        HttpResponse<String> options =
                service.send(HttpRequest.newBuilder(service.url().resolve("/api/v1/studies"))
                        .header("Origin", "https://elsewhere.example")
                        .header("Access-Control-Request-Method", "POST")
                        .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(options.headers().map().keySet()).noneMatch(header -> header.startsWith("access-control"));
        assertThat(options.headers().firstValue("Allow"))
                .hasValueSatisfying(methods -> assertThat(methods).contains("GET", "POST"));
        assertThat(raw("OPTIONS * HTTP/1.1").status()).isBetween(200, 499);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ui/../application.properties",
                "/ui/..%2fapplication.properties",
                "/ui/%2e%2e/application.properties",
                "/ui/%2e%2e%2fapplication.properties",
                "/ui/..%5capplication.properties",
                "/ui/..\\application.properties",
                "/ui/%252e%252e/application.properties",
                "/ui/....//application.properties",
                "/ui/.%00./application.properties",
                "/ui/%c0%ae%c0%ae/application.properties",
                "/ui//etc/passwd",
                "/ui/META-INF/MANIFEST.MF",
                "/ui/;/../application.properties",
                "/ui/x.js/..;/application.properties",
                "/api/v1/..;/../application.properties",
                "/api/v1/studies/..%2f..%2fetc",
                "/application.properties",
                "/WEB-INF/web.xml"
            })
    void noPathLeadsOutOfThePage(String path) throws IOException {
        Answer answer = raw("GET " + path + " HTTP/1.1");

        assertThat(answer.status()).as(path).isBetween(400, 499);
        assertThat(answer.mediaType()).isEqualTo("application/problem+json");
        assertThat(answer.body()).doesNotContain("spring.", "Manifest-Version", "root:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"a\", \"name\": \"b\"}",
                "{\"name\": \"a\", \"n\\u0061me\": \"b\"}",
                "{\"labels\": {\"a\": \"1\", \"a\": \"2\"}}",
                "{\"budget\": {\"trials\": 1, \"trials\": 1000000}}"
            })
    void whatIsSaidTwiceIsRefused(String body) {
        HttpResponse<String> refused = call("POST", "/api/v1/studies", "application/json", body);

        assertThat(code(refused)).isEqualTo(ProblemCode.MALFORMED_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"seed\": 1e400}",
                "{\"seed\": 99999999999999999999}",
                "{\"budget\": {\"trials\": 1e9999999}}",
                "{\"budget\": {\"trials\": -9223372036854775809}}",
                "{\"priority\": 0.1e1}",
                "{\"seed\": NaN}",
                "{\"seed\": 0x10}",
                "[[[[[[[[",
                "{\"a\"",
                "\u0000",
                "\uFEFF{}",
                "{} {}",
                "nul",
                ""
            })
    void numbersAndTextsThatAreNoneAreRefused(String body) {
        assertThat(code(call("POST", "/api/v1/studies", "application/json", body)))
                .isIn(ProblemCode.MALFORMED_JSON, ProblemCode.INVALID_REQUEST);
    }

    /** Postgres keeps no U+0000, and no half of a character. */
    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\ud800", "\\udc00\\ud800"})
    void whatNoTextCanHoldIsRefusedOrLeftOutWhereverItStands(String bad) {
        String text = "a" + bad + "b";
        String labels = "\"labels\": {\"k\": \"" + text + "\"},";
        String key = "\"labels\": {\"" + text + "\": \"v\"},";
        assertThat(refusal(study(name(), 3, labels))).isIn(ProblemCode.INVALID_REQUEST, ProblemCode.MALFORMED_JSON);
        assertThat(refusal(study(name(), 3, key))).isIn(ProblemCode.INVALID_REQUEST, ProblemCode.MALFORMED_JSON);
        StudyView made = client.studies().create(study(name(), 3, ""));
        assertThat(call("PATCH", "/api/v1/studies/" + made.id(), "application/json", "{" + labels.replace("},", "}}"))
                        .statusCode())
                .isEqualTo(400);

        Lease lease = lease(client, made);
        String attempt = "/api/v1/attempts/" + lease.attempt();
        String metrics = "{\"measurements\": [{\"step\": 1, \"metrics\": {\"" + text + "\": 1}}]}";
        String log = "{\"measurements\": [], \"log\": \"" + text + "\"}";
        String failed = "{\"result\": \"FAILED\", \"cause\": \"CRASHED\", \"message\": \"" + text + "\"}";
        assertThat(leased(lease, attempt + "/measurements", metrics).statusCode())
                .isEqualTo(400);
        assertThat(leased(lease, attempt + "/measurements", log).statusCode()).isIn(200, 400);
        assertThat(leased(lease, attempt + "/outcome", failed).statusCode()).isIn(200, 400);
        assertThat(service.get("/api/v1/attempts/" + lease.attempt() + "/log").statusCode())
                .isLessThan(500);
    }

    private ProblemCode refusal(String study) {
        return code(call("POST", "/api/v1/studies", "application/json", study));
    }

    private HttpResponse<String> leased(Lease lease, String path, String body) {
        return service.send(HttpRequest.newBuilder(service.url().resolve(path))
                .header("Content-Type", "application/json")
                .header(Lease.TOKEN_HEADER, lease.token())
                .POST(BodyPublishers.ofString(body)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/studies?name=a%0d%0aSet-Cookie:%20x=1",
                "/api/v1/studies?project=%00",
                "/api/v1/studies?label=%ed%a0%80",
                "/api/v1/studies?state=%ff",
                "/api/v1/datasets?name=a%22%0d%0aX-Evil:%201"
            })
    void aQueryWritesNoHeaderAndBreaksNothing(String path) {
        HttpResponse<String> answer = service.get(path);

        assertThat(answer.statusCode()).isBetween(200, 499);
        assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "x-evil");
    }

    @Test
    void aLongConditionIsRefusedAndSoIsALongAddress() throws IOException {
        StudyView made = client.studies().create(study(name(), 3, ""));
        String path = "/api/v1/studies/" + made.id() + "/trials?where=";

        assertThat(code(service.get(path + "x%3D%3D1%20or%20".repeat(300) + "x%3D%3D1")))
                .isEqualTo(ProblemCode.INVALID_REQUEST);
        assertThat(code(service.get(path + "not%20".repeat(400) + "x%3D%3D1"))).isEqualTo(ProblemCode.INVALID_REQUEST);
        assertThat(raw("GET " + path + "x".repeat(9000) + " HTTP/1.1").status()).isEqualTo(400);
    }

    /** Names that become file names are letters, digits, dots, dashes and underscores, so no header can be written with them. */
    @ParameterizedTest
    @ValueSource(strings = {"a\\r\\nX-Evil: 1", "a\\\"; filename=\\\"b.exe", "../x", "a/b", "ä", "a\\u202Eb", "", " "})
    void aNameThatWouldSpoilAFileNameIsRefused(String bad) {
        HttpResponse<String> refused = call("POST", "/api/v1/studies", "application/json", study(bad, 3, ""));

        assertThat(code(refused)).isEqualTo(ProblemCode.INVALID_REQUEST);
    }

    @Test
    void whatIsDownloadedIsAFileOfAFixedTypeAndNothingElse() {
        StudyView made = client.studies().create(study(name(), 3, ""));
        client.leases().finish(lease(client, made), completed(1));
        for (String path : new String[] {"/export", "/trials?format=csv", "/trials?format=ndjson"}) {
            HttpResponse<String> file = service.get("/api/v1/studies/" + made.id() + path);
            assertThat(file.headers().firstValue("Content-Disposition"))
                    .as(path)
                    .hasValueSatisfying(value ->
                            assertThat(value).matches("attachment; filename=\"[A-Za-z0-9._-]+\\.(csv|ndjson)\""));
            assertThat(file.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(file.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).matches("(text/csv|application/x-ndjson).*"));
        }
    }
}
