package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.task.Hyperparameters;
import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Shape;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that look up a vector for each token. */
class EmbeddingTest {
    private static final int TOKENS = 7;
    private static final Shape SHAPE = new Shape(1, 3, Shape.Answer.CLASSES, TOKENS);

    private static LstmHyperparameters hyperparameters(String point) {
        return LstmHyperparameters.of(
                Hyperparameters.TEXT_CLASSIFICATION, Trials.point("units=4 embeddingUnits=3 " + point));
    }

    /**
     * Four texts of up to five tokens, in which tokens repeat.
     *
     * @param padding what stands behind the ends
     */
    private static Batch batch(int padding) {
        float[] inputs = {2, 3, 2, 4, 1, 5, 5, 5, 5, 6, 3, 2, padding, padding, padding, 4, 6, 2, 1, padding};
        float[] mask = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0};
        float[] outputs = {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0};
        return new Batch(4, 5, inputs, mask, outputs, new float[] {1, 0.5f, 2, 0.5f});
    }

    /** The loss's slope by finite differences, independent of DL4J's way back. */
    @ParameterizedTest
    @ValueSource(
            strings = {"pooling=LAST", "pooling=AVERAGE", "pooling=MAXIMUM direction=BOTH", "cell=SIMPLE", "layers=2"})
    void gradientsAreTheSlopesOfTheLoss(String point) {
        LstmHyperparameters h = hyperparameters(point);
        ComputationGraph network = Network.untrained(h, SHAPE, 7);
        var descent = new Descent(network, h);
        float[] weights = descent.get();
        float[] gradient = descent.gradient(batch(0));
        var random = new SplittableRandom(1);
        for (int repetition = 0; repetition < 3; repetition++) {
            float[] up = weights.clone();
            float[] down = weights.clone();
            double expected = 0;
            for (int i = 0; i < weights.length; i++) {
                float change = (float) (0.001 * random.nextGaussian());
                up[i] += change;
                down[i] -= change;
                expected += 2 * gradient[i] * change;
            }
            double difference = loss(h, descent, network, up) - loss(h, descent, network, down);
            assertThat(difference).as(point).isEqualTo(expected, within(2e-5 + 0.01 * Math.abs(expected)));
        }
    }

    private static double loss(LstmHyperparameters h, Descent descent, ComputationGraph network, float[] weights) {
        descent.put(weights);
        Batch batch = batch(0);
        return Losses.of(h, SHAPE).sum(Tensors.outputs(network, batch), batch) / batch.count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pooling=LAST", "pooling=AVERAGE", "pooling=MAXIMUM direction=BOTH"})
    void whatStandsBehindTheEndOfATextIsNotSeen(String point) {
        LstmHyperparameters h = hyperparameters(point);
        ComputationGraph network = Network.untrained(h, SHAPE, 7);
        assertThat(Tensors.outputs(network, batch(6))).isEqualTo(Tensors.outputs(network, batch(0)));
        var descent = new Descent(network, h);
        assertThat(descent.gradient(batch(6))).isEqualTo(descent.gradient(batch(0)));
    }

    @Test
    void aTokenThatIsInNoTextIsNotChangedAndNoVectorIsWornAway() {
        LstmHyperparameters h = hyperparameters("weightDecay=0.5 l2=0.1 maxNorm=0.01");
        ComputationGraph network = Network.untrained(h, SHAPE, 7);
        float[] gradient = new Descent(network, h).gradient(batch(0));
        Layout layout = Layout.of(network);
        Layout.Range table = layout.layers().get(0);
        assertThat(table.layer()).isEqualTo("embedding");
        assertThat(table.to() - table.from()).isEqualTo(TOKENS * 3);
        assertThat(layout.weights()).noneMatch(part -> part.from() < table.to());
        // Columns lie together: number of token t in column c is c * TOKENS + t. 0 pads, and is in no text.
        for (int column = 0; column < 3; column++) {
            assertThat(gradient[column * TOKENS]).isZero();
            assertThat(gradient[column * TOKENS + 2]).isNotZero();
        }
    }

    @Test
    void aTokensVectorHasAboutLengthOneAtFirst() {
        LstmHyperparameters h =
                LstmHyperparameters.of(Hyperparameters.TEXT_CLASSIFICATION, Trials.point("units=2 embeddingUnits=64"));
        ComputationGraph network = Network.untrained(h, new Shape(1, 2, Shape.Answer.CLASSES, 500), 3);
        double squares =
                network.getLayer("embedding").getParam("W").norm2Number().doubleValue();
        // 32,000 numbers: the mean square's deviation is 0.8 %.
        assertThat(squares * squares / 500).isEqualTo(1, within(0.05));
    }
}
