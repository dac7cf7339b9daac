package dev.cairn.worker.data;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Measures how well numbers put what is sought before the rest. Equal numbers are one threshold, in no order. */
final class Ranking {
    private Ranking() {}

    /**
     * The area under the receiver operating characteristic: the probability that one of those sought has a higher score than one
     * of the rest, half for equal ones (Hanley and McNeil 1982).
     *
     * @return in [0, 1]; not a number if none is sought, or all are
     */
    static double rocAuc(double[] scores, boolean[] sought) {
        double above = 0;
        double area = 0;
        double rest = 0;
        Steps steps = Steps.of(scores, sought);
        for (int i = 0; i < steps.hits().length; i++) {
            area += steps.misses()[i] * (above + steps.hits()[i] / 2.0);
            above += steps.hits()[i];
            rest += steps.misses()[i];
        }
        return above == 0 || rest == 0 ? Double.NaN : area / above / rest;
    }

    /**
     * The area under the curve of precision over recall as the sum of precision times the recall gained at each threshold, without
     * interpolation (average precision; Manning, Raghavan and Schütze 2008, section 8.4).
     *
     * @return in [0, 1]; not a number if none is sought
     */
    static double averagePrecision(double[] scores, boolean[] sought) {
        double hits = 0;
        double taken = 0;
        double sum = 0;
        Steps steps = Steps.of(scores, sought);
        for (int i = 0; i < steps.hits().length; i++) {
            hits += steps.hits()[i];
            taken += steps.hits()[i] + steps.misses()[i];
            sum += steps.hits()[i] * hits / taken;
        }
        return hits == 0 ? Double.NaN : sum / hits;
    }

    /** What each threshold adds, from the highest score to the lowest. */
    private record Steps(int[] hits, int[] misses) {
        static Steps of(double[] scores, boolean[] sought) {
            int[] order = IntStream.range(0, scores.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -scores[i]))
                    .mapToInt(i -> i)
                    .toArray();
            int[] hits = new int[order.length];
            int[] misses = new int[order.length];
            int step = -1;
            for (int i = 0; i < order.length; i++) {
                step += i == 0 || scores[order[i]] != scores[order[i - 1]] ? 1 : 0;
                if (sought[order[i]]) {
                    hits[step]++;
                } else {
                    misses[step]++;
                }
            }
            return new Steps(hits, misses);
        }
    }
}
