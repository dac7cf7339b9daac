package dev.cairn.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/**
 * The oracle's numbers come from NumPy with a dense solve and the kernel written out by its formula
 * (src/test/oracles/reference.py): six points in two straight, one categorical and one conditional dimension.
 */
class GaussianProcessTest {
    private static final Dimension[] KINDS = {
        Dimension.STRAIGHT, Dimension.STRAIGHT, Dimension.CATEGORICAL, Dimension.ARC
    };
    private static final double[][] X = {
        {.1, .9, 0, Double.NaN},
        {.4, .2, 1, .3},
        {.75, .5, 2, .8},
        {.95, .05, 1, .1},
        {.33, .66, 0, Double.NaN},
        {.6, .8, 2, .55}
    };
    private static final double[] Y = {.5, -1.2, .3, 1.4, -.9, -.1};
    private static final KernelParameters PARAMETERS =
            new KernelParameters(new double[] {.5, 1.3, .8, .6}, 1.2, .4, .01);

    @Test
    void theLogPosteriorOfTheParametersAgreesWithNumpy() {
        var likelihood = new Likelihood(Inputs.of(KINDS, X), Y, new double[6], LengthPrior.CAUTIOUS);
        assertThat(likelihood.evaluate(PARAMETERS.logarithms(), new double[7]))
                .isCloseTo(13.514594898536108, within(1e-11));
    }

    @Test
    void meanAndDeviationAgreeWithNumpy() {
        GaussianProcess process =
                GaussianProcess.condition(KINDS, X, Y, PARAMETERS).orElseThrow();
        double[][] places = {{.5, .5, 1, .45}, {.2, .7, 0, Double.NaN}, {.9, .9, 2, 0}};
        double[] means = {-0.9075134775785827, -0.1998385158183738, 0.42389969752606077};
        double[] deviations = {0.5165975635713407, 0.16987157647992435, 0.9895809750475218};
        GaussianProcess.Posterior[] together = process.at(places);
        for (int i = 0; i < places.length; i++) {
            GaussianProcess.Posterior alone = process.at(places[i]);
            assertThat(alone.mean()).isCloseTo(means[i], within(1e-12));
            assertThat(alone.deviation()).isCloseTo(deviations[i], within(1e-12));
            assertThat(together[i].mean()).isCloseTo(means[i], within(1e-12));
            assertThat(together[i].deviation()).isCloseTo(deviations[i], within(1e-12));
        }
    }

    @Test
    void theGradientsOfMeanAndDeviationAreTheirDerivatives() {
        GaussianProcess process = RandomProcess.conditioned(30, 8);
        for (double[] point : RandomProcess.points(30, 21)) {
            var byMean = new double[point.length];
            var byDeviation = new double[point.length];
            process.at(point, byMean, byDeviation);
            for (int i = 0; i < point.length; i++) {
                boolean isFixed = RandomProcess.KINDS[i] == Dimension.CATEGORICAL || Double.isNaN(point[i]);
                double mean = isFixed
                        ? 0
                        : RandomProcess.difference(x -> process.at(x).mean(), point, i);
                double deviation = isFixed
                        ? 0
                        : RandomProcess.difference(x -> process.at(x).deviation(), point, i);
                assertThat(byMean[i]).isCloseTo(mean, within(1e-7));
                assertThat(byDeviation[i]).isCloseTo(deviation, within(1e-6));
            }
        }
    }

    @Test
    void covariancesOfAConditionalSpaceArePositiveSemidefinite() {
        var random = new Random(17);
        for (int repeat = 0; repeat < 60; repeat++) {
            int n = 60;
            double[][] points = RandomProcess.points(n, repeat);
            double[] lengths = random.doubles(RandomProcess.KINDS.length, -3.5, 5)
                    .map(Math::exp)
                    .toArray();
            var kernel =
                    new Kernel(new KernelParameters(lengths, 0.5 + random.nextDouble(), random.nextDouble(), 1e-6));
            Inputs inputs = Inputs.of(RandomProcess.KINDS, points);
            var upper = new double[n][n];
            var work = new Kernel.Work(n);
            for (int j = 0; j < n; j++) {
                kernel.covariances(inputs, inputs, j, 0, n, upper[j], work);
                assertThat(upper[j][j]).isCloseTo(kernel.variance(), within(1e-12));
                // Rounding of the order n * 2^-53 may make the least eigenvalue negative.
                upper[j][j] += 1e-10;
            }
            assertThat(Cholesky.of(upper)).as("repeat %d", repeat).isNotNull();
        }
    }

    @Test
    void believingInAPointKeepsTheMeanAndIsTheSameAsObservingIt() {
        int n = 20;
        double[][] points = RandomProcess.points(n, 1);
        double[] scores = RandomProcess.scores(n, 1);
        GaussianProcess before = RandomProcess.conditioned(n, 1);
        double[][] pending = RandomProcess.points(4, 99);
        GaussianProcess believing = before;
        double[][] all = Arrays.copyOf(points, n + pending.length);
        double[] allScores = Arrays.copyOf(scores, n + pending.length);
        for (int i = 0; i < pending.length; i++) {
            believing = believing.believing(pending[i]);
            all[n + i] = pending[i];
            allScores[n + i] = before.at(pending[i]).mean();
        }
        GaussianProcess fresh = GaussianProcess.condition(RandomProcess.KINDS, all, allScores, RandomProcess.PARAMETERS)
                .orElseThrow();
        double[][] places = RandomProcess.points(30, 5);
        GaussianProcess.Posterior[] together = believing.at(places);
        for (int i = 0; i < places.length; i++) {
            GaussianProcess.Posterior posterior = believing.at(places[i]);
            assertThat(posterior.mean()).isEqualTo(before.at(places[i]).mean());
            assertThat(posterior.mean()).isCloseTo(fresh.at(places[i]).mean(), within(1e-10));
            assertThat(posterior.deviation()).isCloseTo(fresh.at(places[i]).deviation(), within(1e-10));
            assertThat(together[i].deviation()).isCloseTo(posterior.deviation(), within(1e-10));
            assertThat(posterior.deviation())
                    .isLessThanOrEqualTo(before.at(places[i]).deviation());
        }
    }

    @Test
    void repeatedPointsWithHardlyAnyNoiseAreConditionedOn() {
        double[][] points = new double[30][];
        Arrays.fill(points, X[1]);
        var parameters = new KernelParameters(new double[] {400, 400, 400, 400}, 1000, 50, 1e-6);
        GaussianProcess process = GaussianProcess.condition(KINDS, points, new double[30], parameters)
                .orElseThrow();
        assertThat(process.at(X[1]).deviation()).isFinite().isLessThan(0.1);
    }

    @Test
    void numbersThatCannotBeConditionedOnAreAnAnswer() {
        var parameters = new KernelParameters(new double[] {1, 1, 1, 1}, Double.NaN, 1, 1);
        assertThat(GaussianProcess.condition(KINDS, X, Y, parameters)).isEmpty();
    }

    @Test
    void ownExponentialIsExactToTheLastBits() {
        double[] x = DoubleStream.iterate(0, t -> t < 707, t -> t + 0.0137).toArray();
        var exp = new double[x.length];
        new Exponential(x.length).ofNegative(x, 0, x.length, exp);
        for (int i = 0; i < x.length; i++) {
            double expected = StrictMath.exp(-x[i]);
            assertThat(exp[i]).isCloseTo(expected, within(4e-16 * expected));
        }
    }

    @Test
    void ownExponentialOfFarNumbersIsZeroAndOfNothingNothing() {
        double[] x = {9, 1e9, Double.POSITIVE_INFINITY, Double.NaN, 9};
        double[] exp = {7, 7, 7, 7, 7};
        new Exponential(5).ofNegative(x, 1, 4, exp);
        assertThat(exp).containsExactly(7, 0, 0, Double.NaN, 7);
    }

    /** With a variance so large that it says nothing, an observation is as good as not there. */
    @Test
    void anObservationKnownToBeNoisyCountsForLess() {
        double[] variances = {0, 0, 0, 1e12, 0, 0};
        double[][] others = {X[0], X[1], X[2], X[4], X[5]};
        double[] scores = {Y[0], Y[1], Y[2], Y[4], Y[5]};
        GaussianProcess noisy =
                GaussianProcess.condition(KINDS, X, Y, variances, PARAMETERS).orElseThrow();
        GaussianProcess without =
                GaussianProcess.condition(KINDS, others, scores, PARAMETERS).orElseThrow();
        GaussianProcess.Posterior there = noisy.at(X[3]);
        assertThat(there.mean()).isCloseTo(without.at(X[3]).mean(), within(1e-9));
        assertThat(there.deviation()).isCloseTo(without.at(X[3]).deviation(), within(1e-9));
    }

    @Test
    void aKnownVarianceOfAllObservationsIsTheSameAsThatMuchMoreNoise() {
        var variances = new double[6];
        Arrays.fill(variances, 0.25);
        var noisier = new KernelParameters(PARAMETERS.lengths(), PARAMETERS.signal(), PARAMETERS.additive(), 0.26);
        double[] place = {.2, .7, 0, Double.NaN};
        GaussianProcess.Posterior known = GaussianProcess.condition(KINDS, X, Y, variances, PARAMETERS)
                .orElseThrow()
                .at(place);
        GaussianProcess.Posterior estimated =
                GaussianProcess.condition(KINDS, X, Y, noisier).orElseThrow().at(place);
        assertThat(known.mean()).isCloseTo(estimated.mean(), within(1e-14));
        assertThat(known.deviation()).isCloseTo(estimated.deviation(), within(1e-14));
    }

    /** 16 and 200 places are solved for by different loops; a block of places ends at 128. */
    @Test
    void manyPlacesAtOnceHaveTheSamePosteriorsAsOneByOne() {
        GaussianProcess process = RandomProcess.conditioned(90, 4).believing(RandomProcess.points(3, 9));
        for (int m : new int[] {0, 1, 16, 200}) {
            double[][] places = RandomProcess.points(m, 5);
            GaussianProcess.Posterior[] together = process.at(places);
            assertThat(together).hasSize(m);
            for (int i = 0; i < m; i++) {
                GaussianProcess.Posterior alone = process.at(places[i]);
                assertThat(together[i].mean()).isCloseTo(alone.mean(), within(1e-11));
                assertThat(together[i].deviation()).isCloseTo(alone.deviation(), within(1e-11));
                assertThat(process.mean(places[i])).isEqualTo(alone.mean());
            }
        }
    }

    @Test
    void believingInPointsTogetherGivesTheSameBitsAsOneByOne() {
        GaussianProcess oneByOne = RandomProcess.conditioned(37, 1);
        double[][] pending = RandomProcess.points(6, 99);
        GaussianProcess together =
                oneByOne.believing(pending[0], pending[1]).believing(pending[2], pending[3], pending[4], pending[5]);
        for (double[] point : pending) {
            oneByOne = oneByOne.believing(point);
        }
        for (double[] place : RandomProcess.points(20, 5)) {
            assertThat(together.at(place)).isEqualTo(oneByOne.at(place));
        }
    }
}
