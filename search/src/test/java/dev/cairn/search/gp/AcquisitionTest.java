package dev.cairn.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class AcquisitionTest {
    private final GaussianProcess first = RandomProcess.conditioned(25, 4);
    private final GaussianProcess second = RandomProcess.conditioned(31, 5);
    private final double[][] points = RandomProcess.points(10, 11);

    @Test
    void termsAddUp() {
        var probability = new LogProbability(first, 0.3);
        var mean = new ScaledMean(second, 2.5);
        double[] sum = Acquisition.sum(List.of(probability, mean)).at(points);
        for (int i = 0; i < points.length; i++) {
            double expected = Normal.logDistribution(
                            (first.mean(points[i]) - 0.3) / first.at(points[i]).deviation())
                    + 2.5 * second.mean(points[i]);
            assertThat(sum[i]).isCloseTo(expected, within(1e-9));
        }
    }

    /** 100,000 draws for each of 10 points; a deviation of 5 standard errors happens by chance with a probability below 1e-5. */
    @Test
    void theProbabilityIsThatOfTheFunctionBeingLargeEnough() {
        var random = new Random(1);
        for (double[] point : points) {
            GaussianProcess.Posterior posterior = first.at(point);
            int draws = 100_000;
            double share = DoubleStream.generate(() -> posterior.mean() + posterior.deviation() * random.nextGaussian())
                            .limit(draws)
                            .filter(value -> value >= 0.3)
                            .count()
                    / (double) draws;
            double expected = Math.exp(LogProbability.of(posterior, 0.3));
            assertThat(share).isCloseTo(expected, within(5 * Math.sqrt(expected * (1 - expected) / draws) + 1e-9));
        }
    }

    /**
     * Plain Monte Carlo with its own draws and its own formula: g is the least weighed score above the tops plus 0.05 of their
     * sum (Knowles 2006). The smooth hinge is too large by at most 0.01 log 2. Both sides have 40,000 draws; a deviation of 5
     * standard errors in any of 10 points happens by chance with a probability below 1e-5.
     */
    @Test
    void theImprovementOfSeveralObjectivesIsItsExpectation() {
        int draws = 40_000;
        var random = new Random(3);
        double[] shares = {0.7, 0.3};
        double[] tops = {0.2, 0.5};
        double best = -0.35;
        var samples = new double[draws][];
        for (int s = 0; s < draws; s++) {
            samples[s] = new double[] {random.nextGaussian(), random.nextGaussian()};
        }
        double[] values = new LogChebyshevImprovement(
                        List.of(first, second), new LogChebyshevImprovement.Weights(shares, tops), best, samples)
                .at(points);
        for (int i = 0; i < points.length; i++) {
            GaussianProcess.Posterior a = first.at(points[i]);
            GaussianProcess.Posterior b = second.at(points[i]);
            double sum = 0;
            double squares = 0;
            for (int s = 0; s < draws; s++) {
                double x = 0.7 * (a.mean() + a.deviation() * random.nextGaussian() - 0.2);
                double y = 0.3 * (b.mean() + b.deviation() * random.nextGaussian() - 0.5);
                double gain = Math.max(0, Math.min(x, y) + 0.05 * (x + y) - best);
                sum += gain;
                squares += gain * gain;
            }
            double mean = sum / draws;
            double error = 5 * Math.sqrt(2 * (squares / draws - mean * mean) / draws);
            assertThat(Math.exp(values[i])).isBetween(mean - error, mean + 0.01 * Math.log(2) + error);
        }
    }
}
