package dev.cairn.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.benchmarks.run.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private final List<RunResult> results = new ArrayList<>();

    private void runs(String sampler, String problem, int seeds, IntToDoubleFunction regret) {
        for (int seed = 0; seed < seeds; seed++) {
            double value = regret.applyAsDouble(seed);
            var regrets = new ArrayList<Double>();
            regrets.add(Double.isNaN(value) ? null : (Double) value);
            results.add(new RunResult(
                    sampler,
                    "",
                    problem,
                    seed,
                    1,
                    5,
                    50,
                    regrets,
                    Map.of("50", value / 2),
                    List.of(sampler.equals("ours") ? 2 : 6),
                    null,
                    null));
        }
    }

    private Comparison compared() {
        return Comparison.of(results, "ours", "random", 50);
    }

    @Test
    void aConstantRatioIsFoundWithoutUncertainty() {
        for (String problem : List.of("branin", "rosen6")) {
            runs("random", problem, 8, seed -> 100);
            runs("ours", problem, 8, seed -> 1 + seed);
            runs("peer", problem, 8, seed -> 4 + 4 * seed);
        }
        Comparison comparison = compared();
        Comparison.Peer peer = comparison.peers().get(0);
        assertThat(peer.name()).isEqualTo("peer");
        assertThat(peer.ratio().ratio()).isCloseTo(0.25, within(1e-12));
        assertThat(peer.ratio().low()).isCloseTo(0.25, within(1e-12));
        assertThat(peer.ratio().high()).isCloseTo(0.25, within(1e-12));
        assertThat(peer.ratio().problems()).isEqualTo(2);
        assertThat(peer.seeds()).isEqualTo(8);
        assertThat(Objects.requireNonNull(comparison.recommended()).ratio()).isCloseTo(0.5, within(1e-12));
        assertThat(Objects.requireNonNull(comparison.bestPeer()).ratio()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void regretsAreFlooredAtAThousandthOfRandomSearchAndATenthOfTheNoise() {
        runs("random", "branin", 3, seed -> 10);
        runs("ours", "branin", 3, seed -> 0);
        runs("random", "lstm-a", 3, seed -> 0.1);
        runs("ours", "lstm-a", 3, seed -> 1e-9);
        RegretTable table = RegretTable.of(results, 50, "random");
        assertThat(table.of("branin", "ours", List.of(0L))[0]).isCloseTo(Math.log(0.01), within(1e-12));
        assertThat(table.of("lstm-a", "ours", List.of(0L))[0]).isCloseTo(Math.log(0.001), within(1e-12));
    }

    @Test
    void whereNothingSucceededTheRegretIsTheWorst() {
        runs("random", "branin", 3, seed -> 10 + seed);
        runs("ours", "branin", 3, seed -> seed == 0 ? Double.NaN : 1);
        RegretTable table = RegretTable.of(results, 50, "random");
        assertThat(table.of("branin", "ours", List.of(0L))[0]).isCloseTo(Math.log(12), within(1e-12));
    }

    @Test
    void onlySharedSeedsAreCompared() {
        runs("random", "branin", 8, seed -> 10);
        runs("ours", "branin", 8, seed -> seed < 3 ? 1 : 7);
        runs("peer", "branin", 3, seed -> 2);
        Comparison comparison = compared();
        assertThat(comparison.peers().get(0).seeds()).isEqualTo(3);
        assertThat(comparison.peers().get(0).ratio().ratio()).isCloseTo(0.5, within(1e-12));
        assertThat(comparison.bestPeer()).isNull();
    }

    @Test
    void whereOursIsWorseIsListed() {
        runs("random", "branin", 12, seed -> 1);
        runs("ours", "branin", 12, seed -> 3);
        runs("random", "rosen6", 12, seed -> 1 + seed % 2);
        runs("ours", "rosen6", 12, seed -> 2 - seed % 2);
        List<Comparison.Test> tests = compared().tests();
        assertThat(tests.get(0).problem()).isEqualTo("branin");
        assertThat(tests.get(0).ratio()).isCloseTo(3, within(1e-12));
        assertThat(tests.get(0).probability()).isEqualTo(2.0 / 4096);
        assertThat(tests.get(0).adjusted()).isEqualTo(4.0 / 4096);
        assertThat(tests.get(0).isSignificant()).isTrue();
        assertThat(tests.get(1).isSignificant()).isFalse();
        assertThat(MarkdownReport.of(List.of(compared()), results))
                .contains("* branin against random: 3.0 times, p 9.8e-4")
                .contains("| branin | 3.0 [3.0] | 1.0 [1.0] |")
                .contains("| branin | 2.0 | 6.0 |");
    }

    /** Twenty peers as good as ours: their luckiest would look better, were it picked where it is compared. */
    @Test
    void theBestPeerIsNotPickedByLuck() {
        var random = new Random(1);
        double sum = 0;
        double luckiest = 0;
        int problems = 40;
        for (int i = 0; i < problems; i++) {
            double[] ours = random.doubles(8).toArray();
            var peers = new double[20][];
            double best = 1;
            for (int k = 0; k < peers.length; k++) {
                peers[k] = random.doubles(8).toArray();
                best = Math.min(best, Statistics.mean(peers[k]));
            }
            sum += BestPeer.difference(new BestPeer.Logs(ours, peers), 50, random);
            luckiest += Statistics.mean(ours) - best;
        }
        // A problem's difference deviates by 0.15, their mean over 40 by 0.025: four times that.
        assertThat(sum / problems).isCloseTo(0, within(0.1));
        assertThat(luckiest / problems).isGreaterThan(0.15);
    }

    @Test
    void failuresAreCountedWhereTrialsCanFail() {
        runs("random", "lstm-b", 2, seed -> 1);
        runs("ours", "lstm-b", 2, seed -> 1);
        assertThat(Comparison.failures(results)).isEqualTo(Map.of("lstm-b", Map.of("ours", 2.0, "random", 6.0)));
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        runs("ours", "branin", 2, seed -> 1);
        assertThatIllegalArgumentException().isThrownBy(this::compared).withMessageContaining("no run of 'random'");
        results.clear();
        runs("random", "branin", 2, seed -> 1);
        assertThatIllegalArgumentException().isThrownBy(this::compared).withMessageContaining("no run of 'ours'");
    }
}
