package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.search.Violation;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EffectsTest {
    private static final String MOMENTUM = "{\"name\":\"momentum\",\"type\":\"REAL\",\"low\":0,\"high\":0.9";
    private static final String OPTIMIZER = "{\"name\":\"optimizer\",\"type\":\"CATEGORICAL\",\"values\":";

    @Test
    void whatIsSearchedUnderItsConditionIsFine() {
        assertThat(objections(
                        Map.of(), OPTIMIZER + "[\"ADAM\",\"SGD\"]}", MOMENTUM + ",\"when\":{\"optimizer\":[\"SGD\"]}}"))
                .isEmpty();
    }

    @Test
    void whatIsSearchedWithoutItsConditionIsFineWhereTheOtherIsFixed() {
        assertThat(objections(Map.of("optimizer", "SGD"), MOMENTUM + "}")).isEmpty();
        assertThat(objections(Map.of(), OPTIMIZER + "[\"SGD\"]}", MOMENTUM + "}"))
                .isEmpty();
    }

    @Test
    void whatWouldHaveNoEffectInSomeTrialsNamesTheConditionToAdd() {
        assertThat(objections(Map.of(), OPTIMIZER + "[\"ADAM\",\"SGD\"]}", MOMENTUM + "}"))
                .containsExactly(new Violation(
                        "/space/parameters/1",
                        "momentum has an effect only with optimizer SGD: add \"when\": {\"optimizer\": [\"SGD\"]}"));
    }

    @Test
    void whatWouldNeverHaveAnEffectSaysWhatToSet() {
        assertThat(objections(Map.of(), MOMENTUM + "}"))
                .containsExactly(new Violation(
                        "/space/parameters/0",
                        "momentum has an effect only with optimizer SGD, which is ADAM here: set"
                                + " task.hyperparameters.optimizer to such a value, or search optimizer and add \"when\":"
                                + " {\"optimizer\": [\"SGD\"]}"));
        assertThat(objections(Map.of(), OPTIMIZER + "[\"ADAM\",\"NADAM\"]}", MOMENTUM + "}"))
                .extracting(Violation::message)
                .containsExactly("momentum has an effect only with optimizer SGD, which the space never has:"
                        + " add such a value to optimizer");
    }

    @Test
    void aConditionThatIsTooWideIsNotEnough() {
        assertThat(objections(
                        Map.of(),
                        OPTIMIZER + "[\"ADAM\",\"SGD\"]}",
                        MOMENTUM + ",\"when\":{\"optimizer\":[\"ADAM\",\"SGD\"]}}"))
                .extracting(Violation::pointer)
                .containsExactly("/space/parameters/1");
    }

    @Test
    void countsAreConditionsToo() {
        String widths = "{\"name\":\"layerWidths\",\"type\":\"CATEGORICAL\",\"values\":[\"SAME\",\"OWN\"]";
        String layers = "{\"name\":\"layers\",\"type\":\"INTEGER\",\"low\":1,\"high\":3}";
        assertThat(objections(Map.of(), layers, widths + ",\"when\":{\"layers\":[2,3]}}"))
                .isEmpty();
        assertThat(objections(Map.of("layers", 2), widths + "}")).isEmpty();
        assertThat(objections(Map.of(), layers, widths + "}"))
                .extracting(Violation::message)
                .containsExactly("layerWidths has an effect only with layers 2 or 3 or 4: add \"when\":"
                        + " {\"layers\": [2, 3]}");
    }

    @Test
    void aFixedValueThatCanNeverHaveAnEffectIsRefused() {
        assertThat(objections(Map.of("momentum", 0.9), OPTIMIZER + "[\"ADAM\",\"NADAM\"]}"))
                .containsExactly(new Violation(
                        "/task/hyperparameters/momentum",
                        "momentum has an effect only with optimizer SGD, which is ADAM or NADAM here"));
        assertThat(objections(Map.of("momentum", 0.9), OPTIMIZER + "[\"ADAM\",\"SGD\"]}"))
                .isEmpty();
    }

    @Test
    void whatHasNoEffectHasItsStandardValue() {
        assertThat(Hyperparameters.FORECASTING.complete(Map.of("momentum", 0.9), Map.of("optimizer", "ADAM")))
                .containsEntry("momentum", 0.0);
        assertThat(Hyperparameters.FORECASTING.complete(Map.of("momentum", 0.9), Map.of("optimizer", "SGD")))
                .containsEntry("momentum", 0.9);
    }

    @Test
    void aStandardValueMayDependOnAnother() {
        assertThat(Hyperparameters.FORECASTING.complete(Map.of(), Map.of("optimizer", "ADAMW")))
                .containsEntry("weightDecay", 0.01)
                .containsEntry("learningRate", 0.001);
        assertThat(Hyperparameters.FORECASTING.complete(Map.of("weightDecay", 0.1), Map.of("optimizer", "ADAMW")))
                .containsEntry("weightDecay", 0.1);
        assertThat(Hyperparameters.FORECASTING.complete(Map.of(), Map.of())).containsEntry("weightDecay", 0.0);
    }

    private static List<Violation> objections(Map<String, Object> fixed, String... parameters) {
        SearchSpace space = CairnJson.strict()
                .readValue("{\"parameters\":[" + String.join(",", parameters) + "]}", SearchSpace.class);
        return Hyperparameters.FORECASTING.objectionsTo(space, fixed);
    }
}
