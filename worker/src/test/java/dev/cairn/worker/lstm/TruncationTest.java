package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TruncationTest {
    /** Gradients by PyTorch, see {@code src/test/oracles/truncated.py}: three input weights, two recurrent ones, one bias. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0 | 0.0023084  | 0.0289058 | -0.0168866 | -0.0434359 | -0.0016496
        5 | 0.0023084  | 0.0289058 | -0.0168866 | -0.0434359 | -0.0016496
        3 | -0.0136550 | 0.0280807 | -0.0164866 | -0.0295474 | 0.0002463
        1 | 0.0892628  | 0.0515141 | -0.0164742 | -0.0212695 | -0.0029521
        """)
    void gradientsFlowBackOverTheLastSteps(int steps, double w0, double w1, double w4, double w6, double b0) {
        LstmHyperparameters h = Trials.hyperparameters("units=2 backPropagationLength=" + steps);
        var descent = descent(h);
        float[] weights = new float[descent.weights()];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = (float) (0.5 * Math.sin(k + 1));
        }
        descent.put(weights);
        var batch = new Batch(1, 5, new float[] {0.5f, -1, 0.8f, 0.3f, -0.6f}, null, new float[] {0.7f}, null);
        descent.gradient(batch);
        // A second time: nothing is carried over from batch to batch.
        float[] gradient = descent.gradient(batch);
        int[] places = {0, 1, 4, 6, 26};
        double[] expected = {w0, w1, w4, w6, b0};
        for (int i = 0; i < places.length; i++) {
            assertThat(gradient[places[i]]).as("number %d", places[i]).isEqualTo((float) expected[i], within(2e-6f));
        }
    }

    private static Descent descent(LstmHyperparameters h) {
        return new Descent(Network.untrained(h, new Shape(1, 1, Shape.Answer.NUMBERS), 7), h);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LSTM", "GRU", "LAYER_NORM_LSTM", "PEEPHOLE_LSTM"})
    void everyCellCanBeTruncated(String cell) {
        Batch batch = Trials.noise(3, 1, 5, 1, false, 1);
        float[] whole = descent(Trials.hyperparameters("units=3 cell=" + cell)).gradient(batch);
        assertThat(descent(Trials.hyperparameters("units=3 backPropagationLength=5 cell=" + cell))
                        .gradient(batch))
                .isEqualTo(whole);
        assertThat(descent(Trials.hyperparameters("units=3 backPropagationLength=4 cell=" + cell))
                        .gradient(batch))
                .isNotEqualTo(whole);
    }
}
