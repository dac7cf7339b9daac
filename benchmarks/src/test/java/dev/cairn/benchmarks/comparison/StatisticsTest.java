package dev.cairn.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void quantilesLieBetweenRanks() {
        double[] values = {4, 1, 3, 2};
        assertThat(Statistics.quantile(values, 0)).isEqualTo(1);
        assertThat(Statistics.quantile(values, 0.5)).isEqualTo(2.5);
        assertThat(Statistics.quantile(values, 1)).isEqualTo(4);
    }

    /** Of the 8 signs of 1, 2, 3 the sums +-6 are as far as 6, +-4 and +-6 as far as 4. */
    @Test
    void signsAreCountedExactly() {
        assertThat(Statistics.signFlip(1, 2, 3)).isEqualTo(2.0 / 8);
        assertThat(Statistics.signFlip(-1, 2, 3)).isEqualTo(4.0 / 8);
        assertThat(Statistics.signFlip(0, 0, 0)).isEqualTo(1);
        assertThat(Statistics.signFlip(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)).isEqualTo(2.0 / 256);
    }

    /** Twenty equal differences: the exact probability of sums beyond 10 is that of 15 or more of 20 signs alike, 0.0414. */
    @Test
    void manySignsAreDrawn() {
        double[] differences = DoubleStream.concat(
                        DoubleStream.generate(() -> 1).limit(15),
                        DoubleStream.generate(() -> -1).limit(5))
                .toArray();
        assertThat(Statistics.signFlip(differences)).isCloseTo(0.0414, within(0.004));
    }

    /** Holm 1979, with the usual worked example. */
    @Test
    void holmMultipliesAndKeepsTheOrder() {
        assertThat(Statistics.holm(0.01, 0.04, 0.03, 0.005))
                .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
        assertThat(Statistics.holm(0.9, 0.8)).containsExactly(1, 1);
    }
}
