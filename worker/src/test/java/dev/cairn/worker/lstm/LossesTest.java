package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LossesTest {
    /** What is told of examples that were not trained on is the quantity that training lowers, by DL4J's own formula. */
    @ParameterizedTest
    @EnumSource
    void lossesOfTrainingAndJudgingAreTheSameQuantity(Losses losses) {
        boolean classes = losses == Losses.CROSS_ENTROPY;
        var shape = new Shape(2, 3, classes ? Shape.Answer.CLASSES : Shape.Answer.NUMBERS);
        LstmHyperparameters h =
                Trials.hyperparameters("units=3 learningRate=1e-8" + (classes ? "" : " loss=" + losses));
        var network = Network.untrained(h, shape, 1);
        var descent = new Descent(network, h);
        Batch noise = Trials.noise(5, 2, 4, 3, false, 2);
        float[] outputs = noise.outputs();
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = classes ? (i % 3 == 1 ? 1 : 0) : 2 * outputs[i];
        }
        var batch = new Batch(5, 4, noise.inputs(), null, outputs, new float[] {1, 0.5f, 0, 2, 1.5f});
        var state = new FoldState(descent.weights(), descent.optimizerArrays(), false, false);
        System.arraycopy(descent.get(), 0, state.weights, 0, state.weights.length);
        double judged = losses.sum(Tensors.outputs(network, batch), batch) / 5;
        assertThat(descent.update(batch, state, 1e-8, new Descent.Sums())).isEqualTo(judged, within(1e-5));
    }

    /** An example of weight 2 is an example that is there twice. */
    @Test
    void aWeightIsANumberOfCopies() {
        LstmHyperparameters h = Trials.hyperparameters("units=3");
        var shape = new Shape(1, 1, Shape.Answer.NUMBERS);
        var descent = new Descent(Network.untrained(h, shape, 1), h);
        float[] weighted =
                descent.gradient(new Batch(2, 1, new float[] {1, -2}, null, new float[] {3, 0.5f}, new float[] {1, 2}));
        float[] copied =
                descent.gradient(new Batch(3, 1, new float[] {1, -2, -2}, null, new float[] {3, 0.5f, 0.5f}, null));
        for (int i = 0; i < weighted.length; i++) {
            assertThat(weighted[i] * 2).isEqualTo(copied[i] * 3, within(1e-5f));
        }
    }
}
