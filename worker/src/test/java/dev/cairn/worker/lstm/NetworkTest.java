package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Shape;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NetworkTest {
    private static final Shape SHAPE = new Shape(3, 2, Shape.Answer.NUMBERS);

    /** The gradient of every kind of network is the loss's slope: finite differences, independent of DL4J's way back. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cell=LSTM",
                "cell=PEEPHOLE_LSTM",
                "cell=SIMPLE",
                "cell=GRU layers=2 residual=YES",
                "cell=LAYER_NORM_LSTM layers=2",
                "cell=GRU pooling=ATTENTION direction=BOTH",
                "cell=LAYER_NORM_LSTM pooling=AVERAGE direction=BOTH",
                "pooling=ATTENTION denseLayers=1 denseActivation=ELU",
                "pooling=AVERAGE",
                "pooling=MAXIMUM",
                "pooling=AVERAGE direction=BOTH layers=2 residual=YES",
                "layers=3 layerWidths=FACTOR unitsFactor=0.7",
                "layers=2 residual=YES",
                "loss=HUBER",
                "loss=ABSOLUTE",
                "denseLayers=2 denseUnits=5 denseActivation=ELU",
                "activation=SOFTSIGN gateActivation=HARDSIGMOID"
            })
    void gradientsAreTheSlopesOfTheLoss(String point) {
        assertSlopes(point, false);
        assertSlopes(point, true);
    }

    private static void assertSlopes(String point, boolean masked) {
        LstmHyperparameters h = Trials.hyperparameters("units=4 " + point);
        ComputationGraph network = Network.untrained(h, SHAPE, 7);
        var descent = new Descent(network, h);
        Batch batch = Trials.noise(4, 3, 5, 2, masked, 3);
        float[] weights = descent.get();
        float[] gradient = descent.gradient(batch);
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
            double difference = loss(h, descent, network, up, batch) - loss(h, descent, network, down, batch);
            assertThat(difference)
                    .as("%s, masked: %s", point, masked)
                    .isEqualTo(expected, within(2e-5 + 0.01 * Math.abs(expected)));
        }
    }

    private static double loss(
            LstmHyperparameters h, Descent descent, ComputationGraph network, float[] weights, Batch batch) {
        descent.put(weights);
        return Losses.of(h, SHAPE).sum(Tensors.outputs(network, batch), batch) / batch.count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"XAVIER", "XAVIER_UNIFORM", "HE", "LECUN", "ORTHOGONAL"})
    void firstWeightsDifferByTheirKindAndFollowFromTheSeed(String kind) {
        float[] weights = weights("units=8 weightInit=" + kind, 1);
        assertThat(weights("units=8 weightInit=" + kind, 1)).isEqualTo(weights);
        assertThat(weights("units=8 weightInit=" + kind, 2)).isNotEqualTo(weights);
        if (!kind.equals("XAVIER")) {
            assertThat(weights("units=8", 1)).isNotEqualTo(weights);
        }
    }

    private static float[] weights(String point, long seed) {
        LstmHyperparameters h = Trials.hyperparameters(point);
        return new Descent(Network.untrained(h, SHAPE, seed), h).get();
    }

    @Test
    void theForgetGateBeginsAtItsBias() {
        ComputationGraph network = untrained("units=4 forgetGateBias=3");
        INDArray bias = network.getLayer("recurrent1").getParam("b").dup('c').reshape(16);
        // Gates in the order candidate, forget, output, input.
        assertThat(bias.data().asFloat()).containsExactly(0, 0, 0, 0, 3, 3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void widthsAreTheSameOrByAFactorOrTheirOwn() {
        assertThat(Network.widths(Trials.hyperparameters("layers=3 units=20"))).containsExactly(20, 20, 20);
        assertThat(Network.widths(Trials.hyperparameters("layers=3 units=20 layerWidths=FACTOR unitsFactor=0.5")))
                .containsExactly(20, 10, 5);
        assertThat(Network.widths(Trials.hyperparameters("layers=3 units=20 layerWidths=OWN units2=7 units3=9")))
                .containsExactly(20, 7, 9);
        assertThat(Network.widths(Trials.hyperparameters("layers=2 units=1 layerWidths=FACTOR unitsFactor=0.1")))
                .containsExactly(1, 1);
    }

    @Test
    void aDropRateOfNineTenthsZeroesNineTenths() {
        // 10,000 draws: a deviation of 0.003, so 0.88 to 0.92 fails less than once in a billion.
        assertThat(zeroed(untrained("dropRate=0.9"), "output")).isBetween(0.88, 0.92);
        assertThat(zeroed(untrained("dropRate=0.9 gaussianNoise=1"), "output")).isBetween(0.88, 0.92);
        assertThat(zeroed(untrained("inputDropRate=0.9"), "recurrent1")).isBetween(0.88, 0.92);
    }

    @Test
    void whatTheNetworkSeesIsDroppedByItsOwnRateOnly() {
        ComputationGraph network = untrained("layers=3 dropRate=0.5 gaussianNoise=0.1");
        assertThat(drop(network, "recurrent1")).isNull();
        assertThat(drop(network, "recurrent2")).isNotNull();
        assertThat(drop(network, "recurrent3")).isNotNull();
        assertThat(drop(network, "output")).isNotNull();
        for (String layer : new String[] {"recurrent1", "recurrent2", "output"}) {
            assertThat(drop(untrained("layers=2"), layer)).isNull();
        }
    }

    @Test
    void noiseHasItsDeviation() {
        INDArray zeros = Nd4j.zeros(200, 50);
        INDArray noise = drop(untrained("gaussianNoise=0.5"), "output")
                .applyDropout(
                        zeros, Nd4j.createUninitialized(200, 50), 0, 0, LayerWorkspaceMgr.noWorkspacesImmutable());
        // 10,000 draws: the deviation's own is 0.0035.
        assertThat(noise.stdNumber().doubleValue()).isEqualTo(0.5, within(0.02));
    }

    private static double zeroed(ComputationGraph network, String layer) {
        INDArray ones = Nd4j.ones(200, 50);
        INDArray dropped = drop(network, layer)
                .applyDropout(ones, Nd4j.createUninitialized(200, 50), 0, 0, LayerWorkspaceMgr.noWorkspacesImmutable());
        int zeros = 0;
        for (float number : dropped.dup('c').data().asFloat()) {
            zeros += number == 0 ? 1 : 0;
        }
        return zeros / 10_000.0;
    }

    private static IDropout drop(ComputationGraph network, String layer) {
        return network.getLayer(layer).conf().getLayer().getIDropout();
    }

    private static ComputationGraph untrained(String point) {
        return Network.untrained(Trials.hyperparameters(point), SHAPE, 1);
    }
}
