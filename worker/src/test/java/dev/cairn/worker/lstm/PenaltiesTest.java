package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Two layers: a matrix of two units with two incoming weights each and a bias, then one with one weight. */
class PenaltiesTest {
    private static final Layout LAYOUT = new Layout(
            6,
            List.of(new Layout.Range("a", 0, 5), new Layout.Range("b", 5, 6)),
            List.of(new Layout.Part(0, 4, 2), new Layout.Part(5, 6, 1)));

    private static float[] weights() {
        return new float[] {3, -4, 0.3f, 0.4f, 100, 2};
    }

    @Test
    void penaltiesPullAtWeightsAndLeaveBiasesAlone() {
        float[] gradient = new float[6];
        new Penalties(0.5, 0.1, 0, 0).addTo(gradient, weights(), LAYOUT);
        assertThat(gradient)
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(new float[] {0.8f, -0.9f, 0.53f, 0.54f, 0, 0.7f});
    }

    @Test
    void decayIsAStepOfItsOwn() {
        float[] steps = {1, 1, 1, 1, 1, 1};
        new Penalties(0, 0, 0.1, 0).decay(steps, weights(), 0.5, LAYOUT);
        assertThat(steps)
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(new float[] {1.15f, 0.8f, 1.015f, 1.02f, 1, 1.1f});
    }

    @Test
    void tooLongAVectorOfIncomingWeightsIsCut() {
        float[] weights = weights();
        new Penalties(0, 0, 0, 1).limit(weights, LAYOUT);
        assertThat(weights)
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(new float[] {0.6f, -0.8f, 0.3f, 0.4f, 100, 1});
    }

    @Test
    void gradientsAreCutByLayerOrTogetherOrEach() {
        assertThat(clipped(Clipping.Kind.LAYER_NORM, 1)).containsExactly(new float[] {0.6f, 0.8f, 0, 0, 0, 0.5f});
        assertThat(clipped(Clipping.Kind.GLOBAL_NORM, Math.sqrt(25.25) / 2))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(new float[] {1.5f, 2, 0, 0, 0, 0.25f});
        assertThat(clipped(Clipping.Kind.VALUE, 0.4)).containsExactly(new float[] {0.4f, 0.4f, 0, 0, 0, 0.4f});
        assertThat(clipped(Clipping.Kind.NONE, 0.4)).containsExactly(new float[] {3, 4, 0, 0, 0, 0.5f});
    }

    private static float[] clipped(Clipping.Kind kind, double limit) {
        float[] gradient = {3, 4, 0, 0, 0, 0.5f};
        new Clipping(kind, limit).clip(gradient, LAYOUT);
        return gradient;
    }

    @Test
    void theLayoutOfANetworkIsItsWeightsAndBiases() {
        LstmHyperparameters h = Trials.hyperparameters("units=4 pooling=AVERAGE direction=BOTH");
        var shape = new dev.cairn.worker.data.Shape(3, 2, dev.cairn.worker.data.Shape.Answer.NUMBERS);
        var network = Network.untrained(h, shape, 1);
        Layout layout = Layout.of(network);
        assertThat(layout.layers())
                .containsExactly(new Layout.Range("recurrent1", 0, 256), new Layout.Range("output", 256, 256 + 18));
        // Per direction 16 columns of 3 and 16 of 4, then 16 biases.
        assertThat(layout.weights())
                .containsExactly(
                        new Layout.Part(0, 48, 3),
                        new Layout.Part(48, 112, 4),
                        new Layout.Part(128, 176, 3),
                        new Layout.Part(176, 240, 4),
                        new Layout.Part(256, 272, 8));
    }
}
