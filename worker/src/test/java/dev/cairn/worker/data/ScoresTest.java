package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.worker.data.Scores.Reference;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Expected figures by numpy 1.24 from the definitions, in double precision. */
class ScoresTest {
    private static final double[][] ACTUAL = {{3, -0.5}, {2, 7}, {4.5, 1}, {0, 6}};
    private static final double[][] FORECASTS = {{2.5, 0}, {2, 8}, {4, 1.5}, {1, 5}};
    private static final Reference[] FIRST = {new Reference(2, 5), new Reference(0.5, 0.3)};
    private static final Reference[] SECOND = {new Reference(1, 1.5), new Reference(4, 20)};
    private static final Reference[][] REFERENCES = {FIRST, FIRST, SECOND, SECOND};

    @Test
    void metricsAreThoseOfTheirDefinitions() {
        Map<String, Double> metrics = new Scores(ACTUAL, 2, REFERENCES).of(FORECASTS);
        assertThat(metrics).containsOnlyKeys("rmse", "mae", "wape", "smape", "mase", "rmsse", "r2");
        assertClose(metrics, "rmse", 0.7071067811865476);
        assertClose(metrics, "mae", 0.625);
        assertClose(metrics, "wape", 0.20833333333333334);
        assertClose(metrics, "smape", 0.6268270944741532);
        assertClose(metrics, "mase", 0.640625);
        assertClose(metrics, "rmsse", 0.7994138477659741);
        assertClose(metrics, "r2", 0.8991025951976717);
    }

    private static void assertClose(Map<String, Double> metrics, String name, double expected) {
        assertThat(metrics.get(name)).as(name).isEqualTo(expected, within(1e-12));
    }

    @Test
    void eachStepOfTheHorizonHasItsError() {
        Reference[] one = {new Reference(1, 1)};
        var scores = new Scores(ACTUAL, 1, new Reference[][] {one, one, one, one});
        Map<String, Double> steps = scores.bySteps(FORECASTS);
        assertThat(steps).containsOnlyKeys("rmse.step1", "rmse.step2");
        assertThat(steps.get("rmse.step1")).isEqualTo(0.61237244, within(1e-8));
        assertThat(steps.get("rmse.step2")).isEqualTo(0.79056942, within(1e-8));
        assertThat(new Scores(ACTUAL, 2, REFERENCES).bySteps(FORECASTS)).isEmpty();
    }

    @Test
    void whatIsNotDefinedIsLeftOut() {
        Reference[] none = {new Reference(0, 0)};
        double[][] zeros = {{0}, {0}};
        Map<String, Double> metrics =
                new Scores(zeros, 1, new Reference[][] {none, none}).of(new double[][] {{0}, {1}});
        assertThat(metrics).containsOnlyKeys("rmse", "mae", "smape");
        // 0 of 0 counts as right, 1 of 0 as wholly wrong.
        assertThat(metrics.get("smape")).isEqualTo(1);
        Reference[] unknown = {new Reference(Double.NaN, Double.NaN)};
        assertThat(new Scores(zeros, 1, new Reference[][] {none, unknown}).of(zeros))
                .doesNotContainKey("mase");
    }

    @Test
    void whatIsResampledComesToTheSameMetricsOverAllExamples() {
        double[][] naive = {{0, 0}, {1, 1}, {2, 2}, {3, 3}};
        var scores = new Scores(ACTUAL, 2, REFERENCES);
        Sampled sampled = scores.sampled(FORECASTS, naive, Sampling.single(ACTUAL.length));
        double[] means = new double[sampled.terms()[0].length];
        for (double[] terms : sampled.terms()) {
            for (int i = 0; i < means.length; i++) {
                means[i] += terms[i] / sampled.terms().length;
            }
        }
        Map<String, Double> metrics = scores.of(FORECASTS);
        sampled.metrics().forEach((name, metric) -> {
            double expected = name.equals("skill")
                    ? Scores.skill(metrics.get("rmse"), scores.of(naive).get("rmse"))
                    : metrics.get(name);
            assertThat(metric.applyAsDouble(means)).as(name).isEqualTo(expected, within(1e-12));
        });
        assertThat(sampled.metrics()).containsOnlyKeys("rmse", "mae", "smape", "mase", "rmsse", "wape", "skill");
    }

    @Test
    void skillIsTheShareOfTheNaiveErrorThatIsGone() {
        assertThat(Scores.skill(1, 4)).isEqualTo(0.75);
        assertThat(Scores.skill(4, 4)).isZero();
        assertThat(Scores.skill(5, 4)).isEqualTo(-0.25);
    }
}
