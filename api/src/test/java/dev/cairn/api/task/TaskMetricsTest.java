package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.Violation;
import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskMetricsTest {
    private static final Forecasting TASK = new Forecasting(
            "sha256:" + "0".repeat(64),
            "day",
            List.of("x"),
            null,
            1,
            new TimeSplit.Chronological(0.2, 0.2, null),
            null,
            Map.of());

    private static List<Violation> objections(String objective, String limited) {
        return TASK.objections(
                ReadySpaces.SMALL.of(Hyperparameters.FORECASTING),
                List.of(new Objective(objective, Direction.MINIMIZE)),
                List.of(new OutcomeConstraint(limited, 0.1, null)));
    }

    @Test
    void theGapBetweenValidationAndTrainingMayBeLimited() {
        assertThat(objections("validation.rmse", "gap.loss")).isEmpty();
    }

    @Test
    void itIsNoObjective() {
        // The worst network of all has none.
        assertThat(objections("gap.loss", "seconds"))
                .extracting(Violation::pointer)
                .containsExactly("/objectives/0/metric");
    }

    @Test
    void aMisspeltMetricIsNamedWithTheNearest() {
        assertThat(objections("validation.rmse", "gap.los"))
                .singleElement()
                .extracting(Violation::message)
                .asString()
                .contains("did you mean 'gap.loss'?");
    }
}
