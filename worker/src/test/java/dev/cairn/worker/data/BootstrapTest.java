package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.worker.data.Bootstrap.Interval;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final Map<String, ToDoubleFunction<double[]>> METRICS = Map.of(
            "rmse", means -> Math.sqrt(means[0]), "skill", means -> 1 - Math.sqrt(means[0]) / Math.sqrt(means[1]));

    /** The losses of the oracle: of the network and of the naive forecast. */
    private static double[][] losses() {
        return IntStream.range(0, 120)
                .mapToObj(i ->
                        new double[] {1 + 0.5 * Math.sin(i / 3.0) + 0.1 * (i % 5), 2 + Math.cos(i / 4.0) + 0.2 * (i % 3)
                        })
                .toArray(double[][]::new);
    }

    private static Sampled sampled(double[][] terms, int block, Map<String, ToDoubleFunction<double[]>> metrics) {
        return new Sampled(terms, new Sampling.MovingBlocks(new int[] {terms.length}, block), metrics);
    }

    @Test
    void limitsAreThoseOfAnotherProgram() {
        Map<String, Interval> intervals = Bootstrap.intervals(List.of(sampled(losses(), 6, METRICS)));

        // numpy: src/test/oracles/block_bootstrap.py. A limit of 4,000 resamples is off by 0.04 deviations at a time.
        assertThat(intervals.get("rmse").low()).isCloseTo(1.03625, within(0.004));
        assertThat(intervals.get("rmse").high()).isCloseTo(1.15648, within(0.004));
        assertThat(intervals.get("skill").low()).isCloseTo(0.19208, within(0.004));
        assertThat(intervals.get("skill").high()).isCloseTo(0.30729, within(0.004));
    }

    @Test
    void theWidthIsThatOfTheBlocksMeans() {
        double[][] terms = losses();
        int block = 6;
        double[] means = IntStream.rangeClosed(0, terms.length - block)
                .mapToDouble(from -> IntStream.range(from, from + block)
                        .mapToDouble(i -> terms[i][0])
                        .average()
                        .orElseThrow())
                .toArray();
        double all = java.util.Arrays.stream(means).average().orElseThrow();
        // Of a mean of independent blocks exactly (Künsch 1989, section 3).
        double deviation = Math.sqrt(java.util.Arrays.stream(means)
                        .map(mean -> (mean - all) * (mean - all))
                        .average()
                        .orElseThrow()
                * block
                / terms.length);

        Interval mean = Bootstrap.intervals(List.of(sampled(terms, block, Map.of("mean", one -> one[0]))))
                .get("mean");

        assertThat(mean.high() - mean.low()).isCloseTo(2 * 1.96 * deviation, within(0.05 * deviation * 4));
        assertThat((mean.high() + mean.low()) / 2).isCloseTo(all, within(0.1 * deviation));
    }

    @Test
    void anIntervalHoldsTheTrueMeanOfARelatedSeriesAboutAsOftenAsItSays() {
        // First-order autoregression with 0.5, whose blocks are a little too short: of 1,600 series 90.6 % were held
        // with blocks
        // of 8. Of 200 fewer than 85 % then come by chance once in 150 seeds, and this one is fixed. With single
        // examples as
        // blocks it were 73 %: the true deviation is 1.7 times theirs.
        assertThat(share(8, 200)).isBetween(0.85, 0.97);
        assertThat(share(1, 50)).isLessThan(0.84);
    }

    private static double share(int block, int series) {
        var random = new SplittableRandom(5);
        int held = 0;
        for (int one = 0; one < series; one++) {
            double[][] terms = new double[300][1];
            double x = random.nextGaussian() / Math.sqrt(1 - 0.25);
            for (double[] term : terms) {
                x = 0.5 * x + random.nextGaussian();
                term[0] = x;
            }
            Interval mean = Bootstrap.intervals(List.of(sampled(terms, block, Map.of("mean", means -> means[0]))))
                    .get("mean");
            held += mean.low() <= 0 && mean.high() >= 0 ? 1 : 0;
        }
        return (double) held / series;
    }

    @Test
    void theSameDataGetTheSameLimits() {
        List<Sampled> networks = List.of(sampled(losses(), 6, METRICS));
        assertThat(Bootstrap.intervals(networks)).isEqualTo(Bootstrap.intervals(networks));
    }

    @Test
    void networksAreJudgedByTheSameExamplesAndTheirMeanIsBounded() {
        double[][] better = losses();
        double[][] worse = losses();
        for (int i = 0; i < better.length; i++) {
            // Whatever one gains by an example the other loses: the mean of both never varies.
            better[i][0] = 3 + Math.sin(i);
            worse[i][0] = 3 - Math.sin(i);
        }
        Map<String, ToDoubleFunction<double[]>> mean = Map.of("mean", means -> means[0]);
        Interval both = Bootstrap.intervals(List.of(sampled(better, 4, mean), sampled(worse, 4, mean)))
                .get("mean");
        assertThat(both.low()).isCloseTo(3, within(1e-9));
        assertThat(both.high()).isCloseTo(3, within(1e-9));
    }

    @Test
    void tooFewPartsSayNothing() {
        assertThat(Bootstrap.intervals(List.of(sampled(losses(), 25, METRICS)))).isEmpty();
        assertThat(Bootstrap.intervals(List.of(sampled(losses(), 24, METRICS)))).isNotEmpty();
    }

    @Test
    void aMetricThatIsNotAlwaysDefinedHasNoLimits() {
        double[][] terms = losses();
        for (double[] term : terms) {
            term[1] = 0;
        }
        assertThat(Bootstrap.intervals(List.of(sampled(terms, 6, METRICS)))).containsOnlyKeys("rmse");
    }
}
