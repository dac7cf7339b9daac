package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class QuantileLossTest {
    private static final QuantileLoss LOSS = new QuantileLoss(List.of(0.1, 0.5, 0.8));
    private static final double[][] TRUTHS = {{1, 1, 1, -2, -2, -2}, {0, 0, 0, 3, 3, 3}};
    private static final double[][] ANSWERS = {{0, 1.5, 2, -3, -1, -2.5}, {1, -1, 0.25, 2, 2.75, 4}};

    private static INDArray doubles(double[][] numbers) {
        return Nd4j.create(numbers);
    }

    private static double score(double[][] answers) {
        return LOSS.computeScoreArray(doubles(TRUTHS), doubles(answers), new ActivationIdentity(), null)
                .sumNumber()
                .doubleValue();
    }

    @Test
    void theLossOfAnExampleIsTheMeanOfItsOutputs() {
        INDArray scores = LOSS.computeScoreArray(doubles(TRUTHS), doubles(ANSWERS), new ActivationIdentity(), null);
        // Errors 1, -0.5, -1, 1, -1, 0.5 and -1, 1, -0.25, 1, 0.25, -1 by the levels 0.1, 0.5, 0.8 in turn.
        assertThat(scores.getDouble(0)).isEqualTo((0.1 + 0.25 + 0.2 + 0.1 + 0.5 + 0.4) / 6, within(1e-9));
        assertThat(scores.getDouble(1)).isEqualTo((0.9 + 0.5 + 0.05 + 0.1 + 0.125 + 0.2) / 6, within(1e-9));
    }

    @Test
    void theGradientIsThatOfTheLoss() {
        INDArray gradient = LOSS.computeGradient(doubles(TRUTHS), doubles(ANSWERS), new ActivationIdentity(), null);
        double step = 1e-4;
        for (int example = 0; example < 2; example++) {
            for (int i = 0; i < 6; i++) {
                double[][] more = {ANSWERS[0].clone(), ANSWERS[1].clone()};
                double[][] less = {ANSWERS[0].clone(), ANSWERS[1].clone()};
                more[example][i] += step;
                less[example][i] -= step;
                assertThat(gradient.getDouble(example, i))
                        .as("%s %s", example, i)
                        .isEqualTo((score(more) - score(less)) / (2 * step), within(1e-6));
            }
        }
    }

    /** Through a whole network, in single precision: the step is small beside the distance of every answer from its truth. */
    @Test
    void aNetworksWeightsGetTheGradientOfWhatItIsJudgedBy() {
        LstmHyperparameters h = Trials.hyperparameters("units=2 loss=QUANTILE");
        var shape = new Shape(1, 6, Shape.Answer.NUMBERS, 0, LOSS.levels());
        var network = Network.untrained(h, shape, 3);
        var descent = new Descent(network, h);
        Batch noise = Trials.noise(4, 1, 3, 6, false, 9);
        float[] far = noise.outputs();
        for (int i = 0; i < far.length; i++) {
            far[i] += Math.signum(far[i]) * 3;
        }
        var batch = new Batch(4, 3, noise.inputs(), null, far, new float[] {1, 0.5f, 2, 0.5f});
        float[] gradient = descent.gradient(batch);
        float[] weights = descent.get();
        float step = 1e-2f;
        for (int i = 0; i < weights.length; i++) {
            double slope = (judged(network, descent, batch, weights, i, step)
                            - judged(network, descent, batch, weights, i, -step))
                    / (2 * step);
            assertThat((double) gradient[i]).as("weight %s", i).isEqualTo(slope, within(2e-3));
        }
    }

    private static double judged(
            org.deeplearning4j.nn.graph.ComputationGraph network,
            Descent descent,
            Batch batch,
            float[] weights,
            int moved,
            float step) {
        float[] some = weights.clone();
        some[moved] += step;
        descent.put(some);
        return LOSS.sum(Tensors.outputs(network, batch), batch) / batch.count();
    }

    @Test
    void withoutLevelsItIsThatOfTheMedian() {
        var batch = new Batch(1, 1, new float[1], null, new float[] {2, -1}, null);
        assertThat(new QuantileLoss(List.of()).sum(new float[][] {{0, 0}}, batch))
                .isEqualTo((1 + 0.5) / 2);
    }
}
