package dev.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.Hyperparameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/hyperparameters.md} is the one list that the code has. */
class HyperparametersDocumentTest {
    @Test
    void theTableIsTheCodes() throws IOException {
        List<String> documented =
                MarkdownTables.rows("hyperparameters.md", "# Hyperparameters of a forecasting LSTM").stream()
                        .map(row -> String.join(" | ", row))
                        .toList();
        List<String> expected = Hyperparameters.FORECASTING.all().stream()
                .map(h -> String.join(" | ", h.name(), h.allowed(), h.standard().toString(), h.unit(), h.description()))
                .toList();
        assertThat(documented).isEqualTo(expected);
    }

    @Test
    void everyObjectiveMetricIsNamed() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "hyperparameters.md"));
        assertThat(Forecasting.OBJECTIVE_METRICS)
                .allSatisfy(metric -> assertThat(text).contains("`" + metric + "`"));
    }
}
