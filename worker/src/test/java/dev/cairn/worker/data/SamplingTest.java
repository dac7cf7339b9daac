package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.worker.data.Sampling.MovingBlocks;
import dev.cairn.worker.data.Sampling.WholeGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SamplingTest {
    private static List<int[]> drawn(Sampling sampling, long seed) {
        var ranges = new ArrayList<int[]>();
        sampling.draw(new SplittableRandom(seed), (from, to) -> ranges.add(new int[] {from, to}));
        return ranges;
    }

    @Test
    void blocksStayWithinTheirSeriesAndFillIt() {
        for (int seed = 0; seed < 200; seed++) {
            List<int[]> ranges = drawn(new MovingBlocks(new int[] {10, 7}, 3), seed);
            assertThat(ranges).extracting(range -> range[1] - range[0]).containsExactly(3, 3, 3, 1, 3, 3, 1);
            assertThat(ranges.subList(0, 4))
                    .allSatisfy(range -> assertThat(range[1]).isBetween(1, 10));
            assertThat(ranges.subList(4, 7)).allSatisfy(range -> {
                assertThat(range[0]).isGreaterThanOrEqualTo(10);
                assertThat(range[1]).isLessThanOrEqualTo(17);
            });
        }
    }

    @Test
    void blocksBeginAnywhere() {
        var begins = new java.util.TreeSet<Integer>();
        for (int seed = 0; seed < 200; seed++) {
            begins.add(drawn(new MovingBlocks(new int[] {6}, 3), seed).get(0)[0]);
        }
        assertThat(begins).containsExactly(0, 1, 2, 3);
    }

    @Test
    void groupsAreDrawnWhole() {
        List<int[]> ranges = drawn(new WholeGroups(new int[] {2, 5, 1}), 3);
        assertThat(ranges)
                .hasSize(3)
                .allSatisfy(range -> assertThat(range).isIn(new int[] {0, 2}, new int[] {2, 7}, new int[] {7, 8}));
        assertThat(new WholeGroups(new int[] {2, 5, 1}).parts()).isEqualTo(3);
    }

    @Test
    void aBlockIsACubeRootLongAndNoShorterThanAsked() {
        assertThat(((MovingBlocks) Sampling.ofSeries(new int[] {125}, 1)).block())
                .isEqualTo(5);
        assertThat(((MovingBlocks) Sampling.ofSeries(new int[] {126}, 1)).block())
                .isEqualTo(6);
        assertThat(((MovingBlocks) Sampling.ofSeries(new int[] {125, 24}, 12)).block())
                .isEqualTo(12);
        assertThat(Sampling.ofSeries(new int[] {125}, 5).parts()).isEqualTo(25);
    }

    @Test
    void seriesTooShortForBlocksAreDrawnWhole() {
        assertThat(Sampling.ofSeries(new int[] {125, 23}, 12)).isInstanceOf(WholeGroups.class);
    }

    @Test
    void runsAreStretchesOfEqualNumbers() {
        assertThat(Sampling.runs(new int[] {3, 3, 1, 2, 2, 2})).containsExactly(2, 1, 3);
        assertThat(Sampling.runs(new int[] {})).isEmpty();
    }
}
