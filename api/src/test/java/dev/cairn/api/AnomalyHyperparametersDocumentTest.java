package dev.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.task.AnomalyDetection;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.api.task.ReadySpaces;
import dev.cairn.search.space.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code docs/hyperparameters.md} says of anomaly detection is what the code has. */
class AnomalyHyperparametersDocumentTest {
    private static final Hyperparameters ALL = Hyperparameters.ANOMALY_DETECTION;

    @Test
    void theTableHasWhatIsNotAsWithForecasts() throws IOException {
        List<String> documented = MarkdownTables.rows("hyperparameters.md", "## Anomaly detection").stream()
                .map(row -> String.join(" | ", row))
                .toList();
        List<String> expected = ALL.all().stream()
                .filter(h -> !Hyperparameters.FORECASTING.all().contains(h))
                .map(HyperparametersDocumentTest::row)
                .toList();
        assertThat(documented).isEqualTo(expected);
    }

    @Test
    void whatForecastsHaveBesidesIsNamed() throws IOException {
        List<String> lacking = Hyperparameters.FORECASTING.names().stream()
                .filter(name -> ALL.named(name).isEmpty())
                .toList();
        assertThat(lacking).containsExactly("logTarget", "inputClipping", "horizonStrategy");
        assertThat(text()).contains("all but `logTarget`, `inputClipping`, `horizonStrategy`");
    }

    @ParameterizedTest
    @EnumSource
    void aReadySpaceIsListed(ReadySpaces size) throws IOException {
        List<String> names =
                size.of(ALL).parameters().stream().map(Parameter::name).toList();
        assertThat(MarkdownTables.rows("hyperparameters.md", "### Ready spaces of anomaly detection"))
                .contains(List.of(size.name(), String.join(", ", names)));
    }

    @Test
    void everyObjectiveMetricIsNamed() throws IOException {
        assertThat(Stream.concat(AnomalyDetection.LABELLED_METRICS.stream(), AnomalyDetection.LOSSES.stream()))
                .allSatisfy(metric -> assertThat(text()).contains("`" + metric + "`"));
    }

    private static String text() throws IOException {
        return Files.readString(Path.of("..", "docs", "hyperparameters.md"));
    }
}
