package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The Gaussian process is worth its cost. Seeds are fixed, so these tests are deterministic; the false-alarm probability is
 * that of an equally good sampler (another build, another draw of seeds) failing.
 */
class RegretTest {
    /** It beat random search on each of 40 seeds; were it only 95 % of them, fewer than 3 wins of 5 had a chance of 0.1 %. */
    @Test
    void onBraninItBeatsRandomSearch() {
        assertThat(wins(TestFunction.branin(), 25, 5)).isGreaterThanOrEqualTo(3);
    }

    /**
     * A conditional, noisy, partly failing space of ten parameters, as the design demands. Over 32 seeds the regret was 0.046,
     * give or take a factor 1.5, with at most 8 failures (random search: 0.17, 12): resampled, a median of 8 was above 0.08 in
     * none of 200,000 cases.
     */
    @Test
    void onAConditionalLstmItFindsGoodTrialsAndLeavesFailingRegions() {
        var regrets = new double[8];
        var failures = new double[8];
        for (int seed = 0; seed < 8; seed++) {
            TestFunction.Run run = TestFunction.lstmB().run(GaussianProcessSampler.DEFAULT, 60, seed);
            regrets[seed] = run.regret();
            failures[seed] = run.failures();
        }
        assertThat(TestFunction.median(regrets)).isLessThanOrEqualTo(0.08);
        assertThat(TestFunction.median(failures)).isLessThanOrEqualTo(12);
    }

    @Test
    void onBraninItComesCloseToTheOptimum() {
        double[] regrets = IntStream.range(0, 3)
                .mapToDouble(seed -> TestFunction.branin()
                        .run(GaussianProcessSampler.DEFAULT, 30, seed)
                        .regret())
                .toArray();
        assertThat(TestFunction.median(regrets)).isLessThan(0.02);
    }

    /** From this seed's start it settles in a corner first, where a scale fitted to the crowd there would keep it for good. */
    @Test
    void aLocalMinimumIsLeft() {
        assertThat(TestFunction.branin()
                        .run(GaussianProcessSampler.DEFAULT, 90, 4)
                        .regret())
                .isLessThan(0.01);
    }

    private static long wins(TestFunction function, int evaluations, int seeds) {
        return IntStream.range(0, seeds)
                .filter(seed -> function.run(GaussianProcessSampler.DEFAULT, evaluations, seed)
                                .regret()
                        < function.run(RandomSampler.DEFAULT, evaluations, seed).regret())
                .count();
    }
}
