package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Figures of scikit-learn 1.9.1: accuracy_score, balanced_accuracy_score, precision_score, recall_score, f1_score (average "macro" or
 * "binary", zero_division=0), matthews_corrcoef, roc_auc_score (multi_class="ovr"), average_precision_score (of one-hot labels),
 * log_loss, brier_score_loss.
 */
class ClassScoresTest {
    private static final Offset<Double> EXACT = Offset.offset(1e-12);

    private static final int[] THREE_ACTUAL = {0, 0, 0, 0, 1, 1, 1, 2, 2, 0, 1, 2};
    private static final double[][] THREE = {
        {.7, .2, .1}, {.5, .25, .25}, {.25, .5, .25}, {.6, .3, .1}, {.2, .7, .1}, {.5, .4, .1},
        {.1, .6, .3}, {.1, .1, .8}, {.4, .35, .25}, {.8, .1, .1}, {.3, .5, .2}, {.15, .25, .6}
    };

    @Test
    void threeClassesScoreAsInScikitLearn() {
        Map<String, Double> metrics = new ClassScores(3, THREE_ACTUAL, ClassScores.NONE).of(THREE);

        assertMetrics(
                metrics,
                Map.of(
                        "accuracy", 0.75,
                        "balancedAccuracy", 0.7388888888888889,
                        "precision", 0.8055555555555555,
                        "recall", 0.7388888888888889,
                        "f1", 0.7590909090909091,
                        "mcc", 0.6157192959869594,
                        "rocAuc", 0.9263503086419753,
                        "prAuc", 0.868611111111111,
                        "logLoss", 0.6472739730864736,
                        "brier", 0.355));
    }

    @Test
    void aSoughtClassScoresByItself() {
        int[] actual = {0, 0, 0, 1, 0, 1, 0, 1, 0, 0};
        double[][] probabilities = of(.1, .4, .35, .8, .6, .4, .05, .9, .2, .4);

        Map<String, Double> metrics = new ClassScores(2, actual, 1).of(probabilities);

        assertMetrics(
                metrics,
                Map.of(
                        "accuracy", 0.8,
                        "balancedAccuracy", 0.7619047619047619,
                        "precision", 0.6666666666666666,
                        "recall", 0.6666666666666666,
                        "f1", 0.6666666666666666,
                        "mcc", 0.5238095238095238,
                        "rocAuc", 0.9047619047619047,
                        "prAuc", 0.8333333333333333,
                        "logLoss", 0.39933170557043685,
                        "brier", 0.1265));
    }

    @Test
    void whoAlwaysSaysTheSameHasNoCorrelationAndNoPrecisionElsewhere() {
        int[] actual = {0, 0, 1, 2, 0, 1};
        double[][] probabilities = {
            {.6, .3, .1}, {.5, .4, .1}, {.55, .4, .05}, {.4, .35, .25}, {.7, .2, .1}, {.45, .44, .11}
        };

        Map<String, Double> metrics = new ClassScores(3, actual, ClassScores.NONE).of(probabilities);

        assertMetrics(
                metrics,
                Map.of(
                        "accuracy", 0.5,
                        "balancedAccuracy", 0.3333333333333333,
                        "precision", 0.16666666666666666,
                        "recall", 0.3333333333333333,
                        "f1", 0.2222222222222222,
                        "mcc", 0.0,
                        "rocAuc", 0.9421296296296297,
                        "prAuc", 0.9166666666666666,
                        "logLoss", 0.7807022322214241,
                        "brier", 0.47636666666666677));
    }

    @Test
    void whatIsNotDefinedIsLeftOut() {
        int[] actual = {0, 0};

        Map<String, Double> all = new ClassScores(2, actual, ClassScores.NONE).of(of(.1, .4));
        Map<String, Double> sought = new ClassScores(2, actual, 1).of(of(.1, .4));

        assertThat(all).doesNotContainKeys("rocAuc", "mcc").containsEntry("accuracy", 1.0);
        assertThat(sought).doesNotContainKeys("rocAuc", "prAuc", "mcc", "precision", "recall", "f1");
    }

    @Test
    void certaintyThatIsWrongIsNotInfinitelyWrong() {
        Map<String, Double> metrics = new ClassScores(2, new int[] {0}, ClassScores.NONE).of(of(1));

        assertThat(metrics.get("logLoss")).isCloseTo(23 * Math.log(2), EXACT);
    }

    @Test
    void eachClassAndEachMistakeCanBeLookedAt() {
        Map<String, Double> metrics =
                new ClassScores(3, THREE_ACTUAL, ClassScores.NONE).byClass(THREE, List.of("cat", "dog", "eel"));

        assertThat(metrics)
                .containsEntry("confusion.cat.cat", 4.0)
                .containsEntry("confusion.cat.dog", 1.0)
                .containsEntry("confusion.eel.cat", 1.0)
                .containsEntry("confusion.eel.dog", 0.0)
                .containsEntry("precision.eel", 1.0)
                .containsEntry("recall.cat", 0.8)
                .containsEntry("f1.dog", 0.75);
    }

    @Test
    void equalScoresAreOneThreshold() {
        double[] scores = {1, 1, 1, 1};
        boolean[] sought = {true, false, false, false};

        assertThat(Ranking.rocAuc(scores, sought)).isEqualTo(0.5);
        assertThat(Ranking.averagePrecision(scores, sought)).isEqualTo(0.25);
    }

    @Test
    void whatCanBeDrawnAgainIsTheMetricsThemselves() {
        var scores = new ClassScores(3, THREE_ACTUAL, ClassScores.NONE);
        int[] groups = {3, 3, 0, 1, 1, 5, 5, 5, 2, 4, 4, 4};
        Sampled sampled = scores.sampled(THREE, groups);
        double[] means = new double[sampled.terms()[0].length];
        for (double[] terms : sampled.terms()) {
            for (int i = 0; i < means.length; i++) {
                means[i] += terms[i] / THREE.length;
            }
        }
        Map<String, Double> metrics = scores.of(THREE);
        sampled.metrics()
                .forEach((name, metric) -> assertThat(metric.applyAsDouble(means))
                        .as(name)
                        .isCloseTo(metrics.get(name), Offset.offset(1e-9)));
        int[] once = new int[THREE.length];
        java.util.Arrays.fill(once, 1);
        sampled.areas()
                .forEach((name, area) -> assertThat(area.applyAsDouble(once))
                        .as(name)
                        .isCloseTo(metrics.get(name), Offset.offset(1e-12)));
        assertThat(sampled.names()).containsExactlyInAnyOrderElementsOf(metrics.keySet());
        assertThat(((Sampling.WholeGroups) sampled.sampling()).groups()).containsExactly(1, 2, 1, 2, 3, 3);
    }

    private static double[][] of(double... positive) {
        double[][] both = new double[positive.length][];
        for (int i = 0; i < both.length; i++) {
            both[i] = new double[] {1 - positive[i], positive[i]};
        }
        return both;
    }

    private static void assertMetrics(Map<String, Double> metrics, Map<String, Double> expected) {
        assertThat(metrics).containsOnlyKeys(expected.keySet());
        expected.forEach((name, value) -> assertThat(metrics.get(name)).as(name).isCloseTo(value, EXACT));
    }
}
