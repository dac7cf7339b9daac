package dev.cairn.api.task;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Deals examples out to parts, so that each part has its share of each class as nearly as whole groups allow.
 *
 * <pre>
 * T[p][c]   examples of class c that part p should have: its share of them all
 * n[p][c]   those it has
 * </pre>
 *
 * Groups are shuffled and, those of most examples first, given to the part where they raise sum (n - T)² / T least. Groups of one
 * example are dealt out exactly by this; for larger ones it is the greedy rule of Sechidis, Tsoumakas and Vlahavas (2011), with groups
 * in the place of examples.
 */
public final class Stratification {
    private Stratification() {}

    /**
     * The part of each example.
     *
     * @param labels [example], classes counted from 0
     * @param groups [example], groups counted from 0
     * @param shares [part], together 1, each above 0
     * @return [example]; equal for equal arguments
     */
    public static int[] deal(int[] labels, int[] groups, double[] shares, long seed) {
        int classes = Arrays.stream(labels).max().orElse(-1) + 1;
        int count = Arrays.stream(groups).max().orElse(-1) + 1;
        int[][] members = new int[count][classes];
        double[][] wished = new double[shares.length][classes];
        for (int i = 0; i < labels.length; i++) {
            members[groups[i]][labels[i]]++;
            for (int part = 0; part < shares.length; part++) {
                wished[part][labels[i]] += shares[part];
            }
        }
        double[][] given = new double[shares.length][classes];
        int[] partOf = new int[count];
        for (int group : order(members, seed)) {
            int best = 0;
            for (int part = 1; part < shares.length; part++) {
                boolean isBetter = rise(members[group], given[part], wished[part])
                        < rise(members[group], given[best], wished[best]);
                best = isBetter ? part : best;
            }
            partOf[group] = best;
            for (int c = 0; c < classes; c++) {
                given[best][c] += members[group][c];
            }
        }
        return Arrays.stream(groups).map(group -> partOf[group]).toArray();
    }

    /** Groups of most examples first, others as they were shuffled. */
    private static int[] order(int[][] members, long seed) {
        int[] shuffled = IntStream.range(0, members.length).toArray();
        var random = new SplittableRandom(seed);
        for (int i = shuffled.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = shuffled[i];
            shuffled[i] = shuffled[j];
            shuffled[j] = kept;
        }
        return Arrays.stream(shuffled)
                .boxed()
                .sorted(Comparator.comparingInt(
                        group -> -Arrays.stream(members[group]).sum()))
                .mapToInt(group -> group)
                .toArray();
    }

    private static double rise(int[] more, double[] given, double[] wished) {
        double rise = 0;
        for (int c = 0; c < more.length; c++) {
            if (more[c] > 0) {
                rise += more[c] * (2 * (given[c] - wished[c]) + more[c]) / wished[c];
            }
        }
        return rise;
    }
}
