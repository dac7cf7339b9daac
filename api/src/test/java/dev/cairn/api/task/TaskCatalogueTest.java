package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.search.space.SearchSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskCatalogueTest {
    @Test
    void everyTaskHasOne() {
        assertThat(TaskCatalogue.ALL).extracting(TaskCatalogue::task).containsExactlyElementsOf(Task.TYPES);
    }

    @Test
    void itIsTheSameAfterAWayOverTheWire() {
        for (TaskCatalogue one : TaskCatalogue.ALL) {
            String json = CairnJson.strict().writeValueAsString(one);
            TaskCatalogue read = CairnJson.tolerant().readValue(json, TaskCatalogue.class);
            assertThat(CairnJson.strict().writeValueAsString(read)).isEqualTo(json);
            assertThat(read.spaces()).isEqualTo(one.spaces());
        }
    }

    /** As someone pastes it into a study. */
    @ParameterizedTest
    @EnumSource
    void aReadySpaceIsReadAsTheSpaceOfAStudy(ReadySpaces size) {
        TaskCatalogue forecasting = TaskCatalogue.of("FORECASTING");
        String json = CairnJson.strict().writeValueAsString(forecasting.spaces().get(size));
        assertThat(CairnJson.strict().readValue(json, SearchSpace.class))
                .isEqualTo(size.of(Hyperparameters.FORECASTING));
    }

    @Test
    void aTaskThatIsNoneIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> TaskCatalogue.of("FORCASTING"))
                .hasMessageContaining("there is no task 'FORCASTING'; did you mean 'FORECASTING'?");
    }
}
