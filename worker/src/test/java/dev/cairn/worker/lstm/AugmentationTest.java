package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static Batch ones(int count) {
        float[] inputs = new float[count * 2];
        float[] outputs = new float[count];
        java.util.Arrays.fill(inputs, 1);
        java.util.Arrays.fill(outputs, 3);
        return new Batch(count, 2, inputs, null, outputs, null);
    }

    private static Batch changed(String point, Shape.Answer answer) {
        return Augmentation.of(Trials.hyperparameters(point), new Shape(1, 1, answer))
                .of(ones(10_000), new SplittableRandom(1));
    }

    @Test
    void nothingIsChangedUnlessAskedFor() {
        Batch batch = changed("", Shape.Answer.NUMBERS);
        assertThat(batch.inputs()).containsOnly(1);
        assertThat(batch.outputs()).containsOnly(3);
    }

    @Test
    void jitterIsNoiseOnEachInputNumber() {
        Batch batch = changed("jitter=0.2", Shape.Answer.NUMBERS);
        // 20,000 draws: the mean's deviation is 0.0014, that of the deviation 0.001.
        assertThat(mean(batch.inputs())).isEqualTo(1, within(0.01));
        assertThat(deviation(batch.inputs())).isEqualTo(0.2, within(0.01));
        assertThat(batch.inputs()[0]).isNotEqualTo(batch.inputs()[1]);
        assertThat(batch.outputs()).containsOnly(3);
    }

    @Test
    void scalingStretchesAWholeExampleAndWhatIsForecastWithIt() {
        Batch batch = changed("magnitudeScaling=0.1", Shape.Answer.NUMBERS);
        assertThat(deviation(batch.inputs())).isEqualTo(0.1, within(0.01));
        for (int i = 0; i < batch.count(); i++) {
            assertThat(batch.inputs()[2 * i + 1]).isEqualTo(batch.inputs()[2 * i]);
            assertThat(batch.outputs()[i]).isEqualTo(3 * batch.inputs()[2 * i], within(1e-5f));
        }
    }

    @Test
    void scalingLeavesAClassAlone() {
        assertThat(changed("magnitudeScaling=0.1", Shape.Answer.CLASSES).outputs())
                .containsOnly(3);
    }

    private static double mean(float[] numbers) {
        double sum = 0;
        for (float number : numbers) {
            sum += number;
        }
        return sum / numbers.length;
    }

    private static double deviation(float[] numbers) {
        double mean = mean(numbers);
        double squares = 0;
        for (float number : numbers) {
            squares += (number - mean) * (number - mean);
        }
        return Math.sqrt(squares / numbers.length);
    }
}
