package dev.cairn.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every acquisition keeps to, on random points of a conditional space and as far from any improvement as may be. */
class EveryAcquisitionTest {
    private record Case(String name, Acquisition acquisition) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        GaussianProcess one = RandomProcess.conditioned(25, 4);
        GaussianProcess other = RandomProcess.conditioned(31, 5);
        var scaled = new ScaledMean(other, -0.7);
        var probability = new LogProbability(other, 0.3);
        return Stream.of(
                new Case("improvement", new LogExpectedImprovement(one, 1)),
                new Case("probability", probability),
                new Case("probability without hope", new LogProbability(other, 5000)),
                new Case("probability without doubt", new LogProbability(other, -3)),
                new Case("mean", scaled),
                new Case("two objectives", chebyshev(-0.2, one, other)),
                new Case("two objectives without hope", chebyshev(60, one, other)),
                new Case("three objectives", chebyshev(-0.4, one, other, RandomProcess.conditioned(12, 6))),
                new Case("one term", Acquisition.sum(List.of(probability))),
                new Case(
                        "several terms",
                        Acquisition.sum(List.of(new LogExpectedImprovement(one, 1), probability, scaled))));
    }

    private static LogChebyshevImprovement chebyshev(double best, GaussianProcess... processes) {
        int k = processes.length;
        double[] shares = IntStream.range(0, k)
                .mapToDouble(o -> (o + 1) / (0.5 * k * (k + 1)))
                .toArray();
        double[] tops = IntStream.range(0, k).mapToDouble(o -> 1 - 0.3 * o).toArray();
        var random = new Random(7);
        double[][] samples = Stream.generate(() -> random.doubles(k, -2, 2).toArray())
                .limit(64)
                .toArray(double[][]::new);
        return new LogChebyshevImprovement(
                List.of(processes), new LogChebyshevImprovement.Weights(shares, tops), best, samples);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theGradientIsTheDerivativeWhereverAPointLies(Case of) {
        boolean hasSlope = false;
        for (double[] point : RandomProcess.points(40, 11)) {
            // What was in the array does not matter.
            var gradient = new double[point.length];
            Arrays.fill(gradient, 17);
            assertThat(of.acquisition.at(point, gradient)).isFinite();
            for (int i = 0; i < gradient.length; i++) {
                double expected = RandomProcess.KINDS[i] == Dimension.CATEGORICAL || Double.isNaN(point[i])
                        ? 0
                        : RandomProcess.difference(x -> of.acquisition.at(x, new double[x.length]), point, i);
                assertThat(gradient[i]).isCloseTo(expected, within(2e-4 * (1 + Math.abs(expected))));
                hasSlope |= Math.abs(gradient[i]) > 0.01;
            }
        }
        assertThat(hasSlope).isTrue();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void manyPointsAtOnceHaveTheSameValuesAsOneByOne(Case of) {
        for (int m : new int[] {0, 1, 5, 150}) {
            double[][] points = RandomProcess.points(m, 23);
            double[] together = of.acquisition.at(points);
            assertThat(together).hasSize(m);
            for (int i = 0; i < m; i++) {
                double alone = of.acquisition.at(points[i], new double[points[i].length]);
                assertThat(together[i]).isCloseTo(alone, within(1e-9 * (1 + Math.abs(alone))));
            }
        }
    }
}
