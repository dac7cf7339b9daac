package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.data.Examples;
import dev.cairn.worker.data.TaskData;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Table, windows, network, loss and optimiser together, against PyTorch: see {@code src/test/oracles/forecast_losses.py}. */
class ForecastLossesTest {
    private static final double[] BY_PYTORCH = {
        1.3593330, 1.8386488, 1.2588348, 0.1904988, 0.0414007, 0.1859058, 0.6134054, 1.1240360, 0.2344765, 1.2276560,
        0.6864598, 0.7440311, 0.3196158, 0.1263411, 0.1020116, 0.1660932, 0.5315853, 0.1285230, 0.4086674, 0.1514078
    };
    private static final int WINDOWS = 336;
    private static final int BATCH = 32;

    @Test
    void twentyStepsOnRealDataHaveTheLossesOfPyTorch() throws Exception {
        var task = new Forecasting(
                "sha256:" + "0".repeat(64),
                "date",
                List.of("close"),
                List.of("close", "high", "low", "volume"),
                3,
                new TimeSplit.Chronological(0.15, 0.15, null),
                Forecasting.Gaps.ALLOW,
                Map.of());
        LstmHyperparameters h = Trials.hyperparameters(
                "units=16 windowLength=14 learningRate=0.01 optimizer=ADAM gradientClipping=NONE");
        TaskData data;
        try (InputStream in = Files.newInputStream(Path.of("../examples/data/apple-2015-2017.csv"))) {
            data = TaskData.of(task, Purpose.SEARCH, CsvTable.read(in), h.values(), 0)
                    .get(0);
        }
        Examples windows = data.fitting();
        assertThat(windows.count()).isEqualTo(WINDOWS);
        var descent = new Descent(Network.untrained(h, data.shape(), 1), h);
        var state = new FoldState(descent.weights(), descent.optimizerArrays(), false, false);
        for (int k = 0; k < state.weights.length; k++) {
            state.weights[k] = (float) (0.2 * Math.sin(k + 1));
        }
        descent.put(state.weights);
        int[] order = IntStream.range(0, windows.count()).toArray();
        for (int step = 0; step < BY_PYTORCH.length; step++) {
            int from = step * BATCH % (windows.count() - BATCH);
            double loss = descent.update(
                    windows.batch(order, from, from + BATCH), state, h.real("learningRate"), new Descent.Sums());
            assertThat(loss).as("step %d", step + 1).isCloseTo(BY_PYTORCH[step], within(1e-4 * BY_PYTORCH[step]));
        }
    }
}
