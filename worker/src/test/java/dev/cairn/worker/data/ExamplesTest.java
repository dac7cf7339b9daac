package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.RecordReader;
import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.trial.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    @ParameterizedTest
    @CsvSource({"seattle-weather, seattle-weather.csv, 1", "apple-close, apple-2015-2017.csv, 3"})
    void anExamplesDataServesItsTask(String study, String file, int folds) throws IOException {
        ObjectNode json = (ObjectNode) CairnJson.strict()
                .readTree(Files.readString(EXAMPLES.resolve(study).resolve("study.json")));
        ((ObjectNode) json.get("task")).put("dataset", "sha256:" + "0".repeat(64));
        Forecasting task =
                (Forecasting) RecordReader.read(json, StudySpec.class).task();
        try (var in = Files.newInputStream(EXAMPLES.resolve("data").resolve(file))) {
            CsvTable table = CsvTable.read(in);
            Recipe recipe = Tables.recipe("windowLength", 7);
            for (ForecastingData fold : ForecastingData.of(task, Purpose.SEARCH, table, recipe, 0.1)) {
                Map<String, Map<String, Double>> baselines = fold.baselines();
                // Whoever beats a linear model's skill by far on such data has looked ahead; it gains a little.
                assertThat(baselines.get("linear").get("skill")).isBetween(-0.5, 0.3);
                assertThat(baselines.get("naive").get("mase")).isBetween(0.5, 3.0);
            }
            assertThat(ForecastingData.of(task, Purpose.SEARCH, table, recipe, 0))
                    .hasSize(folds);
            assertThat(ForecastingData.of(task, Purpose.CONFIRM, table, recipe, 0))
                    .hasSize(1);
        }
    }
}
