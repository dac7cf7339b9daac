package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AveragingTest {
    private static FoldState state() {
        return new FoldState(1, 0, false, true);
    }

    @Test
    void withoutAnAverageTheLastWeightsAreJudged() {
        Averaging none = Averaging.of(Trials.hyperparameters(""));
        FoldState state = new FoldState(1, 0, false, false);
        state.weights[0] = 3;
        none.afterUpdate(state);
        none.afterEpoch(1, state);
        assertThat(none.judged(state)).containsExactly(3);
    }

    @Test
    void theExponentialAverageForgetsAtItsPaceOnceItHasEnoughToRemember() {
        Averaging averaging = Averaging.of(Trials.hyperparameters("weightAveraging=EXPONENTIAL averagingMemory=0.6"));
        FoldState state = state();
        double expected = 0;
        for (int update = 1; update <= 6; update++) {
            state.weights[0] = update * update;
            averaging.afterUpdate(state);
            double kept = Math.min(0.6, (update - 1.0) / update);
            expected = kept * expected + (1 - kept) * update * update;
            assertThat((double) averaging.judged(state)[0]).isEqualTo(expected, within(1e-4));
        }
    }

    @Test
    void theTailIsTheMeanOfTheLastEpochs() {
        Averaging averaging = Averaging.of(Trials.hyperparameters("weightAveraging=TAIL averagingStart=0.5 epochs=6"));
        FoldState state = state();
        for (int epoch = 1; epoch <= 6; epoch++) {
            state.weights[0] = epoch * epoch;
            averaging.afterUpdate(state);
            averaging.afterEpoch(epoch, state);
            if (epoch <= 3) {
                assertThat(averaging.judged(state)).containsExactly(epoch * epoch);
            }
        }
        assertThat((double) averaging.judged(state)[0]).isEqualTo((16 + 25 + 36) / 3.0, within(1e-5));
    }
}
