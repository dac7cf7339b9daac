package dev.cairn.worker.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Measures how well numbers put what is sought before the rest. Equal numbers are one threshold, in no order. */
final class Ranking {
    private final int[] order;
    /** By place in the order: whether a lower score than that of the place before begins. */
    private final boolean[] begins;

    private final boolean[] sought;

    Ranking(double[] scores, boolean[] sought) {
        this.sought = sought;
        this.order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .mapToInt(i -> i)
                .toArray();
        this.begins = new boolean[order.length];
        for (int i = 0; i < order.length; i++) {
            begins[i] = i == 0 || scores[order[i]] != scores[order[i - 1]];
        }
    }

    static double rocAuc(double[] scores, boolean[] sought) {
        return new Ranking(scores, sought).rocAuc(once(scores.length));
    }

    static double averagePrecision(double[] scores, boolean[] sought) {
        return new Ranking(scores, sought).averagePrecision(once(scores.length));
    }

    private static int[] once(int count) {
        int[] times = new int[count];
        Arrays.fill(times, 1);
        return times;
    }

    /**
     * The area under the receiver operating characteristic: the probability that one of those sought has a higher score than one
     * of the rest, half for equal ones (Hanley and McNeil 1982).
     *
     * @param times [example], how often each counts
     * @return in [0, 1]; not a number if none is sought, or all are
     */
    double rocAuc(int[] times) {
        double above = 0;
        double area = 0;
        double rest = 0;
        for (int i = 0; i < order.length; ) {
            double hits = 0;
            double misses = 0;
            int threshold = i;
            for (; i < order.length && (i == threshold || !begins[i]); i++) {
                hits += sought[order[i]] ? times[order[i]] : 0;
                misses += sought[order[i]] ? 0 : times[order[i]];
            }
            area += misses * (above + hits / 2);
            above += hits;
            rest += misses;
        }
        return above == 0 || rest == 0 ? Double.NaN : area / above / rest;
    }

    /**
     * The area under the curve of precision over recall as the sum of precision times the recall gained at each threshold, without
     * interpolation (average precision; Manning, Raghavan and Schütze 2008, section 8.4).
     *
     * @param times [example], how often each counts
     * @return in [0, 1]; not a number if none is sought
     */
    double averagePrecision(int[] times) {
        double found = 0;
        double taken = 0;
        double sum = 0;
        for (int i = 0; i < order.length; ) {
            double hits = 0;
            int threshold = i;
            for (; i < order.length && (i == threshold || !begins[i]); i++) {
                hits += sought[order[i]] ? times[order[i]] : 0;
                taken += times[order[i]];
            }
            found += hits;
            sum += taken == 0 ? 0 : hits * found / taken;
        }
        return found == 0 ? Double.NaN : sum / found;
    }
}
