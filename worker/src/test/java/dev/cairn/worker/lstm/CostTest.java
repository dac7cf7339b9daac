package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.task.Hyperparameters;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostTest {
    private static final Map<String, Object> POINT =
            Map.of("units", 64, "layers", 1, "windowLength", 50, "batchSize", 32, "optimizer", "ADAM");

    @Test
    void memoryIsThatOfTheNumbersKept() {
        // 20,000 parameters, five numbers of four bytes for each with Adam; 128 windows of the validation of
        // 50 steps, each 8 inputs and 22 numbers for each of 64 units.
        assertThat(cost(Map.of()).bytes()).isEqualTo(20_000L * 5 * 4 + 128L * 50 * (8 + 22 * 64) * 4);
        assertThat(cost(Map.of()).bytes() - cost(Map.of("optimizer", "RMSPROP")).bytes())
                .isEqualTo(20_000L * 4);
        assertThat(cost(Map.of()).bytes()
                        - cost(Map.of("optimizer", "SGD", "momentum", 0.0)).bytes())
                .isEqualTo(20_000L * 2 * 4);
    }

    @Test
    void moreWorkTakesLonger() {
        double seconds = cost(Map.of()).epochSeconds();
        assertThat(seconds).isPositive();
        assertThat(cost(Map.of("windowLength", 100)).epochSeconds()).isGreaterThan(1.9 * seconds);
        assertThat(cost(Map.of("layers", 2)).epochSeconds()).isGreaterThan(seconds);
        assertThat(cost(Map.of("batchSize", 128)).epochSeconds()).isLessThan(seconds);
    }

    private static Cost cost(Map<String, Object> more) {
        var point = new HashMap<>(POINT);
        point.putAll(more);
        var hyperparameters = LstmHyperparameters.of(Hyperparameters.FORECASTING.complete(Map.of(), point));
        return Cost.of(hyperparameters, 20_000, 8, 1000, 200);
    }
}
