package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimizerTest {
    private static final float[] START = {1, -2, 0.5f};
    private static final float[][] GRADIENTS = {
        {0.1f, -0.3f, 2}, {0.2f, 0.4f, -1}, {-0.1f, 0, 0.5f}, {0.3f, -0.2f, 0.01f}
    };

    /** Weights after four steps, by PyTorch and for AdaBelief by a plain reference: {@code src/test/oracles/optimizers.py}. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            optimizer=SGD                                     | 0.1 | 0.950000000  | -1.990000000 | 0.349000000
            optimizer=SGD momentum=0.9                        | 0.1 | 0.860369000  | -1.976707000 | -0.112520000
            optimizer=RMSPROP                                 | 0.1 | -0.015292622 | -1.738934928 | 0.152862565
            optimizer=ADAGRAD                                 | 0.1 | 0.773922457  | -1.942860935 | 0.422463139
            optimizer=ADADELTA                                | 1   | 0.986267211  | -1.997534624 | 0.496813582
            optimizer=ADAM                                    | 0.1 | 0.694690411  | -1.924079706 | 0.311183797
            optimizer=ADAMW weightDecay=0.1                   | 0.1 | 0.660597322  | -1.847707156 | 0.295322342
            optimizer=AMSGRAD                                 | 0.1 | 0.694690411  | -1.924072225 | 0.311197602
            optimizer=NADAM                                   | 0.1 | 0.736176439  | -1.931883120 | 0.403318967
            optimizer=ADABELIEF                               | 0.1 | 0.655775002  | -1.914421809 | 0.293753946
            """)
    void stepsAreThoseOfTheReference(String point, double rate, double first, double second, double third) {
        LstmHyperparameters h = Trials.hyperparameters(point);
        Optimizer optimizer = Optimizer.of(h);
        var memory = new Optimizer.Memory(optimizer.arrays(), 3);
        var layout = new Layout(3, List.of(), List.of(new Layout.Part(0, 3, 3)));
        float[] weights = START.clone();
        for (int t = 0; t < GRADIENTS.length; t++) {
            float[] steps = GRADIENTS[t].clone();
            optimizer.step(steps, rate, t + 1, memory);
            Penalties.of(h).decay(steps, weights, rate, layout);
            for (int i = 0; i < weights.length; i++) {
                weights[i] -= steps[i];
            }
        }
        float[] expected = {(float) first, (float) second, (float) third};
        assertThat(weights).usingComparatorWithPrecision(2e-6f).containsExactly(expected);
    }
}
