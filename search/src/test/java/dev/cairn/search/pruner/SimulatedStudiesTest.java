package dev.cairn.search.pruner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The table in docs/pruners.md says what comes out here. */
class SimulatedStudiesTest {
    private static final int STUDIES = 50;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"NONE\"}",
                "{\"type\": \"MEDIAN\"}",
                "{\"type\": \"PERCENTILE\"}",
                "{\"type\": \"PATIENCE\"}",
                "{\"type\": \"SUCCESSIVE_HALVING\"}",
                "{\"type\": \"HYPERBAND\", \"maxSteps\": 81}",
                "{\"type\": \"CURVE_EXTRAPOLATION\"}"
            })
    void theFiguresAreThoseOfTheDocument(String json) throws IOException {
        var account = SimulatedStudies.run(new JsonMapper().readValue(json, Pruner.class), STUDIES);

        String row = String.format(
                Locale.ROOT,
                "| `%s` | %.0f%% | %.0f%% | %.1f%% |",
                json,
                100 * account.steps(),
                100 * account.kept(),
                100 * account.excess());
        assertThat(Files.readString(Path.of("../docs/pruners.md"))).contains(row);
    }
}
