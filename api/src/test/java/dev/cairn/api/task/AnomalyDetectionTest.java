package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.api.task.AnomalyDetection.TrainingAnomalies;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnomalyDetectionTest {
    private static final SearchSpace RATES =
            new SearchSpace(List.of(new Parameter.Real("learningRate", 0.001, 0.1, null, null, null)));

    private static AnomalyDetection task(@Nullable String label, Map<String, Object> fixed) {
        return new AnomalyDetection(
                "sha256:" + "0".repeat(64),
                "t",
                null,
                List.of("x", "y"),
                label,
                null,
                new TimeSplit.Chronological(0.2, 0.2, null),
                null,
                null,
                null,
                null,
                fixed);
    }

    private static SearchSpace choice(String name, String... values) {
        return new SearchSpace(List.of(new Parameter.Categorical(name, List.<Object>of((Object[]) values), null)));
    }

    private static List<Violation> objections(AnomalyDetection task, SearchSpace space, String metric) {
        return task.objections(space, List.of(new Objective(metric, Direction.MAXIMIZE)), List.of());
    }

    @Test
    void itIsTheSameAfterJson() throws Exception {
        AnomalyDetection task = task("bad", Map.of("method", "RECONSTRUCTION", "thresholdQuantile", 0.999));
        String json = CairnJson.strict().writeValueAsString(task);
        assertThat(json).contains("\"type\":\"ANOMALY_DETECTION\"");
        assertThat(CairnJson.strict().readValue(json, Task.class)).isEqualTo(task);
    }

    @Test
    void aLabelThatTheNetworkWouldSeeIsRefused() {
        assertThatThrownBy(() -> task("x", Map.of()))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("column 'x' is a feature");
    }

    @Test
    void leavingOutNeedsALabel() {
        assertThatThrownBy(() -> new AnomalyDetection(
                        "sha256:" + "0".repeat(64),
                        "t",
                        null,
                        List.of("x"),
                        null,
                        TrainingAnomalies.LEAVE_OUT,
                        new TimeSplit.Chronological(0.2, 0.2, null),
                        null,
                        null,
                        null,
                        null,
                        null))
                .hasMessageContaining("LEAVE_OUT needs a label column");
    }

    @ParameterizedTest
    @ValueSource(strings = {"validation.prAuc", "validation.f1", "validation.eventRecall"})
    void whatComparesWithLabelsIsAnObjectiveOnlyWithALabel(String metric) {
        assertThat(objections(task("bad", Map.of()), RATES, metric)).isEmpty();
        assertThat(objections(task(null, Map.of()), RATES, metric))
                .extracting(Violation::message)
                .singleElement()
                .asString()
                .contains("without a label column reports no metric");
        assertThat(objections(task(null, Map.of()), RATES, "validation.loss")).isEmpty();
    }

    @Test
    void whatLearnsFromLabelsNeedsThem() {
        SearchSpace methods = choice("method", "FORECAST", "SUPERVISED");
        assertThat(objections(task("bad", Map.of()), methods, "validation.prAuc"))
                .isEmpty();
        assertThat(objections(task(null, Map.of("method", "SUPERVISED")), RATES, "train.loss"))
                .containsExactly(
                        new Violation("/task/hyperparameters/method", "method SUPERVISED needs a label column"));
        assertThat(objections(task(null, Map.of()), choice("thresholdRule", "QUANTILE", "BEST_F1"), "validation.loss"))
                .containsExactly(new Violation("/space/parameters/0", "thresholdRule BEST_F1 needs a label column"));
    }

    @Test
    void aLossIsNoObjectiveWhereItsUnitsAreSearched() {
        assertThat(objections(task("bad", Map.of()), choice("scaling", "STANDARD", "ROBUST"), "validation.loss"))
                .extracting(Violation::pointer)
                .containsExactly("/objectives/0/metric");
        assertThat(objections(task("bad", Map.of()), choice("scaling", "STANDARD", "ROBUST"), "validation.prAuc"))
                .isEmpty();
    }

    @Test
    void whatHasNoEffectWithTheMethodIsRefused() {
        assertThat(objections(
                        task("bad", Map.of("method", "SUPERVISED")),
                        choice("thresholdRule", "QUANTILE", "BEST_F1"),
                        "validation.f1"))
                .extracting(Violation::message)
                .singleElement()
                .asString()
                .contains("thresholdRule has an effect only with method FORECAST or RECONSTRUCTION");
    }

    @Test
    void itReachesBackAsFarAsTheWidestWindowAndTheLongestDifference() {
        var space = new SearchSpace(List.of(
                new Parameter.Int("windowLength", 5L, 40L, null, null, null),
                new Parameter.Ordinal("differencingLag", List.of(0, 7), null)));
        assertThat(task("bad", Map.of()).within(space).reach()).isEqualTo(47);
        assertThat(task("bad", Map.of("windowLength", 9)).within(RATES).reach()).isEqualTo(9);
    }
}
