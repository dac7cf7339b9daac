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

class SuccessiveHalvingPrunerTest {
    private static final Objective LOSS = new Objective("loss", Direction.MINIMIZE);
    /** Rungs at 2, 6, 18, 54. */
    private final SuccessiveHalvingPruner pruner = new SuccessiveHalvingPruner(2L, 3, null);

    private Verdict judge(Curve own, long previousStep, List<Peer> peers) {
        return pruner.judge(new Running(99, LOSS, own, previousStep), Others.of(LOSS, peers));
    }

    private static List<Peer> running(Curve... curves) {
        var peers = new ArrayList<Peer>();
        for (Curve curve : curves) {
            peers.add(new Peer(peers.size() + 1, curve, null));
        }
        return peers;
    }

    @Test
    void aReportAsksWhenItReachesOrPassesARung() {
        assertThat(pruner.asks(Pruner.NO_STEP, 1)).isFalse();
        assertThat(pruner.asks(1, 2)).isTrue();
        assertThat(pruner.asks(2, 5)).isFalse();
        assertThat(pruner.asks(5, 7)).isTrue();
        assertThat(pruner.asks(6, 17)).isFalse();
        assertThat(pruner.asks(6, 1000)).isTrue();
    }

    @Test
    void theEarlyStoppingRateLeavesOutTheLowestRungs() {
        var later = new SuccessiveHalvingPruner(2L, 3, 2);
        assertThat(later.asks(Pruner.NO_STEP, 17)).isFalse();
        assertThat(later.asks(17, 18)).isTrue();
    }

    @Test
    void ofThoseAtARungTheBestShareGoesOn() {
        List<Peer> five = running(curve(2, 0.1), curve(2, 0.2), curve(2, 0.3), curve(2, 0.4), curve(2, 0.5));
        // Six there: two go on.
        assertThat(judge(curve(2, 0.15), 1, five).stops()).isFalse();
        assertThat(judge(curve(2, 0.2), 1, five).stops()).isFalse();
        assertThat(judge(curve(2, 0.21), 1, five).reason())
                .isEqualTo("at the rung of step 2 its best is 0.2100, and 2 of the 6 trials that got there are better; "
                        + "the best 2 go on");
    }

    @Test
    void runningPrunedAndCompletedTrialsCountAndThoseNotYetThereDoNot() {
        Peer completed = new Peer(3, curve(2, 0.1, 60, 0.05), 0.05);
        List<Peer> two = List.of(new Peer(1, curve(2, 0.1), null), completed);
        assertThat(judge(curve(2, 0.2), 1, two).stops()).isTrue();
        assertThat(judge(curve(2, 0.2), 1, List.of(new Peer(1, curve(1, 0.1), null), completed))
                        .stops())
                .isFalse();
    }

    @Test
    void completedTrialsBeyondALimitDoNotCount() {
        List<Peer> others = new ArrayList<>(running(curve(2, 0.3), curve(2, 0.4)));
        others.add(new Peer(8, curve(2, 0.1), 0.1, false));
        others.add(new Peer(9, curve(2, 0.1), 0.1, false));
        assertThat(judge(curve(2, 0.2), 1, others).stops()).isFalse();
        assertThat(judge(curve(2, 0.35), 1, others).reason()).contains("1 of the 3 trials");
    }

    @Test
    void whereFewerThanEtaAreAllGoOn() {
        assertThat(judge(curve(2, 9), 1, running(curve(2, 0.1))).stops()).isFalse();
        assertThat(judge(curve(2, 9), 1, running(curve(2, 0.1), curve(2, 0.1))).stops())
                .isTrue();
    }

    @Test
    void aRungPassedWithoutAReportIsJudgedByTheFirstReportAfterIt() {
        List<Peer> others = running(curve(4, 0.2), curve(3, 0.3), curve(1, 0.9));
        // At step 4, on reaching rung 2: 0.25 is worse than 0.2, the best of three; later reports do not help.
        assertThat(judge(curve(4, 0.25), 1, others).stops()).isTrue();
        assertThat(judge(curve(4, 0.25, 5, 0.01), Pruner.NO_STEP, others).stops())
                .isTrue();
        assertThat(judge(curve(1, 0.1, 4, 0.25), 1, others).stops()).isFalse();
        // Judged once, when it got there.
        assertThat(judge(curve(4, 0.25, 5, 0.25), 4, others).stops()).isFalse();
    }

    @Test
    void everyRungThatAReportPassesIsJudged() {
        List<Peer> others = running(curve(2, 0.2, 6, 0.01), curve(2, 0.2, 6, 0.02), curve(2, 0.2, 6, 0.03));
        Curve own = curve(2, 0.1, 6, 0.1, 7, 0.1);
        assertThat(judge(own, 1, others).reason()).startsWith("at the rung of step 6");
        assertThat(judge(own, 6, others).stops()).isFalse();
    }

    @Test
    void whatWasReachedLaterDoesNotCountAtARung() {
        List<Peer> others = running(curve(2, 0.9, 6, 0.01), curve(2, 0.9, 6, 0.01));
        assertThat(judge(curve(2, 0.5), 1, others).stops()).isFalse();
    }

    /**
     * The j-th of exchangeable trials to come to a rung is among the best floor(j / 3) with probability floor(j / 3) / j, and
     * these events are independent (Renyi 1962, on records). Their number deviates by four standard deviations from its mean
     * with a probability below 1 in 10,000.
     */
    @Test
    void aThirdOfManyTrialsGoesOn() {
        var random = new SplittableRandom(5);
        var peers = new ArrayList<Peer>();
        int going = 0;
        double mean = 0;
        double variance = 0;
        for (int j = 1; j <= 1500; j++) {
            Curve own = curve(2, random.nextDouble());
            going += judge(own, 1, peers).stops() ? 0 : 1;
            peers.add(new Peer(j, own, null));
            double share = j < 3 ? 1 : Math.floor(j / 3.0) / j;
            mean += share;
            variance += share * (1 - share);
        }
        assertThat(mean).isBetween(495.0, 502.0);
        assertThat(Math.abs(going - mean)).isLessThan(4 * Math.sqrt(variance));
    }

    @Test
    void everySettingThatBreaksARuleIsNamedAtOnce() {
        assertThatThrownBy(() -> new SuccessiveHalvingPruner(0L, 1, -1))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/minSteps", "/reductionFactor", "/minEarlyStoppingRate"));
    }
}
