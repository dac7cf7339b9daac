package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Shape;
import dev.cairn.worker.lstm.cell.Cells;
import dev.cairn.worker.lstm.cell.FastCells;
import dev.cairn.worker.lstm.cell.FastGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightedLossTest {
    private static final double TOLERANCE = 1e-6;

    /** Graphs computed as a whole know some losses on plain arrays; the others, and layers one by one, ask DL4J's. */
    @ParameterizedTest
    @CsvSource({
        "SQUARED, NUMBERS, false",
        "SQUARED, NUMBERS, true",
        "SQUARED, CLASSES, false",
        "SQUARED, CLASSES, true",
        "HUBER, NUMBERS, true"
    })
    void itIsTheSameOnPlainArrays(String loss, Shape.Answer answer, boolean weighs) {
        LstmHyperparameters h = Trials.hyperparameters("units=3 loss=" + loss);
        var shape = new Shape(2, 3, answer);
        FastGraph whole = Network.untrained(h, shape, 7);
        FastGraph stock = Network.untrained(h, shape, 7);
        FastCells.install(whole, Cells.FAST);
        FastCells.install(stock, Cells.STOCK);
        assertThat(whole.trainedByLayerBecause()).isNull();
        float[] inputs = new float[4 * 2 * 5];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) Math.sin(i);
        }
        // One-hot, and so fit for classes and numbers.
        float[] truths = {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0};
        float[] weights = weighs ? new float[] {1, 0, 2.5f, 0.5f} : null;
        var batch = new Batch(4, 5, inputs, null, truths, weights);
        var one = new Descent(whole, h);
        var other = new Descent(stock, h);
        assertThat(one.gradient(batch))
                .usingComparatorWithPrecision((float) TOLERANCE)
                .containsExactly(other.gradient(batch));
        assertThat(one.answers())
                .usingComparatorWithPrecision((float) TOLERANCE)
                .containsExactly(other.answers());
        assertThat(whole.score()).isCloseTo(stock.score(), within(TOLERANCE));
    }
}
