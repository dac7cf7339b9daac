package dev.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.study.StudySpec;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
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
                    {"name": "k", "type": "CATEGORICAL", "values": ["a", true, 3]}]},
                 "objectives": [{"metric": "loss"}], "constraints": [{"metric": "ms", "atMost": 5}],
                 "sampler": {"type": "RANDOM"}, "budget": {"trials": 3}, "retry": {"CRASHED": 2}}
                """;
        assertThat(RecordReader.read(CairnJson.strict().readTree(spec), StudySpec.class))
                .isEqualTo(CairnJson.strict().readValue(spec, StudySpec.class));
    }

    @Test
    void namesOfAMapMayBeWholeNumbers() {
        assertThat(read("{\"values\": {\"1\": 0.5, \"-20\": 2}}").values()).isEqualTo(Map.of(1L, 0.5, -20L, 2.0));
        assertThatThrownBy(() -> read("{\"values\": {\"1.0\": 0.5, \"9999999999999999999\": 1}}"))
                .hasMessageContaining("/values/1.0: the name must be a whole number but was '1.0'")
                .hasMessageContaining("/values/9999999999999999999: the name must be a whole number");
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
