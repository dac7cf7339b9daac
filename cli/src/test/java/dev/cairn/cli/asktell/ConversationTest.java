package dev.cairn.cli.asktell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ConversationTest {
    private static final String X = "{\"name\": \"x\", \"type\": \"INTEGER\", \"low\": 1, \"high\": 4}";
    private static final String OPENING = opening("{\"metric\": \"loss\"}", "");

    private static String opening(String objectives, String rest) {
        return "{\"space\": {\"parameters\": [" + X + "]}, \"objectives\": [" + objectives + "]," + rest
                + "\"sampler\": {\"type\": \"GRID\", \"order\": \"LEXICOGRAPHIC\"}, \"seed\": 1}";
    }

    private static List<JsonNode> answers(String... lines) {
        return answers(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    private static List<JsonNode> answers(byte[] input) {
        return lines(input).stream()
                .map(line -> CairnJson.strict().readTree(line))
                .toList();
    }

    private static List<String> lines(byte[] input) {
        var out = new StringWriter();
        try {
            new Conversation().run(new ByteArrayInputStream(input), new PrintWriter(out));
        } catch (IOException e) {
            throw new AssertionError("bytes in memory can be read", e);
        }
        return out.toString().lines().toList();
    }

    private static JsonNode last(String... lines) {
        List<JsonNode> answers = answers(lines);
        assertThat(answers).hasSize(lines.length);
        return answers.get(lines.length - 1);
    }

    @Test
    void theDocumentsSessionIsWhatHappens() throws IOException {
        List<String> session = Files.readAllLines(Path.of("..", "docs", "ask-tell.md"));
        String sent = String.join(
                "\n",
                session.stream()
                        .filter(l -> l.startsWith("> "))
                        .map(l -> l.substring(2))
                        .toList());
        List<String> answered = session.stream()
                .filter(l -> l.startsWith("< "))
                .map(l -> l.substring(2))
                .toList();
        assertThat(lines(sent.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(answered)
                .hasSizeGreaterThan(8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"ask": 0} | /ask | must be in [1, 1000]
                    {"ask": 1001} | /ask | must be in [1, 1000]
                    {"ask": 1.5} | /ask | must be a whole number
                    {"ask": "1"} | /ask | must be a whole number
                    {"ask": NaN} | /ask | must be a whole number
                    {"ask": 1, "explian": true} | /explian | did you mean 'explain'
                    {"ask": 1, "given": {"y": 1}} | /given/y | not in the search space
                    {"ask": 1, "given": {"x": 9}} | /given/x | x must be
                    {"ask": 1, "best": true} | `` | one of ask, tell, enqueue and best
                    {"aks": 1} | /aks | did you mean 'ask'
                    {} | `` | one of ask, tell, enqueue and best
                    {"best": false} | /best | true or absent
                    {"best": true, "explain": true} | /explain | goes with ask
                    {"best": true, "given": {"x": 1}} | /given | goes with ask
                    {"enqueue": {"x": 5}} | /enqueue/x | x must be
                    {"enqueue": {"x": 1, "y": 1}} | /enqueue/y | not in the search space
                    {"enqueue": {"x": null}} | /enqueue/x | must not be null
                    {"tell": {"metrics": {"loss": 1}}} | /tell | either id or parameters
                    {"tell": {"id": 1, "parameters": {"x": 1}, "metrics": {"loss": 1}}} | /tell | either id or parameters
                    {"tell": {"id": 3, "metrics": {"loss": 1}}} | /tell/id | there is no trial 3
                    {"tell": {"id": 2, "metrics": {"loss": 1}}} | /tell/id | trial 2 has been told already
                    {"tell": {"id": 1}} | /tell/metrics/loss | loss is required
                    {"tell": {"id": 1, "metrics": {"los": 1}}} | /tell/metrics/loss | did you mean 'los'
                    {"tell": {"id": 1, "metrics": {"loss": NaN}}} | /tell/metrics/loss | tell "failed": "DIVERGED" instead
                    {"tell": {"id": 1, "metrics": {"loss": "NaN"}}} | /tell/metrics/loss | tell "failed": "DIVERGED" instead
                    {"tell": {"id": 1, "metrics": {"loss": 1e999}}} | /tell/metrics/loss | too large for one
                    {"tell": {"id": 1, "metrics": {"loss": true}}} | /tell/metrics/loss | must be a number
                    {"tell": {"id": 1, "metrics": [1]}} | /tell/metrics | must be an object
                    {"tell": {"id": 1, "failed": "OOM"}} | /tell/failed | must be one of [WORKER_LOST
                    {"tell": {"id": 1, "failed": "DIVERGED", "metrics": {"loss": 1}}} | /tell/metrics | has no metrics
                    {"tell": {"id": 1, "failed": "DIVERGED", "pruned": 1}} | /tell/pruned | was not pruned
                    {"tell": {"id": 1, "pruned": 2}} | /tell/metrics/loss | or a curve that begins by step 2
                    {"tell": {"id": 1, "pruned": 2, "curve": {"3": 1}}} | /tell/metrics/loss | or a curve that begins by step 2
                    {"tell": {"id": 1, "pruned": -1, "metrics": {"loss": 1}}} | /tell/pruned | must be a step from 0
                    {"tell": {"id": 1, "metrics": {"loss": 1}, "curve": {"one": 1}}} | /tell/curve/one | must be a whole number
                    {"tell": {"id": 1, "metrics": {"loss": 1}, "curve": {"-1": 1}}} | /tell/curve/-1 | must not be negative
                    {"tell": {"id": 1, "metrics": {"loss": 1}, "seconds": -1}} | /tell/seconds | not negative
                    {"tell": {"id": 1, "metrics": {"loss": 1}, "variances": {"loss": -1}}} | /tell/variances/loss | not negative
                    {"tell": {"id": 1, "pruned": 1, "metrics": {"loss": 1}, "variances": {"loss": 1}}} | /tell/variances | completed trial only
                    {"tell": {"parameters": {"x": 9}, "metrics": {"loss": 1}}} | /tell/parameters/x | x must be
                    {"space": {"parameters": []}} | /space | the search is open and its space stays as it is
                    [1] | `` | must be an object
                    null | `` | is required
                    """)
    void aLineThatIsWrongChangesNothingAndSaysWhere(String line, String pointer, String message) {
        String[] before = {OPENING, "{\"ask\": 2}", "{\"tell\": {\"id\": 2, \"metrics\": {\"loss\": 9}}}"};
        List<JsonNode> answers = answers(
                before[0],
                before[1],
                before[2],
                line,
                "{\"tell\": {\"id\": 1, \"metrics\": {\"loss\": 1}}}",
                "{\"ask\": 3}");
        assertThat(answers).hasSize(6);
        JsonNode error = answers.get(3).path("error");
        assertThat(error.path("violations")).anySatisfy(violation -> {
            assertThat(violation.path("pointer").asString()).isEqualTo(pointer == null ? "" : pointer);
            assertThat(violation.path("message").asString()).contains(message);
        });
        assertThat(error.path("message").asString()).contains(message);
        assertThat(answers.get(4).toString()).isEqualTo("{\"ok\":true,\"id\":1}");
        assertThat(answers.get(5).toString())
                .isEqualTo("{\"suggestions\":[{\"id\":3,\"parameters\":{\"x\":3}},{\"id\":4,\"parameters\":{\"x\":4}}],"
                        + "\"exhausted\":true,\"reason\":\"every point of the grid was tried\"}");
    }

    @Test
    void everyViolationOfALineIsToldAtOnce() {
        JsonNode error = last(
                opening("{\"metric\": \"loss\"}", "\"constraints\": [{\"metric\": \"ms\", \"atMost\": 5}],"),
                "{\"tell\": {\"parameters\": {\"x\": 9, \"y\": 1}, \"metrics\": {}}}");
        assertThat(error.at("/error/violations"))
                .extracting(v -> v.path("pointer").asString())
                .containsExactlyInAnyOrder(
                        "/tell/metrics/loss", "/tell/metrics/ms", "/tell/parameters/x", "/tell/parameters/y");
    }

    @Test
    void everyViolationOfTheFirstLineIsToldAtOnce() {
        JsonNode error = last(opening("{\"metric\": \"a b\"}", "\"constraints\": [{\"metric\": \"ms\"}],")
                .replace("INTEGER", "WHOLE")
                .replace("\"parameters\"", "\"constraints\": [\"x <\"], \"parameters\""));
        assertThat(error.at("/error/violations"))
                .extracting(v -> v.path("pointer").asString())
                .containsExactlyInAnyOrder(
                        "/space/constraints/0",
                        "/space/parameters/0/type",
                        "/objectives/0/metric",
                        "/constraints/0/atMost");
    }

    @Test
    void aPartThatCannotBeReadIsNotAlsoCalledMissing() {
        JsonNode error = last(OPENING, "{\"tell\": {\"id\": \"one\", \"metrics\": {\"loss\": 1}}}");
        assertThat(error.at("/error/violations")).hasSize(1);
        assertThat(error.at("/error/violations/0/pointer").asString()).isEqualTo("/tell/id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"ask\": 2,", "{\"ask\": 1} x", "{\"ask\": 1, \"ask\": 2}", "ask", "{'ask': 1}"})
    void whatIsNotJsonIsSaidAndTheConversationGoesOn(String line) {
        List<JsonNode> answers = answers(OPENING, line, "{\"ask\": 1}");
        assertThat(answers.get(1).at("/error/message").asString()).startsWith("the line is not JSON");
        assertThat(answers.get(1).toString()).doesNotContain("enable").doesNotContain("Source");
        assertThat(answers.get(2).at("/suggestions/0/id").intValue()).isEqualTo(1);
    }

    @Test
    void afterABrokenFirstLineTheNextMayBeTheFirst() {
        List<JsonNode> answers = answers(
                "{\"ask\": 1}",
                "{\"spaec\": {}, \"objectives\": []}",
                opening("{\"metric\": \"loss\"}, {\"metric\": \"loss\"}", ""),
                opening("{\"metric\": \"loss\"}", "").replace("INTEGER", "REAL"),
                OPENING);
        assertThat(answers.get(0).at("/error/message").asString()).contains("space is required");
        assertThat(answers.get(1).at("/error/message").asString()).contains("did you mean 'space'");
        assertThat(answers.get(2).at("/error/violations/0/pointer").asString()).isEqualTo("/objectives/1/metric");
        assertThat(answers.get(3).at("/error/message").asString()).contains("'x' is continuous");
        assertThat(answers.get(4).path("ok").booleanValue()).isTrue();
    }

    @Test
    void aLineLongerThanTheLimitIsRefusedAndPassedOver() {
        String blanks = " ".repeat(Lines.LONGEST - 10);
        List<JsonNode> answers =
                answers(OPENING, "{\"ask\": 1}" + blanks + "x", "{\"ask\": 1}" + blanks, "{\"ask\": 1}");
        assertThat(answers.get(1).at("/error/message").asString()).contains("at most 4194304 bytes");
        assertThat(answers.get(2).at("/suggestions/0/id").intValue()).isEqualTo(1);
        assertThat(answers.get(3).at("/suggestions/0/id").intValue()).isEqualTo(2);
    }

    @Test
    void blankLinesAndTheLineEndsOfOtherSystemsArePassedOver() {
        String text = "\uFEFF" + OPENING + "\r\n\r\n \t\n\n{\"ask\": 1}\r\n";
        assertThat(answers(text.getBytes(StandardCharsets.UTF_8))).hasSize(2);
        assertThat(answers(new byte[0])).isEmpty();
    }

    @Test
    void theSeedIsDrawnAndAnsweredWhenAbsent() {
        String opening = OPENING.replace(", \"seed\": 1", "");
        long drawn = last(opening).path("seed").longValue();
        assertThat(drawn).isBetween(0L, 1L << 53);
        assertThat(last(opening).path("seed").longValue()).isNotEqualTo(drawn);
    }

    @Test
    void anAbsentSamplerIsTheGaussianProcessAndExplainsItself() {
        String opening = OPENING.replaceFirst("\"sampler\": \\{[^}]*\\}", "\"constraints\": []")
                .replace("\"INTEGER\"", "\"REAL\"");
        var lines = new StringBuilder(opening);
        for (int i = 1; i <= 12; i++) {
            lines.append("\n{\"ask\": 1}\n{\"tell\": {\"id\": ")
                    .append(i)
                    .append(", \"metrics\": {\"loss\": ")
                    .append(i % 5)
                    .append("}}}");
        }
        List<JsonNode> answers =
                answers((lines + "\n{\"ask\": 1, \"explain\": true}").getBytes(StandardCharsets.UTF_8));
        assertThat(answers.get(0).at("/sampler/type").asString()).isEqualTo("AUTOMATIC");
        JsonNode explained = answers.get(25).at("/suggestions/0");
        assertThat(explained.path("origin").asString()).isEqualTo("LOCAL");
        assertThat(explained.at("/prediction/low").doubleValue())
                .isLessThanOrEqualTo(explained.at("/prediction/high").doubleValue());
        assertThat(answers.get(1).at("/suggestions/0").propertyNames()).containsExactly("id", "parameters");
    }

    @Test
    void theBestKeepsTheConstraintsAndHasAllItsMetrics() {
        String[] lines = {
            opening("{\"metric\": \"loss\"}", "\"constraints\": [{\"metric\": \"ms\", \"atMost\": 5}],"),
            "{\"ask\": 2}",
            "{\"tell\": {\"id\": 2, \"metrics\": {\"loss\": 0.1, \"ms\": 6}}}",
            "{\"best\": true}",
            "{\"tell\": {\"id\": 1, \"metrics\": {\"loss\": 0.2, \"ms\": 5, \"epochs\": 3}, \"variances\": {\"loss\": 0.01}}}",
            "{\"best\": true}"
        };
        List<JsonNode> answers = answers(lines);
        assertThat(answers.get(3).toString())
                .isEqualTo("{\"reason\":\"no trial has completed within the constraints\"}");
        assertThat(answers.get(5).toString())
                .isEqualTo("{\"best\":{\"id\":1,\"parameters\":{\"x\":1},"
                        + "\"metrics\":{\"epochs\":3.0,\"loss\":0.2,\"ms\":5.0}}}");
        assertThat(last(OPENING, "{\"best\": true}").toString()).isEqualTo("{\"reason\":\"no trial has completed\"}");
    }

    @Test
    void severalObjectivesHaveAFront() {
        String[] lines = {
            opening("{\"metric\": \"loss\"}, {\"metric\": \"skill\", \"direction\": \"MAXIMIZE\"}", ""),
            "{\"ask\": 3}",
            "{\"best\": true}",
            "{\"tell\": {\"id\": 1, \"metrics\": {\"loss\": 2, \"skill\": 2}}}",
            "{\"tell\": {\"id\": 2, \"metrics\": {\"loss\": 1, \"skill\": 1}}}",
            "{\"tell\": {\"id\": 3, \"metrics\": {\"loss\": 2, \"skill\": 1}}}",
            "{\"best\": true}"
        };
        List<JsonNode> answers = answers(lines);
        assertThat(answers.get(2).toString()).isEqualTo("{\"front\":[]}");
        assertThat(answers.get(6).path("front"))
                .extracting(trial -> trial.path("id").intValue())
                .containsExactly(2, 1);
        assertThat(last(
                                lines[0],
                                lines[1],
                                "{\"tell\": {\"id\": 1, \"metrics\": {\"loss\": 1, \"skill\": 1}, \"variances\": {\"los\": 1}}}")
                        .at("/error/violations"))
                .extracting(v -> v.path("pointer").asString())
                .containsExactly("/tell/variances/loss", "/tell/variances/skill", "/tell/variances/los");
    }

    @ParameterizedTest
    @CsvSource({
        "DIVERGED, true",
        "INVALID_CONFIG, true",
        "DEVICE_OOM, true",
        "HOST_OOM, true",
        "WORKER_LOST, false",
        "PREEMPTED, false",
        "DATA_ERROR, false",
        "TIMEOUT, false",
        "CRASHED, false"
    })
    void onlyAConfigurationsOwnFaultTeaches(String cause, boolean teaches) {
        Tell tell = CairnJson.strict().readValue("{\"id\": 1, \"failed\": \"" + cause + "\"}", Tell.class);
        Opening opening = CairnJson.strict().readValue(OPENING, Opening.class);
        assertThat(tell.result(opening.problem()).isPresent()).isEqualTo(teaches);
        List<JsonNode> answers = answers(
                OPENING, "{\"ask\": 1}", "{\"tell\": {\"id\": 1, \"failed\": \"" + cause + "\"}}", "{\"ask\": 4}");
        assertThat(answers.get(3).path("suggestions"))
                .extracting(s -> s.at("/parameters/x").intValue())
                .containsExactly(2, 3, 4);
    }

    @Test
    void aPrunedTrialsValueIsItsMetricOrElseItsCurvesLastUntilThen() {
        Opening opening = CairnJson.strict().readValue(OPENING, Opening.class);
        String curve = "\"pruned\": 3, \"curve\": {\"1\": 0.9, \"2\": 0.8, \"3\": \"NaN\", \"4\": 0.1}";
        assertThat(CairnJson.strict()
                        .readValue("{\"id\": 1, " + curve + "}", Tell.class)
                        .result(opening.problem()))
                .hasToString("Optional[Pruned[step=3, value=0.8]]");
        assertThat(CairnJson.strict()
                        .readValue("{\"id\": 1, \"metrics\": {\"loss\": 0.7}, " + curve + "}", Tell.class)
                        .result(opening.problem()))
                .hasToString("Optional[Pruned[step=3, value=0.7]]");
    }

    @Test
    void aParametersTellOfWhatIsPendingIsThatTrials() {
        List<JsonNode> answers = answers(
                OPENING,
                "{\"ask\": 1}",
                "{\"tell\": {\"parameters\": {\"x\": 1.0}, \"metrics\": {\"loss\": 1}}}",
                "{\"tell\": {\"parameters\": {\"x\": 3}, \"metrics\": {\"loss\": 1}}}",
                "{\"ask\": 4}");
        assertThat(answers.get(2).path("id").intValue()).isEqualTo(1);
        assertThat(answers.get(3).path("id").intValue()).isEqualTo(2);
        assertThat(answers.get(4).path("suggestions"))
                .extracting(s -> s.at("/parameters/x").intValue())
                .containsExactly(2, 4);
    }

    @Test
    void givenValuesPickFromTheQueue() {
        List<JsonNode> answers = answers(
                OPENING,
                "{\"enqueue\": {\"x\": 4}}",
                "{\"enqueue\": {\"x\": 3}}",
                "{\"ask\": 1, \"given\": {\"x\": 3}, \"explain\": true}",
                "{\"ask\": 1}");
        assertThat(answers.get(3).at("/suggestions/0").toString())
                .isEqualTo("{\"id\":1,\"parameters\":{\"x\":3},\"origin\":\"ENQUEUED\"}");
        assertThat(answers.get(4).at("/suggestions/0/parameters/x").intValue()).isEqualTo(4);
    }

    @Test
    void nothingIsReadOnceNobodyHears() {
        var closed = new PrintWriter(new StringWriter());
        closed.close();
        var input = new ByteArrayInputStream((OPENING + "\n").repeat(100_000).getBytes(StandardCharsets.UTF_8));
        try {
            new Conversation().run(input, closed);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(input.available()).isPositive();
    }
}
