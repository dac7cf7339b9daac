package dev.cairn.benchmarks.comparison;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/** What the comparison needs of statistics. Randomised answers have fixed seeds. */
final class Statistics {
    /** Up to here all signs are tried: 65,536. */
    private static final int MOST_EXACT = 16;

    private static final int DRAWN = 50_000;
    /** Sums that differ by rounding only are equal. */
    private static final double ROUNDING = 1e-9;

    private Statistics() {}

    static double mean(double... values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** Linear between the two nearest ranks. */
    static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /**
     * The two-sided probability that differences which are as likely to be positive as negative have a sum as far from 0:
     * Fisher's randomisation test, over all signs or, for more than 16 differences, over 50,000 draws of them.
     */
    static double signFlip(double... differences) {
        int n = differences.length;
        double observed = Math.abs(Arrays.stream(differences).sum()) * (1 - ROUNDING) - ROUNDING;
        boolean isExact = n <= MOST_EXACT;
        int count = isExact ? 1 << n : DRAWN;
        var random = new Random(1);
        int asFar = 0;
        for (int draw = 0; draw < count; draw++) {
            long signs = isExact ? draw : random.nextLong();
            double sum = 0;
            for (int i = 0; i < n; i++) {
                // A word has 64 signs.
                if (!isExact && i > 0 && i % 64 == 0) {
                    signs = random.nextLong();
                }
                sum += (signs >>> i & 1) == 0 ? differences[i] : -differences[i];
            }
            asFar += Math.abs(sum) >= observed ? 1 : 0;
        }
        return isExact ? (double) asFar / count : (asFar + 1.0) / (count + 1);
    }

    /** Holm's adjustment for many tests (1979): an adjusted probability below a level keeps the family's level. */
    static double[] holm(double... probabilities) {
        int n = probabilities.length;
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> probabilities[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        var adjusted = new double[n];
        double least = 0;
        for (int rank = 0; rank < n; rank++) {
            least = Math.max(least, Math.min(1, (n - rank) * probabilities[order[rank]]));
            adjusted[order[rank]] = least;
        }
        return adjusted;
    }
}
