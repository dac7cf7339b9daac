package dev.cairn.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SobolTest {
    /** scipy.stats.qmc.Sobol(7, scramble=False).random(8) of SciPy 1.17.1: src/test/oracles/reference.py. */
    private static final double[][] FIRST = {
        {0, 0, 0, 0, 0, 0, 0},
        {.5, .5, .5, .5, .5, .5, .5},
        {.75, .25, .25, .25, .75, .75, .25},
        {.25, .75, .75, .75, .25, .25, .75},
        {.375, .375, .625, .875, .375, .125, .375},
        {.875, .875, .125, .375, .875, .625, .875},
        {.625, .125, .875, .625, .625, .875, .125},
        {.125, .625, .375, .125, .125, .375, .625}
    };

    @Test
    void thePlainSequenceIsThePublishedOne() {
        Sobol sobol = Sobol.plain(7);
        for (int i = 0; i < FIRST.length; i++) {
            assertThat(sobol.point(i)).containsExactly(FIRST[i]);
        }
    }

    /** The 1,001st point of the same with 256 dimensions. */
    @Test
    void theLastDimensionsAreThePublishedOnesToo() {
        double[] point = Sobol.plain(256).point(1000);
        int[] dimensions = {0, 1, 50, 150, 199, 255};
        double[] expected = {0.2197265625, 0.0966796875, 0.3525390625, 0.0439453125, 0.8427734375, 0.2490234375};
        for (int i = 0; i < dimensions.length; i++) {
            assertThat(point[dimensions[i]]).isEqualTo(expected[i]);
        }
    }

    @Test
    void scramblingKeepsEveryIntervalEquallyFull() {
        Sobol sobol = Sobol.scrambled(20, new Random(3)::nextLong);
        int n = 64;
        var counts = new int[20][n];
        for (int i = 0; i < n; i++) {
            double[] point = sobol.point(i);
            for (int d = 0; d < 20; d++) {
                assertThat(point[d]).isGreaterThan(0).isLessThan(1);
                counts[d][(int) (point[d] * n)]++;
            }
        }
        for (int[] dimension : counts) {
            assertThat(dimension).containsOnly(1);
        }
    }

    @Test
    void scramblesOfDifferentSeedsDiffer() {
        double[] one = Sobol.scrambled(3, new Random(1)::nextLong).point(5);
        assertThat(Sobol.scrambled(3, new Random(1)::nextLong).point(5)).containsExactly(one);
        assertThat(Sobol.scrambled(3, new Random(2)::nextLong).point(5)).doesNotContain(one);
    }

    @Test
    void moreDimensionsThanTheTableHasAreRefused() {
        assertThatThrownBy(() -> Sobol.plain(257)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
