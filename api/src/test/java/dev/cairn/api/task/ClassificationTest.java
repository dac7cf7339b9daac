package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.search.Violation;
import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassificationTest {
    private static final String DATASET = "sha256:" + "0".repeat(64);
    private static final ClassSplit SPLIT = new ClassSplit.HoldOut(0.2, 0.2, null);
    private static final TextClassification TEXTS =
            new TextClassification(DATASET, "text", "label", "author", "spam", SPLIT, Map.of("epochs", 3));
    private static final SequenceClassification SEQUENCES =
            new SequenceClassification(DATASET, "run", "time", List.of("x", "y"), "label", null, null, SPLIT, Map.of());

    private static List<Violation> objections(Task task, String parameter, Objective objective) {
        var space = new SearchSpace(List.of(CairnJson.strict().readValue(parameter, Parameter.class)));
        return task.objections(space, List.of(objective), List.of());
    }

    @Test
    void jsonBringsATaskBack() {
        for (Task task : List.of(TEXTS, SEQUENCES)) {
            String json = CairnJson.strict().writeValueAsString(task);
            assertThat(CairnJson.strict().readValue(json, Task.class)).isEqualTo(task);
            assertThat(Task.TYPES).contains(task.type());
        }
    }

    @Test
    void theLabelCannotBeSeen() {
        assertThatThrownBy(() -> new SequenceClassification(
                        DATASET, "run", "time", List.of("x", "label"), "label", null, null, SPLIT, null))
                .hasMessageContaining("the network would see the answer");
        assertThatThrownBy(() -> new TextClassification(DATASET, "label", "label", null, null, SPLIT, null))
                .hasMessageContaining("the network would see the answer");
    }

    @Test
    void anObjectiveMustPointTheWayInWhichItIsBetter() {
        String units = "{\"name\":\"units\",\"type\":\"INTEGER\",\"low\":4,\"high\":8}";
        assertThat(objections(TEXTS, units, new Objective("validation.f1", Direction.MAXIMIZE)))
                .isEmpty();
        assertThat(objections(TEXTS, units, new Objective("validation.logLoss", Direction.MINIMIZE)))
                .isEmpty();
        assertThat(objections(TEXTS, units, new Objective("validation.f1", Direction.MINIMIZE)))
                .containsExactly(new Violation(
                        "/objectives/0/direction",
                        "'validation.f1' is better where it is larger: set direction to MAXIMIZE"));
        assertThat(objections(SEQUENCES, units, new Objective("validation.logLoss", Direction.MAXIMIZE)))
                .extracting(Violation::pointer)
                .containsExactly("/objectives/0/direction");
        assertThat(objections(SEQUENCES, units, new Objective("validation.rmse", Direction.MINIMIZE)))
                .extracting(Violation::pointer)
                .containsExactly("/objectives/0/metric");
    }

    @Test
    void eachTaskHasHyperparametersOfItsOwn() {
        var objective = new Objective("validation.mcc", Direction.MAXIMIZE);
        String vocabulary = "{\"name\":\"vocabularySize\",\"type\":\"INTEGER\",\"low\":100,\"high\":1000}";
        String window = "{\"name\":\"windowLength\",\"type\":\"INTEGER\",\"low\":10,\"high\":20}";
        assertThat(objections(TEXTS, vocabulary, objective)).isEmpty();
        assertThat(objections(SEQUENCES, vocabulary, objective))
                .extracting(Violation::pointer)
                .containsExactly("/space/parameters/0/name");
        assertThat(objections(TEXTS, window, objective))
                .extracting(Violation::pointer)
                .containsExactly("/space/parameters/0/name");
    }

    @Test
    void whetherAColumnIsUsedCanBeSearched() {
        assertThat(objections(
                        SEQUENCES,
                        "{\"name\":\"use.y\",\"type\":\"CATEGORICAL\",\"values\":[\"YES\",\"NO\"]}",
                        new Objective("validation.mcc", Direction.MAXIMIZE)))
                .isEmpty();
        assertThat(SEQUENCES.using(Map.of("use.y", "NO")).features()).containsExactly("x");
        assertThat(SEQUENCES.complete(Map.of("use.y", "NO", "units", 5)))
                .doesNotContainKey("use.y")
                .containsEntry("units", 5)
                .containsEntry("classWeights", "NONE");
    }

    @Test
    void charactersHaveALongerStandardLengthThanWords() {
        assertThat(TEXTS.complete(Map.of())).containsEntry("maximumLength", 64L).containsEntry("epochs", 3);
        assertThat(TEXTS.complete(Map.of("tokeniser", "CHARACTERS"))).containsEntry("maximumLength", 256L);
    }
}
