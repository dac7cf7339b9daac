package dev.cairn.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.pruner.CurveExtrapolationPruner;
import dev.cairn.search.pruner.HyperbandPruner;
import dev.cairn.search.pruner.MedianPruner;
import dev.cairn.search.pruner.NoPruner;
import dev.cairn.search.pruner.PatiencePruner;
import dev.cairn.search.pruner.PercentilePruner;
import dev.cairn.search.pruner.Pruner;
import dev.cairn.search.pruner.SuccessiveHalvingPruner;
import dev.cairn.search.pruner.ThresholdPruner;
import dev.cairn.search.sampler.GaussianProcessSampler;
import dev.cairn.search.sampler.GridSampler;
import dev.cairn.search.sampler.QuasiRandomSampler;
import dev.cairn.search.sampler.RandomSampler;
import dev.cairn.search.sampler.Sampler;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(
                    i -> i.withValueInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL))
            .build();

    private static final String SPACE = """
            {"parameters": [
              {"name": "learningRate", "type": "REAL", "low": 1e-5, "high": 0.1, "scale": "LOG"},
              {"name": "units", "type": "INTEGER", "low": 8, "high": 256, "scale": "LOG"},
              {"name": "dropout", "type": "REAL", "low": 0.0, "high": 0.5, "step": 0.1},
              {"name": "batchSize", "type": "ORDINAL", "values": [16, 32, 64, 128]},
              {"name": "optimizer", "type": "CATEGORICAL", "values": ["ADAM", "RMSPROP", "SGD"]},
              {"name": "momentum", "type": "REAL", "low": 0.0, "high": 0.99, "when": {"optimizer": ["SGD"]}}],
             "constraints": ["batchSize * units <= 8192", "optimizer != 'SGD' or momentum < 0.95"]}
            """;

    @Test
    void aSpaceSurvivesTheWire() {
        SearchSpace space = JSON.readValue(SPACE, SearchSpace.class);
        assertThat(space.parameters()).hasSize(6);
        assertThat(JSON.readValue(JSON.writeValueAsString(space), SearchSpace.class))
                .isEqualTo(space);
        assertThat(JSON.readTree(JSON.writeValueAsString(space))
                        .at("/parameters/5/when/optimizer/0")
                        .asString())
                .isEqualTo("SGD");
        assertThat(JSON.readTree(JSON.writeValueAsString(space))
                        .at("/constraints/0")
                        .asString())
                .isEqualTo("batchSize * units <= 8192");
        assertThat(JSON.readValue(
                                "{\"parameters\":[{\"name\":\"a\",\"type\":\"ORDINAL\",\"values\":[1]}]}",
                                SearchSpace.class)
                        .constraints())
                .isEmpty();
    }

    @Test
    void aPointIsAPlainObjectOfItsValues() {
        SearchSpace space = JSON.readValue(SPACE, SearchSpace.class);
        Point point = space.point(Map.of(
                "learningRate", 0.01, "units", 64, "dropout", 0.3, "batchSize", 32, "optimizer", "SGD", "momentum", 0));
        String json = JSON.writeValueAsString(point);
        assertThat(json)
                .isEqualTo("{\"batchSize\":32,\"dropout\":0.30000000000000004,\"learningRate\":0.01,"
                        + "\"momentum\":0.0,\"optimizer\":\"SGD\",\"units\":64}");
        Point read = JSON.readValue(json, Point.class);
        assertThat(read.key()).isEqualTo(point.key());
        assertThat(space.point(read.values())).isEqualTo(point);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"GRID\"}",
                "{\"type\":\"GRID\",\"points\":5,\"order\":\"LEXICOGRAPHIC\"}",
                "{\"type\":\"GRID\",\"values\":{\"a\":[1,2.5,\"x\"],\"b\":[true]}}",
                "{\"type\":\"RANDOM\"}",
                "{\"type\":\"QUASI_RANDOM\"}",
                "{\"type\":\"GAUSSIAN_PROCESS\"}",
                "{\"type\":\"GAUSSIAN_PROCESS\",\"startupTrials\":12,\"probeEvery\":0}"
            })
    void aSamplerSurvivesTheWire(String json) {
        Sampler sampler = JSON.readValue(json, Sampler.class);
        String written = JSON.writerFor(Sampler.class).writeValueAsString(sampler);
        assertThat(JSON.readValue(written, Sampler.class)).isEqualTo(sampler);
        assertThat(JSON.readTree(written).properties())
                .containsAll(JSON.readTree(json).properties());
    }

    @Test
    void absentSettingsAreTheDefaults() {
        assertThat(JSON.readValue("{\"type\":\"GRID\"}", Sampler.class)).isEqualTo(GridSampler.DEFAULT);
        assertThat(JSON.readValue("{\"type\":\"RANDOM\"}", Sampler.class)).isEqualTo(RandomSampler.DEFAULT);
        assertThat(JSON.readValue("{\"type\":\"QUASI_RANDOM\"}", Sampler.class)).isEqualTo(QuasiRandomSampler.DEFAULT);
        assertThat(JSON.readValue("{\"type\":\"GAUSSIAN_PROCESS\"}", Sampler.class))
                .isEqualTo(GaussianProcessSampler.DEFAULT);
        assertThat(GridSampler.DEFAULT.order()).isEqualTo(GridSampler.Order.SHUFFLED);
        assertThat(GridSampler.DEFAULT.points()).isNull();
        assertThat(GaussianProcessSampler.DEFAULT.probeEvery()).isEqualTo(8);
        assertThat(GaussianProcessSampler.DEFAULT.startupTrials()).isNull();
        assertThat(JSON.readValue("{\"type\":\"MEDIAN\"}", Pruner.class)).isEqualTo(new MedianPruner(5, 3L, 1L));
        assertThat(JSON.readValue("{\"type\":\"NONE\"}", Pruner.class)).isEqualTo(new NoPruner());
        assertThat(JSON.readValue("{\"metric\":\"loss\"}", Objective.class))
                .isEqualTo(new Objective("loss", Direction.MINIMIZE));
    }

    @Test
    void absentSettingsOfPrunersAreTheDefaults() {
        assertThat(pruner("PERCENTILE", "")).isEqualTo(new PercentilePruner(0.25, 5, 3L, 1L));
        assertThat(pruner("THRESHOLD", ", \"atLeast\": 0.5")).isEqualTo(new ThresholdPruner(null, 0.5, 3L));
        assertThat(pruner("PATIENCE", "")).isEqualTo(new PatiencePruner(10L, 0.0));
        assertThat(pruner("SUCCESSIVE_HALVING", "")).isEqualTo(new SuccessiveHalvingPruner(3L, 3, 0));
        assertThat(pruner("HYPERBAND", ", \"maxSteps\": 81")).isEqualTo(new HyperbandPruner(1L, 81L, 3));
        assertThat(pruner("CURVE_EXTRAPOLATION", "")).isEqualTo(new CurveExtrapolationPruner(0.15, 3, 4L, 10));
    }

    private static Pruner pruner(String type, String settings) {
        return JSON.readValue("{\"type\":\"" + type + "\"" + settings + "}", Pruner.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"NONE\"}",
                "{\"type\":\"MEDIAN\",\"startupTrials\":7,\"warmupSteps\":2,\"interval\":4}",
                "{\"type\":\"PERCENTILE\",\"keep\":0.1,\"startupTrials\":7,\"warmupSteps\":2,\"interval\":4}",
                "{\"type\":\"THRESHOLD\",\"atMost\":2.5,\"atLeast\":-1.5,\"warmupSteps\":7}",
                "{\"type\":\"PATIENCE\",\"patience\":4,\"minImprovement\":0.01}",
                "{\"type\":\"SUCCESSIVE_HALVING\",\"minSteps\":2,\"reductionFactor\":4,\"minEarlyStoppingRate\":1}",
                "{\"type\":\"HYPERBAND\",\"minSteps\":2,\"maxSteps\":50,\"reductionFactor\":4}",
                "{\"type\":\"CURVE_EXTRAPOLATION\",\"falseStopRate\":0.05,\"looks\":2,\"firstStep\":6,"
                        + "\"controlEvery\":7}"
            })
    void aPrunerSurvivesTheWire(String json) {
        Pruner pruner = JSON.readValue(json, Pruner.class);
        assertThat(JSON.writerFor(Pruner.class).writeValueAsString(pruner)).isEqualTo(json);
    }
}
