package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateScheduleTest {
    /** Rates at the starts of epochs, by PyTorch: {@code src/test/oracles/optimizers.py}. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            schedule=STEP stepEpochs=4 stepFactor=0.5   | 0.1 0.1 0.1 0.1 0.05 0.05 0.05 0.05 0.025 0.025 0.025 0.025
            schedule=EXPONENTIAL epochFactor=0.9        | 0.1 0.09 0.081 0.0729 0.06561 0.059049 0.0531441 0.04782969 0.043046721 0.038742049 0.034867844 0.031381060
            schedule=COSINE lowestRateShare=0.01        | 0.1 0.098313328 0.093368257 0.085501786 0.07525 0.063311543 0.0505 0.037688457 0.02575 0.015498214 0.007631743 0.002686672
            schedule=CYCLIC cycleEpochs=6 lowestRateShare=0.01 | 0.001 0.034 0.067 0.1 0.067 0.034 0.001 0.034 0.067 0.1 0.067 0.034
            schedule=FIXED                              | 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1
            """)
    void ratesAreThoseOfTheReference(String point, String rates) {
        RateSchedule schedule = RateSchedule.of(Trials.hyperparameters("learningRate=0.1 epochs=12 " + point));
        String[] expected = rates.split(" ");
        for (int epoch = 0; epoch < expected.length; epoch++) {
            assertThat(schedule.at(epoch, 1)).isEqualTo(Double.parseDouble(expected[epoch]), within(1e-8));
        }
    }

    @Test
    void theRateWarmsUpInALineBeforeItsScheduleBegins() {
        RateSchedule schedule = RateSchedule.of(
                Trials.hyperparameters("learningRate=0.1 epochs=12 warmUpEpochs=4 schedule=COSINE lowestRateShare=0"));
        assertThat(IntStream.rangeClosed(1, 4).mapToDouble(i -> schedule.at(i, 1)))
                .usingComparatorForType(new org.assertj.core.util.DoubleComparator(1e-12), Double.class)
                .containsExactly(0.025, 0.05, 0.075, 0.1);
        assertThat(schedule.at(0, 1)).isPositive();
        assertThat(schedule.at(8, 1)).isEqualTo(0.05, within(1e-12));
        assertThat(schedule.at(12, 1)).isEqualTo(0, within(1e-12));
    }

    @Test
    void plateausLowerTheRateDownToItsLeast() {
        RateSchedule schedule =
                RateSchedule.of(Trials.hyperparameters("learningRate=0.1 schedule=PLATEAU lowestRateShare=0.2"));
        assertThat(schedule.at(3, 0.5)).isEqualTo(0.05, within(1e-12));
        assertThat(schedule.at(3, 0.125)).isEqualTo(0.02, within(1e-12));
    }

    @Test
    void aBatchGrowsStepByStepToItsLargest() {
        BatchSizes sizes = BatchSizes.of(Trials.hyperparameters(
                "batchSize=16 batchSchedule=GROWING batchGrowth=2 batchGrowthEpochs=3 largestBatchSize=50"));
        assertThat(IntStream.rangeClosed(1, 10).map(sizes::in)).containsExactly(16, 16, 16, 32, 32, 32, 50, 50, 50, 50);
        BatchSizes fixed = BatchSizes.of(Trials.hyperparameters("batchSize=1000"));
        assertThat(fixed.in(1)).isEqualTo(1000);
        assertThat(fixed.in(99)).isEqualTo(1000);
    }
}
