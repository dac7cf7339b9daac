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
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HyperbandPrunerTest {
    private static final Objective LOSS = new Objective("loss", Direction.MINIMIZE);
    private final HyperbandPruner pruner = new HyperbandPruner(1L, 81L, 3);

    /** Li et al. 2018, table 1: R = 81, eta = 3. */
    @Test
    void bracketsAreThoseOfThePaper() {
        assertThat(pruner.brackets()).isEqualTo(5);
        assertThat(LongStream.rangeClosed(0, 4).map(s -> pruner.size((int) s)).toArray())
                .containsExactly(5, 8, 15, 34, 81);
    }

    @Test
    void theNumberOfBracketsFollowsFromTheSteps() {
        assertThat(new HyperbandPruner(1L, 80L, 3).brackets()).isEqualTo(4);
        assertThat(new HyperbandPruner(3L, 81L, 3).brackets()).isEqualTo(4);
        assertThat(new HyperbandPruner(1L, 3L, 3).brackets()).isEqualTo(2);
        assertThat(new HyperbandPruner(1L, 1_000_000_000L, 2).brackets()).isEqualTo(30);
    }

    @Test
    void trialsGoToBracketsInTheirProportionFromTheFirstOn() {
        long[] counts = new long[5];
        for (long number = 1; number <= 10_000; number++) {
            counts[pruner.bracket(number)]++;
            for (int s = 0; s < 5; s++) {
                double share = pruner.size(s) / 143.0;
                assertThat(Math.abs(counts[s] - number * share)).isLessThan(3);
            }
        }
        assertThat(Arrays.stream(counts).sum()).isEqualTo(10_000);
    }

    @Test
    void eachBracketBeginsAtItsOwnRung() {
        // Stopped at its first rung by better trials of its bracket.
        long[] first = {0, 27, 9, 3, 1};
        for (int s = 0; s < 5; s++) {
            List<Peer> better = peers(s, 0.1);
            for (long step = 1; step <= 81; step++) {
                Verdict verdict = judge(numbers(s).get(5), curve(step, 0.5), step - 1, better);
                boolean rung = s > 0 && step >= first[s] && step < 81 && 81 % step == 0;
                assertThat(verdict.stops()).as("bracket %d, step %d", s, step).isEqualTo(rung);
                if (rung) {
                    assertThat(pruner.asks(step - 1, step)).isTrue();
                }
            }
        }
    }

    @Test
    void aBracketHasAsManyRungsAsItsNumberWhereverTheStepsEnd() {
        for (long maxSteps : new long[] {81, 82, 100, 242}) {
            var any = new HyperbandPruner(1L, maxSteps, 3);
            for (int s = 0; s < 5; s++) {
                List<Peer> better = peers(s, 0.1);
                long number = numbers(s).get(5);
                long rungs = LongStream.rangeClosed(1, maxSteps)
                        .filter(step -> any.judge(
                                        new Running(number, LOSS, curve(step, 0.5), step - 1), Others.of(LOSS, better))
                                .stops())
                        .count();
                assertThat(rungs).as("bracket %d, %d steps", s, maxSteps).isEqualTo(s);
            }
            assertThat(any.asks(80, maxSteps)).isFalse();
        }
    }

    @Test
    void onlyTrialsOfTheSameBracketCompete() {
        Curve own = curve(1, 0.5);
        long number = numbers(4).get(5);
        assertThat(judge(number, own, 0, peers(4, 0.1)).stops()).isTrue();
        for (int other = 0; other < 4; other++) {
            assertThat(judge(number, own, 0, peers(other, 0.1)).stops()).isFalse();
        }
    }

    private Verdict judge(long number, Curve own, long previousStep, List<Peer> peers) {
        return pruner.judge(new Running(number, LOSS, own, previousStep), Others.of(LOSS, peers));
    }

    /** Three trials of a bracket. */
    private List<Peer> peers(int bracket, double loss) {
        var peers = new ArrayList<Peer>();
        for (long number : numbers(bracket).subList(0, 3)) {
            peers.add(new Peer(number, PrunerContract.flat(loss, 250), null));
        }
        return peers;
    }

    private List<Long> numbers(int bracket) {
        return LongStream.range(1, 1000)
                .filter(number -> pruner.bracket(number) == bracket)
                .boxed()
                .toList();
    }

    @Test
    void everySettingThatBreaksARuleIsNamedAtOnce() {
        assertThatThrownBy(() -> new HyperbandPruner(0L, null, 1))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/minSteps", "/reductionFactor", "/maxSteps"));
        assertThatThrownBy(() -> new HyperbandPruner(4L, 11L, 3))
                .hasMessageContaining("maxSteps must be from minSteps * reductionFactor to 1000000000 but was 11");
        assertThatThrownBy(() -> new HyperbandPruner(1L, 1_000_000_001L, 3)).isInstanceOf(InvalidValueException.class);
    }
}
