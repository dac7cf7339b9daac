package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.task.Hyperparameters;
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

    /** Four steps of 1, 2, 3, 4, the second example two steps shorter. */
    private static Batch texts() {
        float[] inputs = {2, 3, 4, 5, 6, 7, 0, 0};
        float[] mask = {1, 1, 1, 1, 1, 1, 0, 0};
        return new Batch(2, 4, inputs, mask, new float[] {1, 0, 0, 1}, null);
    }

    private static Augmentation ofTexts(String point) {
        return Augmentation.of(
                LstmHyperparameters.of(Hyperparameters.TEXT_CLASSIFICATION, Trials.point(point)),
                new Shape(1, 2, Shape.Answer.CLASSES, 8));
    }

    @Test
    void aDroppedTokenIsUnknownAndPaddingStaysPadding() {
        Augmentation augmentation = ofTexts("tokenDropRate=0.25");
        int dropped = 0;
        var random = new SplittableRandom(2);
        for (int i = 0; i < 2000; i++) {
            Batch batch = augmentation.of(texts(), random);
            assertThat(batch.inputs()).endsWith(0, 0);
            for (float token : batch.inputs()) {
                dropped += token == 1 ? 1 : 0;
            }
        }
        // 12,000 draws: the share's deviation is 0.004.
        assertThat(dropped / 12_000.0).isEqualTo(0.25, within(0.025));
    }

    @Test
    void aSmoothedLabelGivesEveryClassItsShare() {
        Batch batch = ofTexts("labelSmoothing=0.2").of(texts(), new SplittableRandom(1));
        assertThat(batch.outputs()).containsExactly(0.9f, 0.1f, 0.1f, 0.9f);
    }

    @Test
    void aCroppedSequenceIsAStretchOfItMovedToTheFront() {
        var hyperparameters =
                LstmHyperparameters.of(Hyperparameters.SEQUENCE_CLASSIFICATION, Trials.point("cropShare=0.5"));
        var augmentation = Augmentation.of(hyperparameters, new Shape(2, 2, Shape.Answer.CLASSES));
        var starts = new java.util.TreeSet<Float>();
        var random = new SplittableRandom(3);
        for (int i = 0; i < 50; i++) {
            // Two features, of which the second is ten times the first.
            float[] inputs = {1, 2, 3, 4, 10, 20, 30, 40, 5, 6, 7, 0, 50, 60, 70, 0};
            float[] mask = {1, 1, 1, 1, 1, 1, 1, 0};
            Batch cropped = augmentation.of(new Batch(2, 4, inputs, mask, new float[4], null), random);
            assertThat(cropped.mask()).containsExactly(1, 1, 0, 0, 1, 1, 0, 0);
            float first = cropped.inputs()[0];
            starts.add(first);
            starts.add(cropped.inputs()[8]);
            assertThat(cropped.inputs()).startsWith(first, first + 1, 0, 0, 10 * first, 10 * first + 10, 0, 0);
        }
        assertThat(starts).containsExactly(1f, 2f, 3f, 5f, 6f);
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
