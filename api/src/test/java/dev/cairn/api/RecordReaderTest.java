package dev.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.study.StudySpec;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordReaderTest {
    record Steps(
            @Nullable Map<Long, Double> values, @Nullable Integer count) {
        Steps {
            var rules = new Rules();
            rules.check(values != null || count != null, "", () -> "values or count is required");
            rules.hold();
        }
    }

    private static Steps read(String json) {
        return RecordReader.read(CairnJson.strict().readTree(json), Steps.class);
    }

    @Test
    void whatTheMapperWouldReadComesOutTheSame() {
        String spec = """
                {"name": "small", "labels": {"a": "b"}, "space": {"parameters": [
                    {"name": "x", "type": "REAL", "low": 0, "high": 1},
                    {"name": "n", "type": "INTEGER", "low": 0, "high": 9, "default": 4},
                    {"name": "k", "type": "CATEGORICAL", "values": ["a", true, 3], "default": 3}]},
                 "objectives": [{"metric": "loss"}], "constraints": [{"metric": "ms", "atMost": 5}],
                 "sampler": {"type": "RANDOM"}, "budget": {"trials": 3}, "retry": {"CRASHED": 2}}
                """;
        assertThat(RecordReader.read(CairnJson.strict().readTree(spec), StudySpec.class))
                .isEqualTo(CairnJson.strict().readValue(spec, StudySpec.class));
    }

    @Test
    void aNumberIsRefusedForWhatIsWrongWithIt() {
        assertThatThrownBy(() -> read("{\"count\": \"1\"}"))
                .hasMessage("/count: must be a whole number but was the text \"1\"");
        assertThatThrownBy(() -> read("{\"count\": 1.5}")).hasMessage("/count: must be a whole number but was 1.5");
        assertThatThrownBy(() -> read("{\"count\": 3000000000}"))
                .hasMessage("/count: must be a whole number in [-2147483648, 2147483647] but was 3000000000");
        String spec = """
                {"name": "n", "budget": {"trials": 99999999999999999999}, "objectives": [{"metric": "m"}],
                 "space": {"parameters": [{"name": "x", "type": "REAL", "low": 0, "high": 1}]}}""";
        assertThatThrownBy(() -> RecordReader.read(CairnJson.strict().readTree(spec), StudySpec.class))
                .hasMessage(
                        "/budget/trials: must be a whole number in [-9223372036854775808, 9223372036854775807] but was"
                                + " 99999999999999999999");
    }

    @Test
    void nullIsNotTakenForWhatIsAbsent() {
        assertThat(read("{\"count\": 2}").values()).isNull();
        assertThatThrownBy(() -> read("{\"values\": null, \"count\": 2}"))
                .hasMessage("/values: must not be null; what is absent is left out");
        assertThatThrownBy(() -> read("{\"values\": {\"1\": null}}")).hasMessage("/values/1: must not be null");
    }

    @Test
    void namesOfAMapMayBeWholeNumbers() {
        assertThat(read("{\"values\": {\"1\": 0.5, \"-20\": 2}}").values()).isEqualTo(Map.of(1L, 0.5, -20L, 2.0));
        assertThatThrownBy(() -> read("{\"values\": {\"1.0\": 0.5, \"9999999999999999999\": 1}}"))
                .hasMessageContaining("/values/1.0: the name must be a whole number but was '1.0'")
                .hasMessageContaining("/values/9999999999999999999: the name must be a whole number");
    }

    /** A broken parameter hides neither the mistakes of others nor those of constraints, and makes none of its own. */
    @Test
    void everyViolationOfASpecificationIsToldAtOnce() {
        String spec = """
                {"name": "a b", "space": {"parameters": [
                    {"name": "x", "type": "REAL", "low": 2, "high": 1},
                    {"name": "y", "type": "REAL", "low": 0, "high": 1, "step": 3, "scale": "LOGG"},
                    {"name": "z", "type": "REAL", "low": 0, "high": 1, "when": {"x": [1], "k": ["c"]}},
                    {"name": "k", "type": "CATEGORICAL", "values": ["a", "a"]},
                    {"name": "z", "type": "INTEGER", "low": 0, "high": 1}],
                  "constraints": ["x < y", "z <", "z == 'no'"]},
                 "objectives": [{"metric": "loss"}, {"metric": "loss"}, {"metric": "a b"}],
                 "constraints": [{"metric": "ms"}],
                 "sampler": {"type": "GRID", "points": 0}, "budget": {"trials": 0}}
                """;
        assertThatThrownBy(() -> RecordReader.read(CairnJson.strict().readTree(spec), StudySpec.class))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactlyInAnyOrder(
                                        "/name",
                                        "/space/parameters/0/low",
                                        "/space/parameters/1/scale",
                                        "/space/parameters/1/step",
                                        "/space/parameters/3/values/1",
                                        "/space/parameters/4/name",
                                        "/space/constraints/1",
                                        "/space/constraints/2",
                                        "/objectives/2/metric",
                                        "/constraints/0/atMost",
                                        "/sampler/points",
                                        "/budget/trials"));
    }

    @Test
    void objectivesAreJudgedWithoutASpaceAndASamplerWithoutObjectives() {
        String spaceless = """
                {"space": {"parameters": []}, "name": "n", "objectives": [{"metric": "m"}, {"metric": "m"}],
                 "budget": {"trials": 1}}""";
        assertThatThrownBy(() -> RecordReader.read(CairnJson.strict().readTree(spaceless), StudySpec.class))
                .hasMessageContaining("/space/parameters: parameters must not be empty")
                .hasMessageContaining("/objectives/1/metric: metric 'm' appears twice");
        String endless = """
                {"space": {"parameters": [{"name": "x", "type": "REAL", "low": 0, "high": 1}]}, "name": "n",
                 "objectives": [{"metric": "m"}, {"metric": "m"}], "sampler": {"type": "GRID"}, "budget": {"trials": 1}}""";
        assertThatThrownBy(() -> RecordReader.read(CairnJson.strict().readTree(endless), StudySpec.class))
                .hasMessageContaining("/objectives/1/metric: metric 'm' appears twice")
                .hasMessageContaining("/space/parameters/0: parameter 'x' is continuous");
    }

    @Test
    void aRuleAboutTheWholeIsNotJudgedWithoutAnUnreadablePart() {
        assertThatThrownBy(() -> read("{}")).hasMessage("values or count is required");
        assertThatThrownBy(() -> read("{\"count\": \"x\"}"))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations()).hasSize(1));
    }
}
