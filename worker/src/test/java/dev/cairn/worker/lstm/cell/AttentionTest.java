package dev.cairn.worker.lstm.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Against the formulas in plain loops and double precision, and their finite differences. */
class AttentionTest {
    private static final int BATCH = 3;
    private static final int WIDTH = 4;
    private static final int STEPS = 5;
    private static final double NUDGE = 1e-5;
    private static final double TOLERANCE = 2e-5;

    private final Random random = new Random(2);
    private final MultiLayerNetwork network = network();
    private final AttentionLayer layer = (AttentionLayer) network.getLayer(0);
    private final double[] x = numbers(BATCH * WIDTH * STEPS);
    private final double[] errors = numbers(BATCH * WIDTH);
    private final double[] parameters = numbers(WIDTH * (WIDTH + 2));

    private MultiLayerNetwork network() {
        var made = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(7)
                .list()
                .layer(new AttentionPooling.Builder().build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .nOut(1)
                        .build())
                .setInputType(InputType.recurrent(WIDTH))
                .build());
        made.init();
        made.initGradientsView();
        return made;
    }

    @ParameterizedTest
    @ValueSource(strings = {"11111 11111 11111", "11111 11100 10000", "00111 01010 00000"})
    void resultAndGradientsAreTheFormulas(String rows) {
        double[][] mask = new double[STEPS][BATCH];
        INDArray given = Nd4j.zeros(BATCH, STEPS);
        for (int b = 0; b < BATCH; b++) {
            for (int t = 0; t < STEPS; t++) {
                mask[t][b] = rows.charAt(b * (STEPS + 1) + t) - '0';
                given.putScalar(b, t, mask[t][b]);
            }
        }
        for (int i = 0; i < parameters.length; i++) {
            layer.params().putScalar(i, parameters[i]);
        }
        layer.setMaskArray(rows.contains("0") ? given : null);
        var workspaces = LayerWorkspaceMgr.noWorkspaces();
        INDArray output = layer.activate(array(x, BATCH, WIDTH, STEPS), true, workspaces);
        double[] expected = pooled(mask);
        for (int i = 0; i < expected.length; i++) {
            assertThat(output.getDouble(i / WIDTH, i % WIDTH)).isEqualTo(expected[i], within(TOLERANCE));
        }
        INDArray inputErrors =
                layer.backpropGradient(array(errors, BATCH, WIDTH), workspaces).getSecond();
        check(parameters, layer.getGradientsViewArray().dup().data().asFloat(), mask);
        check(x, inputErrors.dup('c').data().asFloat(), mask);
    }

    @Test
    void aTrainedModelIsTheSameAfterLoading() {
        INDArray input = array(x, BATCH, WIDTH, STEPS);
        for (int i = 0; i < 3; i++) {
            network.fit(input, Nd4j.ones(BATCH, 1));
        }
        var loaded = new MultiLayerNetwork(org.deeplearning4j.nn.conf.MultiLayerConfiguration.fromJson(
                network.getLayerWiseConfigurations().toJson()));
        loaded.init(network.params().dup(), false);
        assertThat(loaded.output(input)).isEqualTo(network.output(input));
    }

    private void check(double[] values, float[] gradient, double[][] mask) {
        for (int i = 0; i < values.length; i++) {
            double value = values[i];
            values[i] = value + NUDGE;
            double above = loss(mask);
            values[i] = value - NUDGE;
            double below = loss(mask);
            values[i] = value;
            assertThat((double) gradient[i])
                    .as("number %d", i)
                    .isEqualTo((above - below) / (2 * NUDGE), within(TOLERANCE));
        }
    }

    private double loss(double[][] mask) {
        double[] pooled = pooled(mask);
        double sum = 0;
        for (int i = 0; i < pooled.length; i++) {
            sum += pooled[i] * errors[i];
        }
        return sum;
    }

    /** [example][value]; the series is [example][value][step], parameters are W by columns, b, v. */
    private double[] pooled(double[][] mask) {
        double[] pooled = new double[BATCH * WIDTH];
        for (int b = 0; b < BATCH; b++) {
            double[] shares = new double[STEPS];
            double total = 0;
            for (int t = 0; t < STEPS; t++) {
                double score = 0;
                for (int k = 0; k < WIDTH; k++) {
                    double z = parameters[WIDTH * WIDTH + k];
                    for (int i = 0; i < WIDTH; i++) {
                        z += x[(b * WIDTH + i) * STEPS + t] * parameters[k * WIDTH + i];
                    }
                    score += Math.tanh(z) * parameters[WIDTH * (WIDTH + 1) + k];
                }
                shares[t] = mask[t][b] * Math.exp(score);
                total += shares[t];
            }
            for (int i = 0; i < WIDTH; i++) {
                for (int t = 0; t < STEPS && total > 0; t++) {
                    pooled[b * WIDTH + i] += shares[t] / total * x[(b * WIDTH + i) * STEPS + t];
                }
            }
        }
        return pooled;
    }

    private static INDArray array(double[] values, int... shape) {
        float[] numbers = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            numbers[i] = (float) values[i];
        }
        return Nd4j.create(numbers, shape, 'c');
    }

    private double[] numbers(int count) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
