package dev.cairn.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalTest {
    /** log Phi(z) and phi(z) / Phi(z) by mpmath at 60 digits: src/test/oracles/reference.py normal. */
    @ParameterizedTest
    @CsvSource({
        "6, -9.8658764552437573e-10, 6.0758828558176764e-9",
        "2, -0.023012909328963488, 0.055247862678989959",
        "0.5, -0.36894641528865639, 0.50916043383703349",
        "0, -0.69314718055994531, 0.79788456080286536",
        "-0.5, -1.1759117615936186, 1.1410777703680645",
        "-0.9999, -1.8408691354861396, 1.5250551865122074",
        "-1, -1.8410216450092635, 1.5251352761609812",
        "-1.5, -2.7059444008238898, 1.9386771666225432",
        "-3, -6.6077262215103495, 3.2830986549304365",
        "-8, -35.01343715991455, 8.1213681122361127",
        "-20, -203.91715537109726, 20.049753068527851",
        "-38, -726.55721601882013, 38.026279466575869",
        "-40, -804.60844201375379, 40.024968847207264",
        "-300, -45006.622732118663, 300.00333325926337",
        "-10000, -50000010.129278915, 10000.000099999998"
    })
    void theLogarithmOfTheDistributionAndItsSlopeAreExactFarIntoTheTail(double z, double log, double slope) {
        assertThat(Normal.logDistribution(z)).isCloseTo(log, within(1e-15 + 4e-15 * Math.abs(log)));
        assertThat(Normal.logDistributionSlope(z)).isCloseTo(slope, within(1e-14 * slope));
    }

    @Test
    void bothBranchesMeetWithoutASeam() {
        double right = Math.nextUp(-1.0);
        assertThat(Normal.logDistribution(-1)).isCloseTo(Normal.logDistribution(right), within(2e-15));
        assertThat(Normal.logDistributionSlope(-1)).isCloseTo(Normal.logDistributionSlope(right), within(2e-15));
    }

    @Test
    void theSlopeIsTheDerivative() {
        for (double z : new double[] {3, 0.4, -0.99, -1.01, -2.5, -7, -37, -39, -500, -1e4}) {
            double step = 1e-5 * Math.max(1, Math.abs(z));
            double expected = (Normal.logDistribution(z + step) - Normal.logDistribution(z - step)) / 2 / step;
            assertThat(Normal.logDistributionSlope(z))
                    .as("z = %s", z)
                    .isCloseTo(expected, Percentage.withPercentage(1e-4));
        }
    }

    @Test
    void aPointAndItsMirrorImageShareProbabilityOne() {
        for (double z = 0; z < 9; z += 0.37) {
            assertThat(Normal.distribution(z) + Normal.distribution(-z)).isCloseTo(1, within(2e-16));
            assertThat(Normal.density(z)).isEqualTo(Normal.density(-z));
        }
    }
}
