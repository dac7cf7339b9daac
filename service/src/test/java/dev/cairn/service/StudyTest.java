package dev.cairn.service;

import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.dataset.DatasetView;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import dev.cairn.client.CairnClient;
import dev.cairn.search.Violation;
import dev.cairn.search.space.Constraint;
import dev.cairn.service.blob.Blobs;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StudyTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private Problem refused(String body) {
        HttpResponse<String> answer = service.post("/api/v1/studies", body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        return TestService.problem(answer);
    }

    private static String forecast(String dataset, String parameters, String more) {
        return """
                {"name": "%s",
                 "task": {"type": "FORECASTING", "dataset": "%s", "time": "date", "targets": ["y"], "features": ["y", "z"],
                    "split": {"type": "CHRONOLOGICAL", "validation": 0.2, "test": 0.2}%s},
                 "space": {"parameters": [%s]},
                 "objectives": [{"metric": "validation.rmse"}],
                 "budget": {"trials": 3}}
                """.formatted(name(), dataset, more, parameters);
    }

    private static final String RATE =
            "{\"name\": \"learningRate\", \"type\": \"REAL\", \"low\": 1e-4, \"high\": 0.1, \"scale\": \"LOG\"}";

    /** A daily series, with {@code wrong} in place of one of its lines. */
    private static String csv(int rows, int at, String wrong) {
        return "date,y,z\n"
                + IntStream.range(0, rows)
                        .mapToObj(
                                i -> i == at ? wrong : LocalDate.of(2024, 1, 1).plusDays(i) + "," + i + "," + (i % 7))
                        .collect(Collectors.joining("\n"));
    }

    private HttpResponse<String> upload(String name, String csv) {
        return service.send(HttpRequest.newBuilder(service.url().resolve("/api/v1/datasets?name=" + name))
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(csv)));
    }

    private String dataset(String csv) {
        return CairnJson.tolerant()
                .readValue(upload(name(), csv).body(), DatasetView.class)
                .address();
    }

    @Test
    void aStudyIsAnsweredWithEverythingItHasByDefault() {
        HttpResponse<String> answer = service.post("/api/v1/studies", study(name(), 3, ""));

        assertThat(answer.statusCode()).isEqualTo(201);
        StudyView study = CairnJson.tolerant().readValue(answer.body(), StudyView.class);
        assertThat(answer.headers().firstValue("Location")).contains("/api/v1/studies/" + study.id());
        assertThat(study.spec().seed()).isNotNull();
        assertThat(answer.body()).contains("\"type\":\"AUTOMATIC\"").doesNotContain("null");
        assertThat(client.studies().get(study.id()).spec()).isEqualTo(study.spec());
    }

    @Test
    void aNameIsTakenOnce() {
        String body = study(name(), 3, "");
        service.post("/api/v1/studies", body);

        assertThat(refused(body).code()).isEqualTo(ProblemCode.NAME_TAKEN);
    }

    @Test
    void everyViolationIsListedAtOnce() {
        Problem problem = refused("""
                {"name": "no good", "sed": 7,
                 "space": {"parameters": [
                    {"name": "a", "type": "REAL", "low": 2, "high": 1},
                    {"name": "b", "type": "REAL", "low": 0, "high": 1, "scale": "LOG"},
                    {"name": "c", "type": "REALL"},
                    {"name": "d", "type": "INTEGER", "low": 1.5, "high": "x"}]},
                 "objectives": [{"metric": "loss", "direction": "MINIMISE"}],
                 "budget": {"trials": 0}, "retry": {"WORKER_LOST": -1}}
                """);

        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        assertThat(problem.violations())
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder(
                        "/name",
                        "/sed",
                        "/space/parameters/0/low",
                        "/space/parameters/1/low",
                        "/space/parameters/2/type",
                        "/space/parameters/3/low",
                        "/space/parameters/3/high",
                        "/objectives/0/direction",
                        "/budget/trials",
                        "/retry/WORKER_LOST");
        assertThat(problem.violations().toString())
                .contains("did you mean 'seed'", "did you mean 'REAL'", "did you mean 'MINIMIZE'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"name": "learningRat", "type": "REAL", "low": 0.1, "high": 1} | /space/parameters/0/name | did you mean 'learningRate'
                    {"name": "learningRate", "type": "REAL", "low": 1, "high": 0.1} | /space/parameters/0/low | low must be below high
                    {"name": "learningRate", "type": "REAL", "low": 0, "high": 0.1, "scale": "LOG"} | /space/parameters/0/low | above 0
                    {"name": "dropRate", "type": "REAL", "low": 0, "high": 1.2} | /space/parameters/0/high | dropRate must be a number in
                    {"name": "optimizer", "type": "CATEGORICAL", "values": ["ADAM", "SDG"]} | /space/parameters/0/values/1 | optimizer must be one of
                    """)
    void aSpaceThatNoNetworkUnderstandsIsRefused(String parameter, String pointer, String message) {
        Problem problem = refused(forecast(dataset(csv(60, -1, "")), parameter, ""));

        assertThat(problem.violations()).hasSize(1);
        assertThat(problem.violations().get(0).pointer()).isEqualTo(pointer);
        assertThat(problem.violations().get(0).message()).contains(message);
    }

    @Test
    void aGridOverAContinuumNeedsAStep() {
        Problem problem = refused(study(name(), 3, "\"sampler\": {\"type\": \"GRID\"},"));

        assertThat(problem.detail()).contains("'x' is continuous");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    2024-01-06,abc,1 | line 7, column 'y': 'abc' is not a finite number
                    2024-01-06,,1 | line 7, column 'y': the cell is empty
                    2024-01-06,NaN,1 | line 7, column 'y': 'NaN' is not a finite number
                    2024-01-05,1,1 | line 7: time 2024-01-05T00:00 does not follow 2024-01-05T00:00
                    2024-01-06T12:00:00,1,1 | line 7: 2024-01-06T12:00 comes PT36H after the row before
                    yesterday,1,1 | line 7: 'yesterday' is not a date
                    """)
    void aDataSetThatATaskCannotUseIsRefusedWithTheLine(String line, String message) {
        Problem problem = refused(forecast(dataset(csv(60, 5, line)), RATE, ""));

        assertThat(problem.violations().toString()).contains(message);
    }

    @Test
    void gapsAreAllowedWhereTheTaskSaysSo() {
        String withGap = csv(60, 5, "2024-01-06T12:00:00,1,1");

        assertThat(service.post("/api/v1/studies", forecast(dataset(withGap), RATE, ", \"gaps\": \"ALLOW\""))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void aMissingColumnIsNamed() {
        Problem problem = refused(forecast(dataset(csv(60, -1, "").replace("date,y,z", "date,y,zz")), RATE, ""));

        assertThat(problem.violations().get(0).pointer()).isEqualTo("/task/features/1");
        assertThat(problem.detail()).contains("no column 'z'; it has [date, y, zz]");
    }

    @Test
    void fewerRowsThanAWindowAreRefused() {
        String window = "{\"name\": \"windowLength\", \"type\": \"INTEGER\", \"low\": 2, \"high\": 50}";

        Problem problem = refused(forecast(dataset(csv(60, -1, "")), window, ""));

        assertThat(problem.violations().get(0).pointer()).isEqualTo("/task/split");
        assertThat(problem.detail()).contains("60 rows", "a window of 50");
    }

    @Test
    void anUnknownDataSetIsRefused() {
        Problem problem = refused(forecast("sha256:" + "a".repeat(64), RATE, ""));

        assertThat(problem.violations().get(0).pointer()).isEqualTo("/task/dataset");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
                    '' | is empty
                    'a,b' | no data lines
                    'a,a\\n1,2' | twice in the header
                    'a,b\\n1,2,3' | line 2 has 3 cells
                    """)
    void aFileThatIsNoTableIsRefused(String csv, String message) {
        HttpResponse<String> answer = upload(name(), csv.replace("\\n", "\n"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(TestService.problem(answer).code()).isEqualTo(ProblemCode.INVALID_DATASET);
        assertThat(answer.body()).contains(message);
    }

    @Test
    void theSameBytesAreOneDataSetAndANameBelongsToOne() {
        String name = name();
        String csv = csv(40, 3, "2024-01-04,99," + name.length());

        assertThat(upload(name, csv).statusCode()).isEqualTo(201);
        assertThat(upload(name, csv).statusCode()).isEqualTo(200);
        assertThat(upload(name, csv + "\n2030-01-01,1,1").statusCode()).isEqualTo(409);
        assertThat(service.get("/api/v1/datasets/" + sha256(csv) + "/content").body())
                .isEqualTo(csv);
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(Blobs.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void malformedJsonIsAnsweredWithItsPlace() {
        Problem problem = refused("{\"name\": \"x\",\n  oops}");

        assertThat(problem.code()).isEqualTo(ProblemCode.MALFORMED_JSON);
        assertThat(problem.detail()).contains("line 2").doesNotContain("tools.jackson", "java.");
    }

    @Test
    void aRepeatedFieldIsMalformed() {
        assertThat(refused("{\"name\": \"x\", \"name\": \"y\"}").code()).isEqualTo(ProblemCode.MALFORMED_JSON);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/nothing, 404, NOT_FOUND",
        "GET, /nothing, 404, NOT_FOUND",
        "GET, /api/v1/studies/999999, 404, NOT_FOUND",
        "GET, /api/v1/studies/abc, 400, INVALID_REQUEST",
        "GET, /api/v1/trials/999999/measurements, 404, NOT_FOUND",
        "GET, /api/v1/studies/999999/best/model, 404, NOT_FOUND",
        "GET, /api/v1/studies?limit=0, 400, INVALID_REQUEST",
        "GET, /api/v1/studies?cursor=abc, 400, INVALID_REQUEST",
        "GET, /api/v1/blobs/xyz, 400, INVALID_REQUEST",
        "GET, /api/v1/studies?name=%00, 400, INVALID_REQUEST",
        "GET, /api/v1/studies?name=%ff, 400, INVALID_REQUEST",
        "GET, /api/v1/studies/%2F, 400, INVALID_REQUEST",
        "GET, /api/v1/%00, 400, INVALID_REQUEST",
        "POST, /api/v1/datasets, 400, INVALID_REQUEST",
        "DELETE, /api/v1/studies, 405, METHOD_NOT_ALLOWED",
        "POST, /api/v1/studies/999999/cancel, 404, NOT_FOUND",
        "POST, /api/v1/studies, 415, UNSUPPORTED_MEDIA_TYPE",
    })
    void everyErrorIsAProblemDocument(String method, String path, int status, ProblemCode code) {
        HttpResponse<String> answer = service.send(
                HttpRequest.newBuilder(URI.create(service.url() + path)).method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(TestService.problem(answer).code()).isEqualTo(code);
        assertThat(answer.body()).doesNotContain("springframework", "Exception", "select ");
    }

    @Test
    void aListIsReadPageByPageWithoutGapsOrRepetitions() {
        for (int i = 0; i < 3; i++) {
            service.post("/api/v1/studies", study(name(), 3, ""));
        }
        var ids = new ArrayList<Long>();
        String next = "";
        do {
            String path = "/api/v1/studies?limit=2" + (next.isEmpty() ? "" : "&cursor=" + next);
            JsonNode page = CairnJson.strict().readTree(service.get(path).body());
            assertThat(page.path("items").size()).isLessThanOrEqualTo(2);
            page.path("items").forEach(study -> ids.add(study.path("id").longValue()));
            next = page.path("next").asString("");
        } while (!next.isEmpty());

        assertThat(ids).isSorted().doesNotHaveDuplicates();
        var atOnce = new ArrayList<Long>();
        CairnJson.strict()
                .readTree(service.get("/api/v1/studies?limit=1000").body())
                .path("items")
                .forEach(study -> atOnce.add(study.path("id").longValue()));
        assertThat(ids).containsExactlyElementsOf(atOnce);
    }

    @Test
    void aTextThatPostgresCannotKeepIsRefused() {
        Problem problem = refused(study(name(), 3, "\"labels\": {\"a\": \"b\\u0000c\"},"));

        assertThat(problem.violations()).extracting(Violation::pointer).containsExactly("/labels/a");
    }

    @Test
    void constraintsAreReadAndEachIsRefusedInItsPlace() {
        String body = """
                {"name": "%s", "space": {"parameters": [
                    {"name": "a", "type": "INTEGER", "low": 1, "high": 9},
                    {"name": "b", "type": "INTEGER", "low": 1, "high": 9}],
                    "constraints": [%s]},
                 "objectives": [{"metric": "loss"}], "budget": {"trials": 3}, "sampler": {"type": "RANDOM"}}
                """;
        assertThat(refused(body.formatted(name(), "\"a * b <= 8\", \"a ** b < 8\", 7"))
                        .violations())
                .extracting(Violation::toString)
                .containsExactly(
                        "/space/constraints/1: column 4: expected a number, a name or '(' but found '*'",
                        "/space/constraints/2: must be a string but was 7");
        assertThat(refused(body.formatted(name(), "\"a * c <= 8\", \"a == 'x'\""))
                        .violations())
                .extracting(Violation::pointer)
                .containsExactly("/space/constraints/0", "/space/constraints/1");
        StudyView study = client.studies().create(body.formatted(name(), "\"a * b <= 8\""));
        assertThat(study.spec().space().constraints()).containsExactly(new Constraint("a * b <= 8"));
        var point = Fixtures.lease(client, study).point();
        assertThat(study.spec().space().admits(point.values())).isTrue();
    }

    @Test
    void aTextThatWouldComeBackAsAnotherIsRefused() {
        Problem problem = refused("""
                {"name": "%s", "space": {"parameters": [
                    {"name": "c", "type": "CATEGORICAL", "values": ["\\ud800", "?"]}]},
                 "objectives": [{"metric": "loss"}], "budget": {"trials": 3}}
                """.formatted(name()));

        assertThat(problem.violations()).extracting(Violation::pointer).containsExactly("/space/parameters/0/values/0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "{\"a\": NaN}", "[1] [2]", "{\"a\": 01}", "tru", "{\"a\": \"\u0001\"}", "\u00ff", "{'a': 1}"
            })
    void noAnswerTellsOfTheParserOrItsSettings(String body) {
        Problem problem = refused(body);

        assertThat(problem.code()).isEqualTo(ProblemCode.MALFORMED_JSON);
        assertThat(problem.detail())
                .isNotBlank()
                .doesNotContain("Feature", "Source", "JsonToken", "jackson", "`", "enable");
    }

    @Test
    void depthWithoutEndIsMalformed() {
        assertThat(refused("[".repeat(100_000)).code()).isEqualTo(ProblemCode.MALFORMED_JSON);
    }

    @Test
    void anAnswerIsShortHoweverMuchIsWrong() {
        String fields =
                IntStream.range(0, 20_000).mapToObj(i -> "\"x" + i + "\": 1").collect(Collectors.joining(","));
        HttpResponse<String> many = service.post("/api/v1/studies", "{" + fields + "}");
        HttpResponse<String> wide = service.post("/api/v1/studies", study("x".repeat(1_000_000), 3, ""));

        assertThat(many.statusCode()).isEqualTo(400);
        assertThat(TestService.problem(many).violations()).hasSize(100);
        assertThat(many.body().length()).isLessThan(100_000);
        assertThat(wide.body().length()).isLessThan(5_000);
    }

    @Test
    void aTableSentAsAFormIsRefusedWithTheRightHeader() {
        HttpResponse<String> answer =
                service.send(HttpRequest.newBuilder(service.url().resolve("/api/v1/datasets?name=form"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("a,b\n1,2\n")));

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("Content-Type: text/csv");
    }

    @Test
    void aContentTypeThatIsNoneIsRefused() {
        HttpResponse<String> answer =
                service.send(HttpRequest.newBuilder(service.url().resolve("/api/v1/studies"))
                        .header("Content-Type", "foo")
                        .POST(BodyPublishers.ofString("{}")));

        assertThat(answer.statusCode()).isEqualTo(415);
    }

    @Test
    void aFinishedStudyCannotBePaused() {
        StudyView study = client.studies().create(study(name(), 1, ""));
        client.studies().cancel(study.id());

        HttpResponse<String> answer = service.post("/api/v1/studies/" + study.id() + "/pause", "");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(TestService.problem(answer).code()).isEqualTo(ProblemCode.WRONG_STATE);
    }
}
