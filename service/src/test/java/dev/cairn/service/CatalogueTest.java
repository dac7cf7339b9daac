package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.api.task.ReadySpaces;
import dev.cairn.api.task.Task;
import dev.cairn.api.task.TaskCatalogue;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.migrations.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private final TestService service = TestService.start(TestPostgres.database());
    private final CairnClient client = service.client();

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void whatEveryTaskCanSearchIsAnswered() {
        assertThat(client.hyperparameters(null)).extracting(TaskCatalogue::task).containsExactlyElementsOf(Task.TYPES);
    }

    @Test
    void oneTasksCatalogueHasItsReadySpaces() {
        assertThat(client.hyperparameters(Forecasting.TYPE)).singleElement().satisfies(one -> {
            assertThat(one.hyperparameters()).hasSameSizeAs(Hyperparameters.FORECASTING.all());
            assertThat(one.metrics()).contains("validation.rmse");
            assertThat(one.spaces())
                    .containsEntry(ReadySpaces.SMALL, ReadySpaces.SMALL.of(Hyperparameters.FORECASTING));
        });
    }

    @Test
    void aTaskThatIsNoneIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> client.hyperparameters("FORCASTING"))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().code()).isEqualTo(ProblemCode.INVALID_REQUEST);
                    assertThat(refused.problem().violations())
                            .singleElement()
                            .satisfies(violation ->
                                    assertThat(violation.message()).contains("did you mean 'FORECASTING'?"));
                });
    }
}
