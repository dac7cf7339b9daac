package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.Violation;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HorizonStrategyTest {
    private static final SearchSpace SEARCHED = new SearchSpace(
            List.of(new Parameter.Categorical("horizonStrategy", List.of("DIRECT", "RECURSIVE"), null)));
    private static final SearchSpace SMALL = ReadySpaces.SMALL.of(Hyperparameters.FORECASTING);

    private static List<Violation> objections(
            List<String> features, int horizon, SearchSpace space, Map<String, Object> fixed) {
        var task = new Forecasting(
                "sha256:" + "0".repeat(64),
                "day",
                null,
                List.of("x"),
                features,
                List.of("plan"),
                List.of(CalendarFeature.DAY_OF_WEEK),
                horizon,
                null,
                new TimeSplit.Chronological(0.2, 0.2, null),
                null,
                null,
                null,
                null,
                fixed);
        return task.objections(space, List.of(), List.of());
    }

    @Test
    void forecastsGoOnFromForecastsWhereAllThatIsSeenIsForecastOrKnown() {
        assertThat(objections(List.of("x"), 3, SEARCHED, Map.of())).isEmpty();
        assertThat(objections(List.of("x"), 3, SMALL, Map.of("horizonStrategy", "RECURSIVE")))
                .isEmpty();
    }

    @Test
    void aFeatureWithoutAForecastIsNamed() {
        assertThat(objections(List.of("x", "wind"), 3, SMALL, Map.of("horizonStrategy", "RECURSIVE")))
                .singleElement()
                .satisfies(violation -> assertThat(violation.message()).contains("of the feature 'wind'"))
                .extracting(Violation::pointer)
                .isEqualTo("/task/features");
        assertThat(objections(List.of("x", "wind"), 3, SEARCHED, Map.of())).hasSize(1);
        assertThat(objections(List.of("x", "wind"), 3, SMALL, Map.of())).isEmpty();
    }

    @Test
    void aSearchOverWhatIsTheSameIsRefused() {
        assertThat(objections(List.of("x"), 1, SEARCHED, Map.of()))
                .extracting(Violation::pointer)
                .containsExactly("/space");
    }

    @Test
    void quantilesAreForecastDirectlyWhateverIsSaid() {
        assertThat(Hyperparameters.FORECASTING.complete(
                        Map.of(), Map.of("loss", "QUANTILE", "horizonStrategy", "RECURSIVE")))
                .containsEntry("horizonStrategy", "DIRECT");
    }
}
