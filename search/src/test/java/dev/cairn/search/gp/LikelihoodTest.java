package dev.cairn.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LikelihoodTest {
    private static final KernelParameters COLD = KernelParameters.cold(RandomProcess.KINDS.length);

    private static Likelihood random(int n, long seed, LengthPrior prior) {
        var variances = new double[n];
        for (int i = 0; i < n; i += 3) {
            variances[i] = 0.1 * (i + 1);
        }
        Inputs inputs = Inputs.of(RandomProcess.KINDS, RandomProcess.points(n, seed));
        return new Likelihood(inputs, RandomProcess.scores(n, seed), variances, prior);
    }

    /** Every third observation is known to be noisier than the rest; 50 rows are more than a panel of the factorisation. */
    @ParameterizedTest
    @EnumSource
    void theGradientOfTheLogPosteriorIsItsDerivative(LengthPrior prior) {
        var random = new Random(5);
        for (int n : new int[] {1, 2, 18, 50}) {
            Likelihood likelihood = random(n, 3, prior);
            for (int repeat = 0; repeat < 10; repeat++) {
                int size = RandomProcess.KINDS.length + 3;
                double[] theta = random.doubles(size, -2.5, 1.2).toArray();
                var gradient = new double[size];
                likelihood.evaluate(theta, gradient);
                for (int i = 0; i < size; i++) {
                    double expected =
                            RandomProcess.difference(t -> likelihood.evaluate(t, new double[t.length]), theta, i);
                    assertThat(gradient[i])
                            .as("%d rows, parameter %d", n, i)
                            .isCloseTo(expected, within(1e-5 * (1 + Math.abs(expected))));
                }
            }
        }
    }

    @Test
    void aKnownVarianceOfAllObservationsExplainsWhatNoiseWould() {
        int n = 12;
        Inputs inputs = Inputs.of(RandomProcess.KINDS, RandomProcess.points(n, 1));
        double[] y = RandomProcess.scores(n, 1);
        double[] known = new Random(0).doubles(n, 0.25, 0.25 + 1e-15).toArray();
        KernelParameters p = RandomProcess.PARAMETERS;
        var noisier = new KernelParameters(p.lengths(), p.signal(), p.additive(), p.noise() + 0.25);
        var gradient = new double[p.dimensions() + 3];
        double withKnown = new Likelihood(inputs, y, known, LengthPrior.CAUTIOUS).evaluate(p.logarithms(), gradient);
        double withNoise =
                new Likelihood(inputs, y, new double[n], LengthPrior.CAUTIOUS).evaluate(noisier.logarithms(), gradient);
        double byPrior = 30 * 0.25 - 0.1 * (Math.log(p.noise() + 0.25) - Math.log(p.noise()));
        assertThat(withNoise - withKnown).isCloseTo(byPrior, within(1e-11));
    }

    @Test
    void theScaledPriorHasItsModeWhereTheLogNormalHasIt() {
        for (int d : new int[] {1, 6, 40}) {
            double mode = Math.exp(Math.sqrt(2) + Math.log(d) / 2 - 3);
            assertThat(LengthPrior.DIMENSION_SCALED.slope(mode, d)).isCloseTo(0, within(1e-12));
            assertThat(LengthPrior.DIMENSION_SCALED.loss(mode, d))
                    .isLessThan(LengthPrior.DIMENSION_SCALED.loss(1.1 * mode, d))
                    .isLessThan(LengthPrior.DIMENSION_SCALED.loss(0.9 * mode, d));
        }
    }

    @Test
    void aFitFromSeveralStartsIsTheBestOfThem() {
        Likelihood likelihood = random(14, 2, LengthPrior.CAUTIOUS);
        var random = new Random(3);
        for (int repeat = 0; repeat < 5; repeat++) {
            KernelParameters other = KernelParameters.ofLogarithms(
                    random.doubles(RandomProcess.KINDS.length + 3, -3, 3).toArray());
            Likelihood.Fit fromCold = likelihood.fit(List.of(COLD), 10);
            Likelihood.Fit fromOther = likelihood.fit(List.of(other), 10);
            Likelihood.Fit fromBoth = likelihood.fit(List.of(COLD, other), 10);
            assertThat(fromBoth).isEqualTo(fromOther.loss() < fromCold.loss() ? fromOther : fromCold);
            assertThat(likelihood.fit(List.of(other, COLD), 10).loss()).isEqualTo(fromBoth.loss());
        }
    }

    @Test
    void aStartOfAnotherSpaceIsAnError() {
        Likelihood likelihood = random(5, 2, LengthPrior.CAUTIOUS);
        List<KernelParameters> starts = List.of(COLD, KernelParameters.cold(5));
        assertThatThrownBy(() -> likelihood.fit(starts, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("start must have 6 lengths but had 5");
    }
}
