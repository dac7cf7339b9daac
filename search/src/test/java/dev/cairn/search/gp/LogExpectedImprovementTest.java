package dev.cairn.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogExpectedImprovementTest {
    /** log(phi(z) + z Phi(z)) by mpmath at 60 digits: src/test/oracles/reference.py. */
    @ParameterizedTest
    @CsvSource({
        "5, 1.6094379231264314, 1e-14",
        "1, 0.08002621884930694, 1e-14",
        "0, -0.91893853320467274, 1e-14",
        "-0.5, -1.6205162643873199, 1e-14",
        "-0.999, -2.4832171154475854, 1e-14",
        "-1, -2.4851210257126413, 1e-14",
        "-1.5, -3.5299359208057099, 1e-14",
        "-3, -7.8696860596030285, 1e-13",
        "-8, -37.122364261692633, 1e-12",
        "-25, -319.86146358149595, 1e-11",
        "-100, -5010.1295788002498, 1e-11",
        "-1000, -500014.73445209116, 1e-9",
        "-9999, -49990019.839419297, 1e-7"
    })
    void theLogarithmOfTheImprovementIsExactInEveryRegime(double z, double expected, double error) {
        assertThat(LogExpectedImprovement.logH(z)).isCloseTo(expected, within(error));
    }

    /** scipy.special.erfcx of SciPy 1.17.1: src/test/oracles/reference.py. */
    @ParameterizedTest
    @CsvSource({
        "0.0, 1.0",
        "0.3, 0.7345993345676554",
        "0.7071067811865476, 0.5231565837302468",
        "1, 0.427583576155807",
        "2.5, 0.2108063640611436",
        "7, 0.07980005432915295",
        "30, 0.018795888861416754",
        "1000, 0.0005641893014533876",
        "7071, 7.978922046468e-05"
    })
    void theScaledErrorFunctionAgreesWithScipy(double x, double expected) {
        assertThat(Normal.erfcx(x)).isCloseTo(expected, within(3e-15 * expected));
    }

    @Test
    void theSlopeIsTheDerivativeEverywhere() {
        for (double z : new double[] {6, 2, 0.3, -0.7, -0.9999, -1.0001, -2, -9, -40, -99, -101, -1e3, -1e5}) {
            double step = 1e-5 * Math.max(1, Math.abs(z));
            double expected =
                    (LogExpectedImprovement.logH(z + step) - LogExpectedImprovement.logH(z - step)) / 2 / step;
            assertThat(LogExpectedImprovement.slope(z))
                    .as("z = %s", z)
                    .isCloseTo(expected, Percentage.withPercentage(1e-3));
        }
    }

    @Test
    void regimesMeetWithoutASeam() {
        for (double z : new double[] {-1, -100}) {
            double above = Math.nextUp(z);
            assertThat(LogExpectedImprovement.logH(z)).isCloseTo(LogExpectedImprovement.logH(above), within(1e-10));
            assertThat(LogExpectedImprovement.slope(z))
                    .isCloseTo(LogExpectedImprovement.slope(above), Percentage.withPercentage(1e-7));
        }
    }

    @Test
    void theGradientOfTheAcquisitionIsItsDerivativeWhereverAPointLies() {
        GaussianProcess process = RandomProcess.conditioned(25, 4);
        for (double best : new double[] {-1, 2, 40}) {
            var acquisition = new LogExpectedImprovement(process, best);
            for (double[] point : RandomProcess.points(40, 11)) {
                var gradient = new double[RandomProcess.KINDS.length];
                double value = acquisition.at(point, gradient);
                assertThat(acquisition.at(new double[][] {point})[0])
                        .isCloseTo(value, within(1e-9 * (1 + Math.abs(value))));
                for (int i = 0; i < gradient.length; i++) {
                    double expected = RandomProcess.KINDS[i] == Dimension.CATEGORICAL || Double.isNaN(point[i])
                            ? 0
                            : RandomProcess.difference(x -> acquisition.at(x, new double[x.length]), point, i);
                    assertThat(gradient[i]).isCloseTo(expected, within(2e-5 * (1 + Math.abs(expected))));
                }
            }
        }
    }
}
