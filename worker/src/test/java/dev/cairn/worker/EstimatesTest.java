package dev.cairn.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.worker.trial.TrialEvent;
import org.junit.jupiter.api.Test;

class EstimatesTest {
    private static final TrialEvent.Predicted PREDICTED = new TrialEvent.Predicted(300, 2);
    private final Estimates estimates = new Estimates();

    @Test
    void withoutMeasurementsThePredictionStands() {
        assertThat(estimates.expected(PREDICTED))
                .containsEntry(Estimates.PREDICTED_PEAK, 300.0)
                .containsEntry(Estimates.PREDICTED_EPOCH, 2.0);
    }

    @Test
    void whatWasMeasuredCorrectsTheNextPrediction() {
        assertThat(estimates.learned(PREDICTED, used(600), 0.5))
                .containsEntry(Estimates.PEAK, 600.0)
                .containsEntry(Estimates.EPOCH, 0.5);
        // Twice the memory, a quarter of the time.
        assertThat(estimates.expected(new TrialEvent.Predicted(100, 8)))
                .containsEntry(Estimates.PREDICTED_PEAK, 200.0)
                .hasEntrySatisfying(
                        Estimates.PREDICTED_EPOCH,
                        seconds -> assertThat(seconds).isCloseTo(2, within(1e-12)));
    }

    @Test
    void repeatedMeasurementsAreApproached() {
        estimates.learned(PREDICTED, used(3000), 0);
        for (int i = 0; i < 20; i++) {
            estimates.learned(PREDICTED, used(600), 0);
        }
        assertThat(estimates.expected(PREDICTED).get(Estimates.PREDICTED_PEAK)).isCloseTo(600, within(1.0));
    }

    @Test
    void whatIsUnknownTeachesNothing() {
        assertThat(estimates.learned(PREDICTED, used(0), 0)).isEmpty();
        assertThat(estimates.learned(null, used(500), 1)).containsOnlyKeys(Estimates.PEAK, Estimates.EPOCH);
        assertThat(estimates.expected(PREDICTED)).containsEntry(Estimates.PREDICTED_PEAK, 300.0);
    }

    @Test
    void aPeakThatEarlierTrialsHaveAPartInTeachesNothing() {
        assertThat(estimates.learned(PREDICTED, new TrialEvent.Used(900, false), 0))
                .containsEntry(Estimates.PEAK, 900.0);
        assertThat(estimates.expected(PREDICTED)).containsEntry(Estimates.PREDICTED_PEAK, 300.0);
    }

    @Test
    void whatMayFitByThePredictionsErrorIsTried() {
        assertThat(Estimates.leastToTry(1000)).isEqualTo(800);
        assertThat(Estimates.leastToTry(1e18)).isEqualTo(Integer.MAX_VALUE);
    }

    private static TrialEvent.Used used(int peak) {
        return new TrialEvent.Used(peak, true);
    }
}
