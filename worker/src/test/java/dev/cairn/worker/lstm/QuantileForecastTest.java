package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of noise evenly spread over [0, 1): nothing can be known of it but its quantiles. */
class QuantileForecastTest {
    private static final int ROWS = 600;

    @TempDir
    private Path folder;

    private Path table;

    @BeforeEach
    void write() throws Exception {
        double[] noise = new SplittableRandom(5).doubles(ROWS).toArray();
        table = Files.writeString(folder.resolve("noise.csv"), Trials.table(ROWS, row -> noise[row]));
    }

    private TrialOrder order(String words) {
        Map<String, Object> point = new HashMap<>(Map.of(
                "units", 2, "windowLength", 3, "epochs", 12, "learningRate", 0.03, "batchSize", 16, "weightDecay", 0));
        point.putAll(Trials.point(words));
        TrialOrder order = Trials.order(folder, "noise.csv", Purpose.SEARCH, point, 1);
        return Trials.of(Trials.task(List.of("x"), 2), order);
    }

    @Test
    void theQuantilesOfNoiseAreLearnt() throws Exception {
        Map<String, Double> metrics = LstmTrial.run(order("loss=QUANTILE"), new Trials.Curve());
        // 239 actual values of which 0.9 should lie inside: four of their deviations (0.019), and what is not quite
        // learnt.
        assertThat(metrics.get("validation.coverage")).isBetween(0.8, 0.98);
        assertThat(metrics.get("validation.intervalWidth")).isBetween(0.75, 1.05);
        // The expected pinball loss of a quantile q of such noise is q (1 - q) / 2.
        double expected = (2 * 0.05 * 0.95 + 0.25) / 2 / 3;
        assertThat(metrics.get("validation.pinball")).isEqualTo(expected, within(0.15 * expected));
        // The naive forecast is off by a difference of two: wider, and as well covered.
        assertThat(metrics.get("validation.pinball")).isLessThan(0.9 * metrics.get("naive.validation.pinball"));
        assertThat(metrics.get("naive.validation.coverage")).isBetween(0.8, 0.98);
        assertThat(metrics.get("naive.validation.intervalWidth"))
                .isGreaterThan(metrics.get("validation.intervalWidth"));
        assertThat(metrics).containsKeys("train.pinball", "train.coverage", "linear.validation.rmse");
        // By the median: an error of the noise's own deviation.
        assertThat(metrics.get("validation.rmse")).isEqualTo(Math.sqrt(1.0 / 12), within(0.03));
    }

    @Test
    void theSavedModelForecastsThemAndIsAnyonesModel() throws Exception {
        TrialOrder order = order("loss=QUANTILE epochs=1 differencingLag=1 logTarget=LOG1P");
        LstmTrial.run(order, new Trials.Curve());
        Path file = Path.of(order.model());
        ForecastModel model = ForecastModel.load(file);
        assertThat(model.quantiles()).containsExactly(0.05, 0.5, 0.95);
        double[][][] quantiles = model.predictQuantiles(table);
        double[][] median = model.predict(table);
        assertThat(quantiles).hasDimensions(2, 1);
        for (int step = 0; step < 2; step++) {
            assertThat(quantiles[step][0]).hasSize(3).isSorted();
            assertThat(quantiles[step][0][1]).isEqualTo(median[step][0]);
        }
        assertThat(ModelSerializer.restoreComputationGraph(file.toFile(), false).params())
                .isEqualTo(model.network().params());
    }

    @Test
    void aModelOfAnotherLossHasNone() throws Exception {
        TrialOrder order = order("loss=ABSOLUTE epochs=1");
        Map<String, Double> metrics = LstmTrial.run(order, new Trials.Curve());
        assertThat(metrics).doesNotContainKeys("validation.pinball", "naive.validation.pinball");
        ForecastModel model = ForecastModel.load(Path.of(order.model()));
        assertThat(model.quantiles()).isEmpty();
        assertThatThrownBy(() -> model.predictQuantiles(table))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("its loss is not QUANTILE");
    }
}
