package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.ClassSplit;
import dev.cairn.api.task.TextClassification;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.data.Examples;
import dev.cairn.worker.data.TaskData;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Embedding, masks, network, cross-entropy and optimiser together, against PyTorch: see {@code src/test/oracles/text_losses.py}. */
class TextLossesTest {
    private static final double[] BY_PYTORCH = {
        0.7323187, 0.6981108, 0.6528298, 0.6230175, 0.5158225, 0.5288170, 0.5109672, 0.4938115, 0.4093983, 0.5151310,
        0.4151122, 0.4435565, 0.6019470, 0.4333502, 0.3104984, 0.3844000, 0.6031513, 0.5944475, 0.6384452, 0.3201872
    };
    private static final int TEXTS = 3902;
    private static final int TOKENS = 1002;
    private static final int BATCH = 32;

    @Test
    void twentyStepsOnRealTextsHaveTheLossesOfPyTorch() throws Exception {
        var task = new TextClassification(
                "sha256:" + "0".repeat(64),
                "text",
                "label",
                null,
                "spam",
                new ClassSplit.HoldOut(0.15, 0.15, 1L),
                Map.of());
        var h = new LstmHyperparameters(
                task.known(),
                task.complete(Map.of(
                        "units", 16,
                        "embeddingUnits", 16,
                        "maximumLength", 24,
                        "vocabularySize", 1000,
                        "learningRate", 0.01,
                        "gradientClipping", "NONE")));
        TaskData data;
        try (InputStream in = Files.newInputStream(Path.of("../examples/data/sms-spam.csv"))) {
            data = TaskData.of(task, Purpose.SEARCH, CsvTable.read(in), h.values(), 0)
                    .get(0);
        }
        Examples texts = data.fitting();
        assertThat(texts.count()).isEqualTo(TEXTS);
        assertThat(data.shape().tokens()).isEqualTo(TOKENS);
        var descent = new Descent(Network.untrained(h, data.shape(), 1), h);
        var state = new FoldState(descent.weights(), descent.optimizerArrays(), false, false);
        for (int k = 0; k < state.weights.length; k++) {
            state.weights[k] = (float) (0.2 * Math.sin(k + 1));
        }
        descent.put(state.weights);
        int[] order = IntStream.range(0, texts.count()).toArray();
        for (int step = 0; step < BY_PYTORCH.length; step++) {
            double loss = descent.update(
                    texts.batch(order, step * BATCH, (step + 1) * BATCH), state, 0.01, new Descent.Sums());
            assertThat(loss).as("step %d", step + 1).isCloseTo(BY_PYTORCH[step], within(1e-4 * BY_PYTORCH[step]));
        }
    }
}
