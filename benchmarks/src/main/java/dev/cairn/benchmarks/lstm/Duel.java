package dev.cairn.benchmarks.lstm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Several contenders in turns, so that what else the machine does hits all alike. */
public final class Duel {
    private static final double SECONDS_A_TURN = 0.25;
    private static final int MOST_BATCHES = 5_000;
    private static final int RESAMPLES = 2000;

    private final Map<String, double[]> turns = new LinkedHashMap<>();

    /**
     * Warms all up, then lets each have its turns.
     *
     * @param warmUpSeconds processor time before the first turn that counts, each
     */
    public Duel(List<Contender> contenders, String what, int rounds, double warmUpSeconds) {
        var batches = new LinkedHashMap<Contender, Integer>();
        for (Contender contender : contenders) {
            double warm = warmUp(contender, what, warmUpSeconds);
            batches.put(contender, batches(warm));
            turns.put(contender.name(), new double[rounds]);
        }
        for (int round = 0; round < rounds; round++) {
            var order = new ArrayList<>(contenders);
            java.util.Collections.rotate(order, round);
            for (Contender contender : order) {
                turns.get(contender.name())[round] = contender.milliseconds(what, batches.get(contender));
            }
        }
    }

    /** HotSpot compiles for seconds: so long, in short goes whose last says how long a batch takes. */
    private static double warmUp(Contender contender, String what, double seconds) {
        double latest = contender.milliseconds(what, 2);
        for (double spent = 0; spent < seconds * 1000; ) {
            int batches = batches(latest);
            latest = contender.milliseconds(what, batches);
            spent += batches * latest;
        }
        return latest;
    }

    /** For a turn. The processor's clock ticks: a few quick batches may have taken no time at all, which is not to mean for ever. */
    private static int batches(double milliseconds) {
        return (int) Math.min(MOST_BATCHES, Math.max(2, SECONDS_A_TURN * 1000 / milliseconds));
    }

    /** Whether it took part. */
    public boolean has(String name) {
        return turns.containsKey(name);
    }

    /** Median over the rounds. */
    public double milliseconds(String name) {
        return median(turns.get(name).clone());
    }

    /** The median ratio of two contenders' turns of the same round, and 95 % of its bootstrap distribution. */
    public double[] ratio(String one, String other) {
        double[] ones = turns.get(one);
        double[] others = turns.get(other);
        double[] ratios = new double[ones.length];
        Arrays.setAll(ratios, i -> ones[i] / others[i]);
        var random = new Random(1);
        double[] medians = new double[RESAMPLES];
        Arrays.setAll(
                medians,
                i -> median(random.ints(ratios.length, 0, ratios.length)
                        .mapToDouble(chosen -> ratios[chosen])
                        .toArray()));
        Arrays.sort(medians);
        return new double[] {median(ratios.clone()), medians[RESAMPLES / 40], medians[RESAMPLES - RESAMPLES / 40]};
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
