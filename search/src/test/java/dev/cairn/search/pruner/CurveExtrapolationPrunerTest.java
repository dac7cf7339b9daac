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
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CurveExtrapolationPrunerTest {
    private static final Objective GAIN = new Objective("gain", Direction.MAXIMIZE);
    /** One look at step 4; 19 controls, of which one may have been exceeded. */
    private final CurveExtrapolationPruner pruner = new CurveExtrapolationPruner(0.05, 1, 4L, 10);

    private static Verdict judge(CurveExtrapolationPruner pruner, long number, Curve own, List<Peer> peers) {
        return pruner.judge(new Running(number, GAIN, own, Pruner.NO_STEP), Others.of(GAIN, peers));
    }

    /** Completed, having gained 1, 2, ... since step 4. */
    private static List<Peer> controls(int count) {
        var peers = new ArrayList<Peer>();
        for (int i = 1; i <= count; i++) {
            peers.add(new Peer(i, curve(4, 100 - i, 9, 100), 100.0));
        }
        return peers;
    }

    @Test
    void aTrialThatNoUsualGainBringsToTheBestIsStopped() {
        assertThat(judge(pruner, 21, curve(4, 81), controls(19)).stops()).isFalse();
        assertThat(judge(pruner, 21, curve(4, 80.9), controls(19)).reason())
                .isEqualTo(
                        "its best at step 4 is 80.90, and going by 19 trials that ran to their end it will reach 99.90 "
                                + "at best, behind 100.0 of the best completed trial");
    }

    @Test
    void withMoreControlsTheRarestGainIsLeftOut() {
        // Numbers up to 19 and tens; the second largest of 39 gains is 38.
        List<Peer> renumbered = new ArrayList<>();
        for (Peer peer : controls(39)) {
            long number = peer.number() <= 19 ? peer.number() : 10 * (peer.number() - 10);
            renumbered.add(new Peer(number, peer.curve(), peer.value()));
        }
        assertThat(judge(pruner, 1001, curve(4, 62), renumbered).stops()).isFalse();
        assertThat(judge(pruner, 1001, curve(4, 61.9), renumbered).stops()).isTrue();
    }

    @Test
    void onlyControlsThatGotToTheLookTeachButEveryCompletedTrialIsATarget() {
        List<Peer> peers = controls(18);
        peers.add(new Peer(31, curve(4, 1, 9, 100), 100.0));
        assertThat(judge(pruner, 33, curve(4, -1e9), peers).stops()).isFalse();
        peers.add(new Peer(30, curve(3, 100), 100.0));
        assertThat(judge(pruner, 33, curve(4, -1e9), peers).stops()).isFalse();
        peers.add(new Peer(40, curve(4, 1), null));
        assertThat(judge(pruner, 33, curve(4, -1e9), peers).stops()).isFalse();
        peers.add(new Peer(20, curve(4, 81, 9, 100), 100.0));
        assertThat(judge(pruner, 33, curve(4, 81), peers).stops()).isFalse();
        peers.add(new Peer(32, Curve.NONE, 101.0));
        assertThat(judge(pruner, 33, curve(4, 81), peers).stops()).isTrue();
    }

    @Test
    void aControlBeyondALimitTeachesButIsNoTarget() {
        List<Peer> peers = controls(18);
        peers.add(new Peer(19, curve(4, 81, 9, 1000), 1000.0, false));
        // It gained 919; without it there would be too few controls. The best of the others is 100.
        assertThat(judge(pruner, 21, curve(4, -819), peers).stops()).isFalse();
        assertThat(judge(pruner, 21, curve(4, -820), peers).stops()).isTrue();
    }

    @Test
    void gettingWorseIsNotExtrapolated() {
        var overfitting = new ArrayList<Peer>();
        for (int i = 1; i <= 19; i++) {
            overfitting.add(new Peer(i, curve(4, 200, 9, 100), 100.0));
        }
        assertThat(judge(pruner, 21, curve(4, 100), overfitting).stops()).isFalse();
        assertThat(judge(pruner, 21, curve(4, 99.9), overfitting).stops()).isTrue();
    }

    @Test
    void looksDoubleAndEndAfterTheirNumber() {
        var three = new CurveExtrapolationPruner(0.15, 3, 4L, 10);
        assertThat(three.firstControls()).isEqualTo(19);
        assertThat(three.asks(Pruner.NO_STEP, 3)).isFalse();
        assertThat(three.asks(3, 4)).isTrue();
        assertThat(three.asks(4, 7)).isFalse();
        assertThat(three.asks(5, 9)).isTrue();
        assertThat(three.asks(15, 16)).isTrue();
        assertThat(three.asks(16, 1000)).isFalse();
    }

    @Test
    void tooFewControlsStopNone() {
        assertThat(pruner.firstControls()).isEqualTo(19);
        assertThat(judge(pruner, 21, curve(4, -1e9), controls(18)).stops()).isFalse();
    }

    @Test
    void controlsAreNeverStopped() {
        for (long number : new long[] {1, 19, 20, 30, 1000}) {
            assertThat(pruner.isControl(number)).isTrue();
            assertThat(judge(pruner, number, curve(4, -1e9), controls(19)).stops())
                    .isFalse();
        }
        for (long number : new long[] {21, 29, 31, 1001}) {
            assertThat(pruner.isControl(number)).isFalse();
            assertThat(judge(pruner, number, curve(4, -1e9), controls(19)).stops())
                    .isTrue();
        }
    }

    @Test
    void aRateThatDividesWithARestNeedsOneTrialMore() {
        assertThat(new CurveExtrapolationPruner(0.3, 1, 4L, 10).firstControls()).isEqualTo(3);
        assertThat(new CurveExtrapolationPruner(0.5, 1, 4L, 10).firstControls()).isEqualTo(1);
        for (int looks = 1; looks <= 10; looks++) {
            assertThat(new CurveExtrapolationPruner(looks / 20.0, looks, 4L, 10).firstControls())
                    .isEqualTo(19);
        }
    }

    /**
     * All end at 1, the best, so every stop is a false one; it comes when a trial is further from 1 than all 19 controls, with
     * probability 1/20 exactly. Four standard deviations are exceeded with a probability below 1 in 10,000.
     */
    @Test
    void falseStopsAreAsFrequentAsStatedWhereEveryTrialIsAsGoodAsTheBest() {
        int studies = 20_000;
        double rate = 0.05;
        long stopped = falselyStopped(pruner, studies, 1);

        assertThat(Math.abs(stopped - studies * rate)).isLessThan(4 * Math.sqrt(studies * rate * (1 - rate)));
    }

    /** As before; at most 3/20, and more than 1/20 since each look adds some. */
    @Test
    void severalLooksTogetherKeepToTheRate() {
        int studies = 5_000;
        double rate = 0.15;
        long stopped = falselyStopped(new CurveExtrapolationPruner(rate, 3, 4L, 10), studies, 3);

        assertThat(stopped).isLessThan((long) (studies * rate + 4 * Math.sqrt(studies * rate * (1 - rate))));
        assertThat(stopped).isGreaterThan((long) (1.5 * studies * rate / 3));
    }

    private static long falselyStopped(CurveExtrapolationPruner pruner, int studies, long seed) {
        var random = new SplittableRandom(seed);
        long stopped = 0;
        for (int study = 0; study < studies; study++) {
            var peers = new ArrayList<Peer>();
            for (int i = 1; i <= 19; i++) {
                peers.add(new Peer(i, rising(random), 1.0));
            }
            stopped += judge(pruner, 21, rising(random), peers).stops() ? 1 : 0;
        }
        return stopped;
    }

    /** At 4, 8 and 16 steps nearer and nearer to 1, by chance. */
    private static Curve rising(SplittableRandom random) {
        double first = random.nextDouble();
        double second = first + (1 - first) * random.nextDouble();
        return curve(4, first, 8, second, 16, second + (1 - second) * random.nextDouble());
    }

    @Test
    void everySettingThatBreaksARuleIsNamedAtOnce() {
        assertThatThrownBy(() -> new CurveExtrapolationPruner(0.6, 11, 0L, 1))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/falseStopRate", "/looks", "/firstStep", "/controlEvery"));
        assertThatThrownBy(() -> new CurveExtrapolationPruner(Double.NaN, null, null, null))
                .isInstanceOf(InvalidValueException.class);
    }
}
