package dev.cairn.search.pruner;

import static dev.cairn.search.pruner.PrunerContract.curve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import dev.cairn.search.objective.Curve;
import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.pruner.Others.Peer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class PercentilePrunerTest {
    private static final Objective GAIN = new Objective("gain", Direction.MAXIMIZE);
    private final Pruner median = new MedianPruner(3, 2L, null);

    private static Verdict judge(Pruner pruner, long step, double best, double... others) {
        return judgeFrom(pruner, step - 1, step, best, others);
    }

    private static Verdict judgeFrom(Pruner pruner, long previousStep, long step, double best, double... others) {
        var peers = new ArrayList<Peer>();
        for (double other : others) {
            // What others reach later does not count.
            peers.add(new Peer(peers.size() + 1, curve(1, other, step + 1, 1000), 1000.0));
        }
        peers.add(new Peer(90, curve(1, 500, step, 500), null));
        Curve own = curve(1, best, step, best - 1);
        return pruner.judge(new Running(99, GAIN, own, previousStep), Others.of(GAIN, peers));
    }

    @Test
    void aTrialBelowTheMedianOfTheCompletedIsStopped() {
        assertThat(judge(median, 5, 1.9, 1, 2, 3).stops()).isTrue();
        assertThat(judge(median, 5, 2.4, 4, 1, 3, 2).stops()).isTrue();
    }

    @Test
    void completedTrialsBeyondALimitDoNotMoveTheMedian() {
        var peers = new ArrayList<Peer>();
        for (int number = 1; number <= 9; number++) {
            peers.add(new Peer(number, curve(1, number), 1000.0, number <= 5));
        }
        assertThat(median.judge(new Running(99, GAIN, curve(1, 3, 5, 3), 4), Others.of(GAIN, peers))
                        .stops())
                .isFalse();
        assertThat(median.judge(new Running(99, GAIN, curve(1, 2.9, 5, 2.9), 4), Others.of(GAIN, peers))
                        .stops())
                .isTrue();
    }

    @Test
    void aTrialAtOrAboveTheMedianGoesOn() {
        assertThat(judge(median, 5, 2, 3, 2, 1).stops()).isFalse();
        assertThat(judge(median, 5, 2.5, 4, 1, 3, 2).stops()).isFalse();
    }

    @Test
    void aTrialOutsideTheShareToKeepUpWithIsStopped() {
        var quarter = new PercentilePruner(0.25, 3, 2L, null);
        assertThat(judge(quarter, 5, 3.9, 1, 2, 3, 4, 5).stops()).isTrue();
        assertThat(judge(quarter, 5, 4, 1, 2, 3, 4, 5).stops()).isFalse();
        // Between neighbours: 3 + 0.25 of the way from 3 to 4.
        assertThat(judge(quarter, 5, 3.24, 1, 2, 3, 4).stops()).isTrue();
        assertThat(judge(quarter, 5, 3.25, 1, 2, 3, 4).stops()).isFalse();
    }

    @Test
    void theReasonNamesStepValueBarAndCount() {
        assertThat(judge(median, 5, 1.9, 1, 2, 3).reason())
                .isEqualTo(
                        "best by step 5 is 1.900, behind 2.000, which the best 50% of 3 completed trials had reached");
    }

    @Test
    void tooFewTrialsStopNone() {
        assertThat(judge(median, 5, -100, 1, 2).stops()).isFalse();
    }

    @Test
    void noTrialIsStoppedDuringWarmUp() {
        assertThat(median.asks(1, 2)).isFalse();
        assertThat(judge(median, 2, -100, 1, 2, 3).stops()).isFalse();
        assertThat(median.asks(2, 3)).isTrue();
        assertThat(judge(median, 3, -100, 1, 2, 3).stops()).isTrue();
    }

    @Test
    void betweenMultiplesOfTheIntervalNothingIsAsked() {
        var seldom = new MedianPruner(3, 2L, 10L);
        assertThat(seldom.asks(Pruner.NO_STEP, 9)).isTrue();
        assertThat(seldom.asks(0, 9)).isFalse();
        assertThat(seldom.asks(9, 10)).isTrue();
        assertThat(seldom.asks(9, 14)).isTrue();
        assertThat(seldom.asks(10, 19)).isFalse();
        assertThat(judgeFrom(seldom, 10, 14, -100, 1, 2, 3).stops()).isFalse();
        assertThat(judgeFrom(seldom, 9, 14, -100, 1, 2, 3).stops()).isTrue();
    }

    @Test
    void everySettingThatBreaksARuleIsNamedAtOnce() {
        assertThatThrownBy(() -> new PercentilePruner(1.0, 0, -1L, 0L))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::toString)
                                .containsExactly(
                                        "/keep: keep must be in (0, 1) but was 1.0",
                                        "/startupTrials: startupTrials must be at least 1 but was 0",
                                        "/warmupSteps: warmupSteps must be at least 0 but was -1",
                                        "/interval: interval must be at least 1 but was 0"));
        assertThatThrownBy(() -> new MedianPruner(0, null, null)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new PercentilePruner(Double.NaN, null, null, null))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void noPrunerNeverAsks() {
        assertThat(new NoPruner().asks(Pruner.NO_STEP, 1000)).isFalse();
        assertThat(judge(new NoPruner(), 1000, -100, 1).stops()).isFalse();
    }

    @Test
    void aTrialWithoutAReportCannotBeJudged() {
        assertThatThrownBy(() -> new Running(1, GAIN, Curve.NONE, Pruner.NO_STEP))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
