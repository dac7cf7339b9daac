package dev.cairn.search.pruner;

import dev.cairn.search.objective.Curve;
import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.pruner.Others.Peer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Studies whose curves are made up: losses fall as a power of the step from a random start to a random end, at a random pace,
 * with noise. Four trials run at a time, each reporting every step in turn.
 */
final class SimulatedStudies {
    static final int TRIALS = 60;
    static final int STEPS = 81;
    private static final int PARALLEL = 4;
    private static final Objective LOSS = new Objective("loss", Direction.MINIMIZE);

    private SimulatedStudies() {}

    /**
     * What became of many studies.
     *
     * @param steps the share of all steps that was run
     * @param kept the share of studies whose best trial ran to its end
     * @param excess by how much the best completed loss is above the best there was, as a share of it, on average
     */
    record Account(double steps, double kept, double excess) {}

    static Account run(Pruner pruner, int studies) {
        long steps = 0;
        int kept = 0;
        double excess = 0;
        for (int seed = 0; seed < studies; seed++) {
            List<TreeMap<Long, Double>> curves = curves(new SplittableRandom(seed));
            double best = curves.stream()
                    .mapToDouble(curve -> curve.lastEntry().getValue())
                    .min()
                    .orElseThrow();
            Collection<Peer> peers = run(pruner, curves);
            steps += peers.stream()
                    .mapToLong(peer -> peer.curve().values().size())
                    .sum();
            double found = peers.stream()
                    .filter(peer -> peer.value() != null)
                    .mapToDouble(Peer::value)
                    .min()
                    .orElseThrow();
            kept += found == best ? 1 : 0;
            excess += found / best - 1;
        }
        return new Account((double) steps / studies / TRIALS / STEPS, (double) kept / studies, excess / studies);
    }

    private static Collection<Peer> run(Pruner pruner, List<TreeMap<Long, Double>> curves) {
        var peers = new TreeMap<Long, Peer>();
        var running = new ArrayList<Long>();
        long begun = 0;
        while (begun < TRIALS || !running.isEmpty()) {
            while (running.size() < PARALLEL && begun < TRIALS) {
                running.add(++begun);
            }
            for (long number : List.copyOf(running)) {
                Peer peer = step(number, curves.get((int) number - 1), peers);
                if (peer.value() != null || stops(pruner, peer, peers)) {
                    running.remove(number);
                }
            }
        }
        return peers.values();
    }

    /** One step more of a trial. */
    private static Peer step(long number, TreeMap<Long, Double> curve, Map<Long, Peer> peers) {
        Peer before = peers.get(number);
        long step = before == null ? 1 : before.curve().values().lastKey() + 1;
        var peer = new Peer(number, Curve.of(curve.headMap(step, true)), step == STEPS ? curve.get(step) : null);
        peers.put(number, peer);
        return peer;
    }

    private static boolean stops(Pruner pruner, Peer peer, Map<Long, Peer> peers) {
        long step = peer.curve().values().lastKey();
        if (!pruner.asks(step - 1, step)) {
            return false;
        }
        var others = new TreeMap<>(peers);
        others.remove(peer.number());
        return pruner.judge(
                        new Running(peer.number(), LOSS, peer.curve(), step - 1),
                        Others.of(LOSS, List.copyOf(others.values())))
                .stops();
    }

    private static List<TreeMap<Long, Double>> curves(SplittableRandom random) {
        var curves = new ArrayList<TreeMap<Long, Double>>();
        for (int i = 0; i < TRIALS; i++) {
            double end = 0.2 + 0.8 * random.nextDouble();
            double start = end + 1 + random.nextDouble();
            double pace = 0.3 + 0.9 * random.nextDouble();
            var curve = new TreeMap<Long, Double>();
            for (long step = 1; step <= STEPS; step++) {
                double noise = 0.05 * (random.nextDouble() - 0.5);
                // StrictMath: the same on every machine.
                curve.put(step, end + (start - end) * StrictMath.pow(step, -pace) + noise);
            }
            curves.add(curve);
        }
        return curves;
    }
}
