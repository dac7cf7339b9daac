package dev.cairn.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.api.study.StudySpec;
import dev.cairn.cli.process.Failure;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StudyFileTest {
    private static final Path EXAMPLE = Path.of("..", "examples", "seattle-weather", "study.json");

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"type\":\"GAUSSIAN_PROCESS\"}", "{\"type\":\"RANDOM\"}", "{\"type\":\"GRID\",\"points\":2}"})
    void theExampleIsAValidStudyOnceItHasItsDataSet(String sampler) {
        String json = StudyFile.read(EXAMPLE)
                .dataset("sha256:" + "0".repeat(64))
                .seed(3)
                .trials(5)
                .sampler(sampler)
                .json();
        StudySpec spec = CairnJson.strict().readValue(json, StudySpec.class);
        assertThat(spec.seed()).isEqualTo(3);
        assertThat(spec.budget().trials()).isEqualTo(5);
        assertThat(spec.sampler())
                .isEqualTo(CairnJson.strict().readValue(json, StudySpec.class).sampler());
        assertThat(spec.task()).isNotNull();
    }

    @Test
    void whatIsNotMentionedStaysAsItWas() {
        assertThat(StudyFile.parse("{\"name\":\"a\",\"odd\":1}", "text").seed(2).json())
                .isEqualTo("{\"name\":\"a\",\"odd\":1,\"seed\":2}");
    }

    @Test
    void aListIsNoStudy() {
        assertThatThrownBy(() -> StudyFile.parse("[]", "standard input"))
                .isInstanceOf(Failure.class)
                .hasMessage("standard input must hold one JSON object, a study");
    }
}
