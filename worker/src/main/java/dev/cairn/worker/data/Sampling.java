package dev.cairn.worker.data;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** How held examples are drawn again, so that what hangs together stays together. Ranges are of examples, in their order. */
public sealed interface Sampling {
    /** Takes examples, from the first up to but not including the last. */
    interface Taker {
        void take(int from, int to);
    }

    /** One resample, about as large as the sample. */
    void draw(SplittableRandom random, Taker taker);

    /** How many parts that hardly hang together there are to draw from: of few nothing can be concluded. */
    int parts();

    /** Examples without an order, each for itself. */
    static Sampling single(int count) {
        return new MovingBlocks(new int[] {count}, 1);
    }

    /**
     * Neighbours in time, of one series or of several after each other. Where the series are too short for two blocks, each is
     * drawn as a whole.
     *
     * @param runs lengths of the series, in examples
     * @param least a block is not shorter: neighbours up to there share what they forecast
     */
    static Sampling ofSeries(int[] runs, int least) {
        int longest = Arrays.stream(runs).max().orElse(0);
        int block = Math.max(least, (int) Math.ceil(Math.cbrt(longest) - 1e-9));
        boolean areLong = Arrays.stream(runs).allMatch(run -> run >= 2 * block);
        return areLong ? new MovingBlocks(runs, block) : new WholeGroups(runs);
    }

    /**
     * The moving-block bootstrap (Künsch 1989, "The jackknife and the bootstrap for general stationary observations"): each run is
     * filled with blocks of its own neighbours, which begin anywhere, the last one cut to fit. A block of n^(1/3) examples is the
     * order that is best for a variance (Hall, Horowitz and Jing 1995, "On blocking rules for the bootstrap with dependent data").
     *
     * @param runs lengths, in examples; none shorter than the block
     */
    record MovingBlocks(int[] runs, int block) implements Sampling {
        @Override
        public void draw(SplittableRandom random, Taker taker) {
            int begin = 0;
            for (int run : runs) {
                for (int filled = 0; filled < run; filled += block) {
                    int from = begin + random.nextInt(run - block + 1);
                    taker.take(from, from + Math.min(block, run - filled));
                }
                begin += run;
            }
        }

        @Override
        public int parts() {
            return Arrays.stream(runs).map(run -> run / block).sum();
        }
    }

    /**
     * As many groups as there are, each drawn as a whole.
     *
     * @param groups lengths, in examples, in their order
     */
    record WholeGroups(int[] groups) implements Sampling {
        @Override
        public void draw(SplittableRandom random, Taker taker) {
            int[] ends = groups.clone();
            Arrays.parallelPrefix(ends, Integer::sum);
            for (int i = 0; i < groups.length; i++) {
                int drawn = random.nextInt(groups.length);
                taker.take(ends[drawn] - groups[drawn], ends[drawn]);
            }
        }

        @Override
        public int parts() {
            return groups.length;
        }
    }

    /** The lengths of stretches of equal numbers: of examples by their series or group. */
    static int[] runs(int[] of) {
        List<Integer> starts = IntStream.range(0, of.length)
                .filter(i -> i == 0 || of[i] != of[i - 1])
                .boxed()
                .toList();
        int[] runs = new int[starts.size()];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = (i + 1 < runs.length ? starts.get(i + 1) : of.length) - starts.get(i);
        }
        return runs;
    }
}
