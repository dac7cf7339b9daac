package dev.cairn.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.benchmarks.problem.Problems;
import dev.cairn.search.space.SearchSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ConversationTest {
    private static JsonNode answer(String line) {
        return Json.MAPPER.readTree(Conversation.answer(line));
    }

    @Test
    void problemsAreDescribedWithTheirSpaces() {
        JsonNode problems = answer("{\"problems\": \"all\"}").get("problems");
        assertThat(problems.size()).isEqualTo(Problems.all().size());
        JsonNode branin = problems.get(0);
        assertThat(branin.get("name").asString()).isEqualTo("branin");
        assertThat(branin.get("suite").asString()).isEqualTo("standard");
        assertThat(branin.get("startup").asInt()).isEqualTo(5);
        assertThat(branin.get("optimum").asDouble()).isBetween(0.3978, 0.3979);
        assertThat(branin.get("floorSigma").asDouble()).isZero();
        assertThat(Json.MAPPER.treeToValue(branin.get("space"), SearchSpace.class))
                .isEqualTo(Problems.named("branin").space());
    }

    @Test
    void anEvaluationIsAnsweredWithBothLosses() {
        String line =
                "{\"evaluate\": {\"problem\": \"lstm-a\", \"seed\": 3, \"index\": 17, \"parameters\": {\"lr\": 0.001,"
                        + "\"units\": 84.0, \"layers\": 2, \"dropout\": 0.36, \"batch\": 32, \"opt\": \"adam\", \"l2\": 1e-5}}}";
        JsonNode first = answer(line);
        assertThat(first.get("noiseless").asDouble()).isBetween(0.1, 0.11);
        assertThat(first.get("observed").asDouble())
                .isEqualTo(
                        Problems.named("lstm-a").observed(first.get("noiseless").asDouble(), 3, 17));
        assertThat(answer(line)).isEqualTo(first);
    }

    @Test
    void aFailureIsAnAnswer() {
        assertThat(Conversation.answer(
                        "{\"evaluate\": {\"problem\": \"lstm-b\", \"seed\": 0, \"index\": 0, \"parameters\":"
                                + "{\"lr\": 0.1, \"units\": 512, \"layers\": 1, \"dropout\": 0, \"batch\": 256, \"opt\": \"adam\","
                                + "\"l2\": 1e-5}}}"))
                .isEqualTo("{\"failed\":\"DIVERGED\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "junk",
                "[1",
                "{}",
                "{\"problems\": \"none\"}",
                "{\"evaluate\": {}}",
                "{\"evaluate\": {\"problem\": \"none\", \"parameters\": {}}}",
                "{\"evaluate\": {\"problem\": \"branin\", \"parameters\": {\"x\": 1}}}",
                "{\"evaluate\": {\"problem\": \"branin\", \"parameters\": {\"x\": 1, \"y\": 99}}}",
                "{\"evaluate\": {\"problem\": \"branin\", \"parameters\": {\"x\": 1, \"y\": 1, \"z\": 1}}}",
                "{\"evaluate\": {\"problem\": \"branin\", \"parameters\": {\"x\": null, \"y\": {}}}}",
                "{\"evaluate\": {\"problem\": \"branin\", \"parameters\": 7}}"
            })
    void whatIsBrokenIsAnsweredWithAnError(String line) {
        assertThat(answer(line).propertyNames()).containsExactly("error");
    }
}
