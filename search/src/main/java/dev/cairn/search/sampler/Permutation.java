package dev.cairn.search.sampler;

/**
 * A pseudo-random order of [0, size) without storing it: a four-round Feistel network on the next even number of bits, walked
 * until it lands inside (Black and Rogaway 2002, "Ciphers with arbitrary finite domains").
 */
final class Permutation {
    private static final int ROUNDS = 4;

    private final long size;
    private final long seed;
    private final int halfBits;

    Permutation(long size, long seed) {
        this.size = size;
        this.seed = seed;
        this.halfBits = Math.max(1, (65 - Long.numberOfLeadingZeros(size - 1)) / 2);
    }

    long at(long index) {
        long place = index;
        do {
            place = shuffled(place);
        } while (place >= size);
        return place;
    }

    private long shuffled(long place) {
        long mask = (1L << halfBits) - 1;
        long left = place >>> halfBits;
        long right = place & mask;
        for (int round = 0; round < ROUNDS; round++) {
            long next = left ^ RandomSource.mix(RandomSource.mix(seed + round) ^ right) & mask;
            left = right;
            right = next;
        }
        return left << halfBits | right;
    }
}
