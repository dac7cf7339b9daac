package dev.cairn.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cairn.api.CairnJson;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.api.task.ReadySpaces;
import dev.cairn.search.space.SearchSpace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    private static final String TRIAL = """
            {"id":11,"study":5,"number":1,"purpose":"SEARCH","origin":"SUGGESTED","state":"COMPLETED","point":{"x":0.25},"seed":3,"excluded":false,"values":[0.5],
             "metrics":{"loss":0.5},"attempt":1,"createdAt":"2026-11-01T10:00:00Z"}""";
    private static final String STUDY = """
            {"id":5,"state":"ACTIVE","archived":false,"trials":{"COMPLETED":1,"RUNNING":2},"createdAt":"2026-11-01T10:00:00Z","best":%s,
             "spec":{"name":"apple","seed":7,"space":{"parameters":[{"name":"x","type":"REAL","low":0.0,"high":1.0}]},
                     "objectives":[{"metric":"loss"}],"budget":{"trials":3}}}""".formatted(TRIAL);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @TempDir
    private Path folder;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
                String answer = answers.getOrDefault(
                        call,
                        "404 {\"title\":\"There is no such thing\",\"code\":\"NOT_FOUND\",\"detail\":\"no " + call
                                + "\"}");
                byte[] body = answer.substring(4).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        answers.put("GET /api/v1/studies/5", "200 " + STUDY);
        answers.put("GET /api/v1/studies?name=apple", "200 {\"items\":[" + STUDY + "]}");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int cairn(String... arguments) {
        return RootCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }

    private int cairnHere(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--url=http://127.0.0.1:" + server.getAddress().getPort());
        return cairn(all.toArray(String[]::new));
    }

    private static void isNoStackTrace(String text) {
        assertThat(text).doesNotContain("Exception").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stdy",
                "study",
                "study frobnicate",
                "study create",
                "trials",
                "trial",
                "trial cancel",
                "trial cancel many",
                "study change 5 --parallel 2",
                "study import 5 trials.xml",
                "demo --trials many",
                "demo --sampler best",
                "demo --trials 0",
                "demo --workers 0 --trials -1",
                "demo --port 99999",
                "dev --workers -1",
                "hyperparameters --task FORCASTING",
                "hyperparameters --space smal",
                "--no-such-option",
                "study list --url ::"
            })
    void aMistakeInTheCommandLineIsAnExplanationAndExitCode2(String line) {
        assertThat(cairn(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("cairn: ");
        assertThat(out.toString()).isEmpty();
        isNoStackTrace(err.toString());
    }

    @Test
    void allMistakesOfTheDemoAreListedAtOnce() {
        cairn("demo", "--workers", "0", "--trials", "-1");
        assertThat(err.toString()).contains("--workers must be in [1, 64] but was 0", "--trials must be in");
    }

    @Test
    void waitingEndsWithTheStudyAndTellsHowItEnded() {
        Map<String, Integer> codes = Map.of("COMPLETED", 0, "FAILED", 1, "CANCELLED", 1);
        codes.forEach((state, code) -> {
            answers.put(
                    "GET /api/v1/studies/5",
                    "200 " + STUDY.replace("ACTIVE\"", state + "\",\"reason\":\"so it went\""));
            assertThat(cairnHere("study", "wait", "5")).isEqualTo(code);
            assertThat(out.toString().lines().reduce((a, b) -> b))
                    .contains(state.toLowerCase(java.util.Locale.ROOT)
                            + ": 2 running, 1 completed; best 0.5000; so it went");
        });
    }

    @Test
    void helpAndVersionAreAnswers() {
        assertThat(cairn("--help")).isZero();
        assertThat(out.toString()).contains("demo", "dev", "study", "trials", "best", "dataset", "doctor");
        assertThat(cairn("--version")).isZero();
        assertThat(out.toString()).contains("Cairn ", "Java ");
        assertThat(cairn()).isZero();
        assertThat(cairn("study", "create", "--help")).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void onlyCommandsThatSpeakToAServiceAskWhereItIs() {
        for (String command : List.of("study list", "dataset upload", "trials", "best")) {
            assertThat(help(command)).contains("--url");
        }
        for (String command : List.of("ask-tell", "demo", "dev", "doctor", "hyperparameters")) {
            assertThat(help(command)).doesNotContain("--url");
        }
    }

    private static String help(String command) {
        var help = new StringWriter();
        String[] words = (command + " --help").split(" ");
        RootCommand.commandLine(new PrintWriter(help), new PrintWriter(help)).execute(words);
        return help.toString();
    }

    @Test
    void whatCanBeSearchedIsListedWithoutAService() {
        assertThat(cairn("hyperparameters")).isZero();
        assertThat(out.toString())
                .containsPattern("windowLength +a whole number in \\[1, 1000\\] +14 +7 to 60 log")
                .containsPattern("momentum .* optimizer SGD");
        assertThat(cairn("hyperparameters", "--task", "forecasting", "--json")).isZero();
        assertThat(out.toString()).contains("\"advice\" :");
    }

    @Test
    void aReadySpaceIsPrintedAsItStandsInAStudy() {
        assertThat(cairn("hyperparameters", "--space", "standard")).isZero();
        assertThat(CairnJson.strict().readValue(out.toString(), SearchSpace.class))
                .isEqualTo(ReadySpaces.STANDARD.of(Hyperparameters.FORECASTING));
        cairn("hyperparameters", "--space", "smal");
        assertThat(err.toString()).contains("there is no ready space 'smal'; did you mean 'small'?");
        cairn("hyperparameters", "--task", "FORCASTING");
        assertThat(err.toString()).contains("did you mean 'FORECASTING'?");
    }

    @Test
    void aServiceThatIsNotThereIsASentenceWithAWayOut() {
        server.stop(0);
        assertThat(cairnHere("study", "list")).isEqualTo(1);
        assertThat(err.toString()).contains("cannot connect to 127.0.0.1:").contains("./cairn dev");
        isNoStackTrace(err.toString());
    }

    @Test
    void aStudyIsCreatedFromAFileWithItsDataSet() throws IOException {
        Path csv = Files.writeString(folder.resolve("prices.csv"), "a\n1\n");
        Path study = Files.writeString(folder.resolve("study.json"), "{\"name\":\"apple\",\"task\":{\"time\":\"t\"}}");
        answers.put(
                "POST /api/v1/datasets?name=prices",
                "201 {\"address\":\"sha256:%s\",\"name\":\"prices\",\"bytes\":4,\"rows\":1,\"columns\":[\"a\"],\"createdAt\":\"2026-11-01T10:00:00Z\"}"
                        .formatted("0".repeat(64)));
        answers.put("POST /api/v1/studies", "201 " + STUDY);

        assertThat(cairnHere("study", "create", study.toString(), "--dataset", csv.toString()))
                .isZero();

        assertThat(out.toString()).contains("Study 5 'apple' is active");
        assertThat(CairnJson.strict()
                        .readTree(bodies.get(1))
                        .at("/task/dataset")
                        .asString())
                .isEqualTo("sha256:" + "0".repeat(64));
    }

    @Test
    void aRefusedStudyIsToldWithEveryViolation() throws IOException {
        Path study = Files.writeString(folder.resolve("study.json"), "{}");
        answers.put(
                "POST /api/v1/studies",
                "400 {\"title\":\"T\",\"code\":\"INVALID_REQUEST\",\"detail\":\"The study breaks 2 rules\",\"violations\":["
                        + "{\"pointer\":\"/name\",\"message\":\"name is required\"},{\"pointer\":\"/space\",\"message\":\"space is required\"}]}");

        assertThat(cairnHere("study", "create", study.toString())).isEqualTo(1);

        assertThat(err.toString()).isEqualToNormalizingNewlines("""
                        cairn: The study breaks 2 rules
                          /name: name is required
                          /space: space is required
                        """);
    }

    @Test
    void filesThatAreMissingOrNoJsonAreSentences() throws IOException {
        assertThat(cairnHere("study", "create", folder + "/none.json")).isEqualTo(1);
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\"name\":\n ,}");
        assertThat(cairnHere("study", "create", broken.toString())).isEqualTo(1);
        assertThat(cairnHere("dataset", "upload", folder + "/none.csv")).isEqualTo(1);
        assertThat(err.toString())
                .contains("none.json: there is no such file")
                .contains("broken.json is not valid JSON (line 2, column")
                .contains("cannot read the data set " + folder + "/none.csv");
        isNoStackTrace(err.toString());
    }

    @Test
    void studiesAreListedAndShown() {
        answers.put("GET /api/v1/studies", "200 {\"items\":[" + STUDY + "]}");
        assertThat(cairnHere("study", "list")).isZero();
        assertThat(out.toString()).contains("5  apple  active  2 running, 1 completed  0.5000");
        assertThat(cairnHere("study", "show", "5")).isZero();
        assertThat(out.toString()).contains("\"state\" : \"ACTIVE\"");
    }

    @Test
    void aStudyIsFoundByItsNameToo() {
        answers.put("GET /api/v1/studies/5/trials?purpose=SEARCH", "200 {\"items\":[" + TRIAL + "]}");
        answers.put(
                "GET /api/v1/trials/11/measurements",
                "200 {\"items\":[{\"step\":1,\"metrics\":{\"loss\":0.75}},{\"step\":2,\"metrics\":{\"loss\":0.5}}]}");
        assertThat(cairnHere("trials", "apple")).isZero();
        assertThat(out.toString())
                .contains("trial", "completed", "0.5000", "0.25")
                .containsAnyOf("█▁", "@_");
    }

    @Test
    void theBestTrialIsShownAndItsModelSaved() {
        answers.put("GET /api/v1/studies/5/best/model", "200 zip");
        assertThat(cairnHere("best", "5", "--model", folder + "/m.zip")).isZero();
        assertThat(out.toString())
                .contains("Trial 1 of study 5 'apple'")
                .contains("0.25")
                .contains("loss");
        assertThat(folder.resolve("m.zip")).hasContent("zip");
    }

    @Test
    void onceAWinnerIsConfirmedItIsShownWithItsCandidates() {
        String confirmed = STUDY.strip();
        answers.put("GET /api/v1/studies/5", "200 " + confirmed.substring(0, confirmed.length() - 1) + """
                ,"confirmation":{"chosenBy":"MODEL","candidates":[
                  {"trial":11,"number":1,"point":{"x":0.25},"observed":0.5,"predicted":0.625,"seeds":5,"ended":5,"completed":4,
                   "mean":0.75,"deviation":0.125},
                  {"trial":12,"number":2,"point":{"x":0.5},"observed":0.6,"seeds":5,"ended":5,"completed":5,"mean":0.7,
                   "deviation":0.1}],
                 "winner":12,"epochs":7,"trial":20,"openedAt":"2026-11-01T10:00:00Z","metrics":{"test.loss":0.875,"test.loss.low":0.8125}}}""");
        answers.put(
                "GET /api/v1/trials/12",
                "200 "
                        + TRIAL.replace("\"id\":11", "\"id\":12")
                                .replace("\"number\":1", "\"number\":2")
                                .replace("0.25", "0.5"));
        assertThat(cairnHere("best", "5")).isZero();
        assertThat(out.toString())
                .contains("Trial 2 of study 5 'apple'", "test.loss", "0.8750", "0.8125")
                .containsPattern("trial 1 +0.5000 +0.6250 +0.7500 +0.1250 +4 of 5")
                .containsPattern("trial 2 \\(winner\\) +0.6000");
    }

    @Test
    void importancesStandInATableWithWhatTheyWereComputedFrom() {
        answers.put("GET /api/v1/studies/5/insights/importance", """
                200 {"study":5,"seq":90,"trials":40,"target":0.1,"computedAt":"2026-11-01T10:00:00Z","seconds":0.01,
                "objectives":[{"metric":"loss","parameters":[{"parameter":"x","importance":0.75},{"parameter":"kind","importance":0.25}]}]}
                """);

        assertThat(cairnHere("importance", "apple")).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "parameter  loss",
                        "x          75.0",
                        "kind       25.0",
                        "",
                        "% of what made the best 10 % of 40 completed trials; trust it from 50 on");
    }

    @Test
    void whatIsNotThereIsASentence() {
        assertThat(cairnHere("study", "show", "6")).isEqualTo(1);
        assertThat(err.toString()).contains("no GET /api/v1/studies/6");
        answers.put("GET /api/v1/studies?name=pear", "200 {\"items\":[]}");
        assertThat(cairnHere("best", "pear")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no study named 'pear'");
    }

    @Test
    void aStudyIsSteeredCopiedAndDeleted() throws IOException {
        answers.put("POST /api/v1/studies/5/retry-failed", "200 " + STUDY);
        answers.put("PATCH /api/v1/studies/5", "200 " + STUDY);
        answers.put("POST /api/v1/studies/5/clone", "201 " + STUDY.replace("apple", "pear"));
        answers.put("DELETE /api/v1/studies/5?force=true", "204 ");
        answers.put("GET /api/v1/studies/5/export", "200 {}");
        answers.put(
                "POST /api/v1/studies/5/trials/import?repeat=false&dryRun=true", "200 {\"trials\":1,\"skipped\":2}");

        assertThat(cairnHere("study", "retry-failed", "apple")).isZero();
        assertThat(cairnHere("study", "change", "apple", "--trials", "9", "--archived", "true"))
                .isZero();
        assertThat(cairnHere("study", "clone", "apple", "pear", "--trials")).isZero();
        assertThat(cairnHere("study", "export", "apple", folder + "/all.ndjson"))
                .isZero();
        assertThat(cairnHere("study", "import", "apple", folder + "/all.ndjson", "--dry-run"))
                .isZero();
        assertThat(cairnHere("study", "delete", "apple", "--force")).isZero();

        assertThat(bodies)
                .contains("{\"archived\":true,\"budget\":{\"trials\":9}}", "{\"name\":\"pear\",\"trials\":true}");
        assertThat(out.toString())
                .contains("'pear' is active", "all.ndjson", "Would import 1 trial, skipped 2", "'apple' is gone");
        assertThat(folder.resolve("all.ndjson")).hasContent("{}");
    }

    @Test
    void aTrialIsActedOnByItsId() throws IOException {
        Path points = Files.writeString(folder.resolve("points.json"), "{\"points\":[{\"x\":0.5}]}");
        for (String act : List.of("cancel", "retry", "exclude", "metrics")) {
            answers.put("POST /api/v1/trials/11/" + act, "200 " + TRIAL);
        }
        answers.put("POST /api/v1/studies/5/trials?dryRun=false", "201 {\"count\":1,\"trials\":[12]}");

        assertThat(cairnHere("trial", "cancel", "11")).isZero();
        assertThat(cairnHere("trial", "retry", "11")).isZero();
        assertThat(cairnHere("trial", "exclude", "11")).isZero();
        assertThat(cairnHere("trial", "include", "11")).isZero();
        assertThat(cairnHere("trial", "measure", "11", "rating=4", "cost=0.5")).isZero();
        assertThat(cairnHere("trial", "queue", "apple", points.toString())).isZero();

        assertThat(bodies)
                .contains(
                        "{\"excluded\":true}",
                        "{\"excluded\":false}",
                        "{\"metrics\":{\"cost\":0.5,\"rating\":4.0}}",
                        "{\"points\":[{\"x\":0.5}],\"priority\":0,\"repeat\":false}");
        assertThat(out.toString())
                .contains("Trial 11 (number 1 of study 5) is completed.", "Queued 1 trial. Ids: [12]");
    }
}
