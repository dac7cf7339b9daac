package dev.cairn.benchmarks.studies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.study.StudySpec;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleTest {
    @ParameterizedTest
    @ValueSource(strings = {"seattle-weather", "apple-close", "machine-temperature", "sms-spam"})
    void theUntunedStudyIsTheSameTaskWithOnePoint(String name) throws IOException {
        Example example = Example.read(Path.of("..", "examples", name), "sha256:" + "0".repeat(64));
        StudySpec tuned = CairnJson.strict().readValue(example.tuned("now", 7), StudySpec.class);
        StudySpec untuned = CairnJson.strict().readValue(example.untuned("now"), StudySpec.class);
        assertThat(tuned.budget().trials()).isEqualTo(7);
        assertThat(untuned.space().parameters()).hasSize(1);
        assertThat(untuned.budget().trials()).isEqualTo(1);
        assertThat(untuned.objectives()).isEqualTo(tuned.objectives());
        assertThat(untuned.task().dataset()).isEqualTo(tuned.task().dataset());
        assertThat(untuned.task().hasTest()).isTrue();
        assertThat(untuned.name()).isNotEqualTo(tuned.name());
    }
}
