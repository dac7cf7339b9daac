package dev.cairn.search.sampler;

/**
 * Random numbers that depend on nothing but a seed and a suggestion's number: SplitMix64 (Steele, Lea and Flood 2014, figure
 * 16). Its own code because {@link java.util.SplittableRandom} specifies its bits, but not how they become bounded numbers.
 */
final class RandomSource {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;

    private RandomSource(long state) {
        this.state = state;
    }

    /** A stream for one suggestion; streams of different numbers are unrelated. */
    static RandomSource of(long seed, long number) {
        return new RandomSource(mix(mix(seed + GOLDEN) ^ mix(number * GOLDEN + 1)));
    }

    static long mix(long z) {
        long a = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ a >>> 27) * 0x94d049bb133111ebL;
        return b ^ b >>> 31;
    }

    long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    /** In [0, 1), 53 bits. */
    double nextUnit() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** In [0, bound); the bias is below bound / 2^53. */
    int nextBelow(int bound) {
        return (int) (nextUnit() * bound);
    }

    /** Standard normal, by the polar method of Marsaglia and Bray 1964. */
    double nextNormal() {
        while (true) {
            double x = 2 * nextUnit() - 1;
            double y = 2 * nextUnit() - 1;
            double s = x * x + y * y;
            if (s > 0 && s < 1) {
                return x * Math.sqrt(-2 * StrictMath.log(s) / s);
            }
        }
    }
}
