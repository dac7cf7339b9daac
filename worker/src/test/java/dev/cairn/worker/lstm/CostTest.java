package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.task.Hyperparameters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostTest {
    private static final Map<String, Object> POINT =
            Map.of("units", 64, "layers", 1, "batchSize", 32, "optimizer", "ADAM");

    private static final Cost.Size SIZE = new Cost.Size(20_000, 0, 100_000, 8, 50, 1000, 200);

    @Test
    void memoryIsThatOfTheNumbersKept() {
        // 20,000 parameters, kept four times, beside what the training remembers; 128 examples of the validation, of 50
        // steps with 8 inputs and 22 numbers for each of 64 units.
        long pass = 128L * 50 * (8 + 22 * 64) * 4;
        assertThat(cost(Map.of()).bytes()).isEqualTo((20_000L * 4 + 100_000) * 4 + pass);
        assertThat(cost(Map.of("direction", "BOTH", "pooling", "AVERAGE")).bytes()
                        - cost(Map.of()).bytes())
                .isEqualTo(128L * 50 * 22 * 64 * 4);
        assertThat(Cost.of(hyperparameters(Map.of()), List.of(SIZE, SIZE)).bytes())
                .isEqualTo(2 * (20_000L * 4 + 100_000) * 4 + pass);
        assertThat(cost(Map.of("batchSchedule", "GROWING", "batchGrowth", 4.0, "largestBatchSize", 256, "epochs", 100))
                        .bytes())
                .isEqualTo((20_000L * 4 + 100_000) * 4 + 2 * pass);
    }

    @Test
    void moreWorkTakesLonger() {
        double seconds = cost(Map.of()).epochSeconds();
        assertThat(seconds).isPositive();
        assertThat(Cost.of(hyperparameters(Map.of()), List.of(new Cost.Size(20_000, 0, 100_000, 8, 100, 1000, 200)))
                        .epochSeconds())
                .isGreaterThan(1.9 * seconds);
        assertThat(Cost.of(hyperparameters(Map.of()), List.of(SIZE, SIZE)).epochSeconds())
                .isEqualTo(2 * seconds);
        assertThat(cost(Map.of("layers", 2)).epochSeconds()).isGreaterThan(seconds);
        assertThat(cost(Map.of("batchSize", 128)).epochSeconds()).isLessThan(seconds);
    }

    private static LstmHyperparameters hyperparameters(Map<String, Object> more) {
        var point = new HashMap<>(POINT);
        point.putAll(more);
        return LstmHyperparameters.of(Hyperparameters.FORECASTING, point);
    }

    private static Cost cost(Map<String, Object> more) {
        return Cost.of(hyperparameters(more), List.of(SIZE));
    }
}
