package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.task.Hyperparameters;
import dev.cairn.search.InvalidValueException;
import dev.cairn.worker.data.ErrorScale.Kind;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlarmTest {
    private static final double[][] ERRORS = {{0.5, -0.2}, {0.1, 0.4}, {-0.3, 0.2}, {0.7, -0.5}, {-0.2, 0.1}};
    private static final double[] SCORES = {0.3, 2.5, 1.1, 0.7, 4.2, 0.9};

    private static Detection detection(Map<String, Object> values) {
        return Detection.of(Hyperparameters.ANOMALY_DETECTION.complete(Map.of(), values));
    }

    private static double quantile(double share) {
        return Alarm.threshold(detection(Map.of("thresholdQuantile", share)), SCORES, new boolean[0], new boolean[0]);
    }

    private static double bestF1(double[] scores, boolean[] isAnomalous, boolean[] isKnown) {
        return Alarm.threshold(detection(Map.of("thresholdRule", "BEST_F1")), scores, isAnomalous, isKnown);
    }

    /** numpy 2: e = e - mean; e @ inv(cov(bias=True) + (1e-6 * trace / 2 + 1e-12) * eye) @ e / 2. */
    @ParameterizedTest
    @CsvSource({"0.5, 0.5, 7.586421090841815", "1.0, -1.0, 5.180269383402295"})
    void errorsThatAreRareTogetherScoreHighByTheirCovariance(double first, double second, double expected) {
        assertThat(ErrorScale.fit(Kind.MAHALANOBIS, ERRORS).score(new double[] {first, second}))
                .isCloseTo(expected, within(1e-9));
    }

    @ParameterizedTest
    @EnumSource
    void aScoreIsOneOnAverageOverWhatCalibrates(Kind kind) {
        ErrorScale scale = ErrorScale.fit(kind, ERRORS);
        double sum = 0;
        for (double[] errors : ERRORS) {
            sum += scale.score(errors);
        }
        assertThat(sum / ERRORS.length).isCloseTo(1, within(1e-4));
    }

    @Test
    void eachFeatureCountsByWhatIsUsualOfIt() {
        double[][] errors = {{1, 100}, {-1, 300}};
        assertThat(ErrorScale.fit(Kind.ABSOLUTE, errors).score(new double[] {3, -100}))
                .isCloseTo((3.0 + 0.5) / 2, within(1e-12));
        assertThat(ErrorScale.fit(Kind.SQUARED, errors).score(new double[] {3, -100}))
                .isCloseTo((9.0 + 0.2) / 2, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource
    void featuresThatNeverErredMakeNoScoreInfinite(Kind kind) {
        ErrorScale scale = ErrorScale.fit(kind, new double[][] {{0, 0.1}, {0, -0.1}});
        assertThat(scale.score(new double[] {0.5, 0})).isFinite().isGreaterThan(1e4);
    }

    /** numpy.quantile of the scores. */
    @ParameterizedTest
    @CsvSource({"0.5, 1.0", "0.9, 3.35", "0.99, 4.115", "1, 4.2"})
    void aQuantileIsNumpys(double share, double expected) {
        assertThat(quantile(share)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void theBestF1IsThatOfTryingEveryThreshold() {
        var random = new SplittableRandom(5);
        for (int round = 0; round < 200; round++) {
            int count = 2 + random.nextInt(12);
            double[] scores = new double[count];
            boolean[] isAnomalous = new boolean[count];
            boolean[] isKnown = new boolean[count];
            for (int i = 0; i < count; i++) {
                scores[i] = random.nextInt(6);
                isKnown[i] = i < 2 || random.nextInt(4) > 0;
                isAnomalous[i] = i == 0 || i > 1 && isKnown[i] && random.nextBoolean();
            }
            double found = f1(scores, isAnomalous, isKnown, bestF1(scores, isAnomalous, isKnown));
            for (double other = -0.5; other < 6; other++) {
                assertThat(found).isGreaterThanOrEqualTo(f1(scores, isAnomalous, isKnown, other) - 1e-12);
            }
        }
    }

    private static double f1(double[] scores, boolean[] isAnomalous, boolean[] isKnown, double threshold) {
        double hits = 0;
        double taken = 0;
        double all = 0;
        for (int i = 0; i < scores.length; i++) {
            boolean alarm = isKnown[i] && scores[i] > threshold;
            taken += alarm ? 1 : 0;
            all += isAnomalous[i] ? 1 : 0;
            hits += alarm && isAnomalous[i] ? 1 : 0;
        }
        return 2 * hits / (taken + all);
    }

    @Test
    void aThresholdThatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> new Alarm(null, Double.NaN)).isInstanceOf(InvalidValueException.class);
    }
}
