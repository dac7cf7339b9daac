package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.task.Hyperparameters;
import dev.cairn.worker.data.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostTest {
    private static final Map<String, Object> POINT =
            Map.of("units", 64, "layers", 1, "batchSize", 32, "optimizer", "ADAM");

    private static final Cost.Size SIZE = new Cost.Size(20_000, 0, 60_000, 8, 50, 1000, 200);

    @Test
    void memoryIsThatOfTheNumbersKept() {
        // 20 MiB; 20,000 weights nine times, and what is remembered of them; of 32 examples and 50 steps nine and a
        // half
        // numbers for each of 64 units, twelve and a half of 8 inputs; of 200 judged examples nearly two of both.
        double weights = 9 * 20_000 + 60_000;
        double kept = 32 * 50 * (9.5 * 64 + 12.5 * 8);
        double judged = 200 * 50 * 1.8 * (64 + 8);
        assertThat(mebibytes(Map.of()) - 20).isCloseTo((weights + kept + judged) * 4 / (1 << 20), within(1e-5));
        double second = 32 * 50 * 64 * (9.5 + 12.5) + 200 * 50 * 1.8 * (64 + 64);
        assertThat(mebibytes(Map.of("layers", 2)) - mebibytes(Map.of()))
                .isCloseTo(second * 4 / (1 << 20), within(1e-5));
        double both = 32 * 50 * (9.5 * 64 + 12.5 * 8) + 200 * 50 * 1.8 * (64 + 8);
        assertThat(mebibytes(Map.of("direction", "BOTH", "pooling", "AVERAGE")) - mebibytes(Map.of()))
                .isCloseTo(both * 4 / (1 << 20), within(1e-5));
    }

    @Test
    void oneNetworkIsFittedAtATimeButAllAreKept() {
        long one = cost(Map.of()).bytes();
        long two = Cost.of(hyperparameters(Map.of()), List.of(SIZE, SIZE)).bytes();
        assertThat(two - one).isEqualTo((9 * 20_000 + 60_000) * 4);
    }

    @Test
    void theLargestBatchCountsButNoMoreExamplesThanThereAre() {
        Map<String, Object> growing =
                Map.of("batchSchedule", "GROWING", "batchGrowth", 4.0, "largestBatchSize", 256, "epochs", 100);
        assertThat(cost(growing).bytes())
                .isEqualTo(cost(Map.of("batchSize", 256)).bytes());
        assertThat(cost(Map.of("batchSize", 4096)).bytes())
                .isEqualTo(cost(Map.of("batchSize", 1000)).bytes());
    }

    @Test
    void moreWorkTakesLonger() {
        double seconds = cost(Map.of()).epochSeconds();
        assertThat(seconds).isPositive();
        assertThat(Cost.of(hyperparameters(Map.of()), List.of(new Cost.Size(20_000, 0, 60_000, 8, 100, 1000, 200)))
                        .epochSeconds())
                .isBetween(1.3 * seconds, 2 * seconds);
        assertThat(Cost.of(hyperparameters(Map.of()), List.of(SIZE, SIZE)).epochSeconds())
                .isEqualTo(2 * seconds);
        assertThat(cost(Map.of("layers", 2)).epochSeconds()).isGreaterThan(seconds);
        assertThat(cost(Map.of("batchSize", 128)).epochSeconds()).isLessThan(seconds);
    }

    @Test
    void theWeightsAreCountedWithoutANetwork() {
        for (String words :
                List.of("units=5", "units=5 layers=2 denseLayers=1", "units=5 direction=BOTH pooling=AVERAGE")) {
            LstmHyperparameters h = Trials.hyperparameters(words);
            var shape = new Shape(3, 2, Shape.Answer.NUMBERS);
            assertThat(Network.parameters(h, shape))
                    .isEqualTo(Network.untrained(h, shape, 1).numParams());
        }
    }

    @Test
    void aSizeIsThatOfTheTraining() throws Exception {
        var toy = new Toy(40, 7, 6, 0, numbers -> numbers[0]);
        LstmHyperparameters h = Trials.hyperparameters("units=3 optimizer=ADAM weightAveraging=EXPONENTIAL");
        var training = new FoldTraining(toy, h, 1, new Trials.Curve(), Network.untrained(h, toy.shape(), 1));
        assertThat(Cost.Size.of(toy, h))
                .isEqualTo(new Cost.Size(
                        training.network().numParams(), 0, training.state().size(), 1, 6, 40, 64 + 7));
    }

    private static LstmHyperparameters hyperparameters(Map<String, Object> more) {
        var point = new HashMap<>(POINT);
        point.putAll(more);
        return LstmHyperparameters.of(Hyperparameters.FORECASTING, point);
    }

    private static Cost cost(Map<String, Object> more) {
        return Cost.of(hyperparameters(more), List.of(SIZE));
    }

    private static double mebibytes(Map<String, Object> more) {
        return cost(more).bytes() / (double) (1 << 20);
    }
}
