package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantilesTest {
    private static Forecasting task(String more) {
        return (Forecasting) CairnJson.strict().readValue("""
                {"type": "FORECASTING", "dataset": "sha256:%s", "time": "day", "targets": ["x"],
                 "split": {"type": "CHRONOLOGICAL", "validation": 0.2, "test": 0.2}%s}""".formatted("0".repeat(64), more), Task.class);
    }

    private static List<String> pointers(Forecasting task, SearchSpace space, String objective, String limited) {
        return task
                .objections(
                        space,
                        List.of(new Objective(objective, Direction.MINIMIZE)),
                        List.of(new OutcomeConstraint(limited, null, 0.9)))
                .stream()
                .map(Violation::pointer)
                .toList();
    }

    private static final SearchSpace SMALL = ReadySpaces.SMALL.of(Hyperparameters.FORECASTING);

    @Test
    void ofAQuantileLossTheyMayBeAimedAtAndLimited() {
        Forecasting task = task(", \"hyperparameters\": {\"loss\": \"QUANTILE\"}, \"quantiles\": [0.1, 0.5, 0.9]");
        assertThat(task.answeredQuantiles()).containsExactly(0.1, 0.5, 0.9);
        assertThat(pointers(task, SMALL, "validation.pinball", "validation.coverage"))
                .isEmpty();
        assertThat(task.within(SMALL).quantiles()).isEqualTo(task.quantiles());
        assertThat(task.using(Map.of()).quantiles()).isEqualTo(task.quantiles());
    }

    @Test
    void ofAnotherLossTheyMayNot() {
        assertThat(pointers(task(", \"quantiles\": [0.5, 0.9]"), SMALL, "validation.pinball", "validation.coverage"))
                .containsExactly("/task/quantiles", "/objectives/0/metric", "/constraints/0/metric");
    }

    @Test
    void norWhereSomeTrialsForecastNone() {
        var space = new SearchSpace(
                List.of(new Parameter.Categorical("loss", List.of("SQUARED", "QUANTILE"), null)), List.of());
        assertThat(pointers(task(", \"quantiles\": [0.5, 0.9]"), space, "validation.rmse", "validation.coverage"))
                .containsExactly("/constraints/0/metric");
    }

    @Test
    void theUsualOnesAreTheMedianAndAnIntervalOfNineTenths() {
        assertThat(task("").answeredQuantiles()).containsExactly(0.05, 0.5, 0.95);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [0.5]           | 2 to 21 numbers
            [0.1, 0.9]      | 0.5 among them
            [0.5, 0.1]      | must increase
            [0.5, 0.5]      | must increase
            [0.0, 0.5]      | lie between 0 and 1
            [0.5, 1.0]      | lie between 0 and 1
            """)
    void nonsenseIsRefused(String quantiles, String words) {
        assertThatThrownBy(() -> task(", \"quantiles\": " + quantiles))
                .hasStackTraceContaining(InvalidValueException.class.getSimpleName())
                .hasStackTraceContaining(words);
    }
}
