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
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pruners that look at a trial's own course: threshold and patience. */
class OwnCourseTest {
    private static final Objective LOSS = new Objective("loss", Direction.MINIMIZE);

    private static Verdict judge(Pruner pruner, Curve own, Double... completed) {
        List<Peer> peers = java.util.Arrays.stream(completed)
                .map(value -> new Peer(1, Curve.NONE, value))
                .toList();
        return pruner.judge(new Running(9, LOSS, own, Pruner.NO_STEP), Others.of(LOSS, peers));
    }

    @Test
    void aLatestValueOutsideTheLimitsStopsATrial() {
        var between = new ThresholdPruner(2.0, 1.0, 0L);
        assertThat(judge(between, curve(1, 2)).stops()).isFalse();
        assertThat(judge(between, curve(1, 1)).stops()).isFalse();
        assertThat(judge(between, curve(1, 1.5, 2, 2.1)).reason()).isEqualTo("the value at step 2 is 2.1, above 2.0");
        assertThat(judge(between, curve(1, 0.9)).reason()).isEqualTo("the value at step 1 is 0.9, below 1.0");
        assertThat(judge(between, curve(1, 5, 2, 1.5)).stops()).isFalse();
    }

    @Test
    void oneLimitIsEnough() {
        assertThat(judge(new ThresholdPruner(2.0, null, 0L), curve(1, -1e300)).stops())
                .isFalse();
        assertThat(judge(new ThresholdPruner(null, 2.0, 0L), curve(1, 1e300)).stops())
                .isFalse();
    }

    @Test
    void noLimitHoldsDuringWarmUp() {
        var late = new ThresholdPruner(2.0, null, 5L);
        assertThat(late.asks(4, 5)).isFalse();
        assertThat(judge(late, curve(5, 3)).stops()).isFalse();
        assertThat(judge(late, curve(6, 3)).stops()).isTrue();
    }

    @Test
    void aTrialThatNoLongerImprovesAndIsBehindIsStopped() {
        var three = new PatiencePruner(3L, null);
        Curve plateau = curve(1, 0.9, 2, 0.5, 3, 0.6, 4, 0.5, 5, 0.7);
        assertThat(judge(three, plateau, 0.4, 0.8).reason())
                .isEqualTo(
                        "best so far is 0.5000, no better than 3 steps ago, and behind 0.4000 of the best completed trial");
        // Two steps ago it was better than three steps before that.
        assertThat(judge(three, curve(1, 0.9, 2, 0.5, 3, 0.6, 4, 0.5), 0.4).stops())
                .isFalse();
    }

    @Test
    void aTrialThatNoLongerImprovesButLeadsGoesOn() {
        var three = new PatiencePruner(3L, null);
        Curve plateau = curve(1, 0.5, 9, 0.5);
        assertThat(judge(three, plateau).stops()).isFalse();
        assertThat(judge(three, plateau, 0.5).stops()).isFalse();
        assertThat(judge(three, plateau, 0.49).stops()).isTrue();
    }

    @Test
    void aCompletedTrialBeyondALimitIsNotWhatATrialIsBehind() {
        var three = new PatiencePruner(3L, null);
        var running = new Running(9, LOSS, curve(1, 0.5, 9, 0.5), Pruner.NO_STEP);
        var beyond = new Peer(1, Curve.NONE, 0.1, false);
        assertThat(three.judge(running, Others.of(LOSS, List.of(beyond))).stops())
                .isFalse();
        assertThat(three.judge(running, Others.of(LOSS, List.of(beyond, new Peer(2, Curve.NONE, 0.4))))
                        .reason())
                .endsWith("behind 0.4000 of the best completed trial");
    }

    @Test
    void tooSmallAnImprovementDoesNotCount() {
        Curve slow = curve(1, 0.5, 2, 0.5, 3, 0.4375, 4, 0.375);
        assertThat(judge(new PatiencePruner(2L, 0.125), slow, 0.1).stops()).isTrue();
        assertThat(judge(new PatiencePruner(2L, 0.124), slow, 0.1).stops()).isFalse();
    }

    @Test
    void withinThePatienceOfItsFirstReportNoTrialIsStopped() {
        var ten = new PatiencePruner(10L, null);
        assertThat(ten.asks(8, 9)).isFalse();
        assertThat(judge(ten, curve(50, 0.5, 59, 0.5), 0.1).stops()).isFalse();
        assertThat(judge(ten, curve(50, 0.5, 60, 0.5), 0.1).stops()).isTrue();
    }

    @Test
    void everySettingThatBreaksARuleIsNamedAtOnce() {
        assertThatThrownBy(() -> new PatiencePruner(0L, Double.POSITIVE_INFINITY))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/patience", "/minImprovement"));
        assertThatThrownBy(() -> new ThresholdPruner(1.0, 2.0, -1L))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/atLeast", "/warmupSteps"));
        assertThatThrownBy(() -> new ThresholdPruner(null, null, null))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/atMost"));
        assertThatThrownBy(() -> new ThresholdPruner(Double.NaN, null, null)).isInstanceOf(InvalidValueException.class);
    }
}
