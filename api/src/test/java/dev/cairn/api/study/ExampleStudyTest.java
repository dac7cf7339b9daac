package dev.cairn.api.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.dataset.TaskTable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The study of text messages is one that the service takes. */
class ExampleStudyTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    @Test
    void theStudyOfTextMessagesFitsItsData() throws Exception {
        String json = Files.readString(EXAMPLES.resolve("sms-spam/study.json"))
                .replaceFirst("\"type\": \"TEXT_", "\"dataset\": \"sha256:" + "0".repeat(64) + "\", $0");
        StudySpec study = CairnJson.strict().readValue(json, StudySpec.class);
        try (var in = Files.newInputStream(EXAMPLES.resolve("data/sms-spam.csv"))) {
            CsvTable table = CsvTable.read(in);
            TaskTable.check(study.task(), table);
            assertThat(table.lines()).hasSize(5574);
        }
    }
}
