package dev.cairn.benchmarks.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Ours against the best peer of each problem. The peer is picked on one half of the seeds and compared on the other, both ways
 * round and over many random halves: picked where it is compared, luck would make it look better than it is.
 */
final class BestPeer {
    private static final int FEWEST_SEEDS = 4;
    private static final int HALVINGS = 100;
    private static final int HALVINGS_RESAMPLED = 4;

    private BestPeer() {}

    /**
     * One problem's logarithms of regrets.
     *
     * @param ours by seed
     * @param peers by peer and seed
     */
    record Logs(double[] ours, double[][] peers) {}

    /** Problems that a peer and at least four seeds share; empty if there is none. */
    static Optional<Ratio> ratio(RegretTable table, String ours) {
        var problems = new ArrayList<Logs>();
        for (String problem : table.problems(List.of(ours))) {
            var samplers = table.logs().get(problem).keySet();
            List<Long> seeds = table.seeds(problem, samplers);
            if (seeds.size() >= FEWEST_SEEDS && samplers.size() > 1) {
                problems.add(new Logs(
                        table.of(problem, ours, seeds),
                        samplers.stream()
                                .filter(sampler -> !sampler.equals(ours))
                                .map(sampler -> table.of(problem, sampler, seeds))
                                .toArray(double[][]::new)));
            }
        }
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        var random = new Random(3);
        double mean = problems.stream()
                .mapToDouble(logs -> difference(logs, HALVINGS, random))
                .average()
                .orElseThrow();
        return Optional.of(Ratio.bootstrapped(mean, problems, logs -> resampled(logs, random), random));
    }

    /** Mean over halvings of ours less the picked peer's. */
    static double difference(Logs logs, int halvings, Random random) {
        int[] each = IntStream.range(0, logs.ours().length).toArray();
        return difference(logs, each, halvings, random);
    }

    /** The same with seeds drawn anew, copies of a seed staying in one half. */
    private static double resampled(Logs logs, Random random) {
        int n = logs.ours().length;
        int[] drawn = random.ints(n, 0, n).sorted().toArray();
        // Of one seed only there are no halves.
        return drawn[0] == drawn[n - 1]
                ? difference(logs, HALVINGS_RESAMPLED, random)
                : difference(logs, drawn, HALVINGS_RESAMPLED, random);
    }

    private static double difference(Logs logs, int[] seeds, int halvings, Random random) {
        var distinct = new ArrayList<>(Arrays.stream(seeds).distinct().boxed().toList());
        double sum = 0;
        for (int i = 0; i < halvings; i++) {
            Collections.shuffle(distinct, random);
            List<Integer> first = distinct.subList(0, distinct.size() / 2);
            int[] here = Arrays.stream(seeds).filter(first::contains).toArray();
            int[] there =
                    Arrays.stream(seeds).filter(seed -> !first.contains(seed)).toArray();
            sum += compared(logs, here, there) + compared(logs, there, here);
        }
        return sum / (2 * halvings);
    }

    private static double compared(Logs logs, int[] picking, int[] comparing) {
        double[] best = logs.peers()[0];
        for (double[] peer : logs.peers()) {
            best = mean(peer, picking) < mean(best, picking) ? peer : best;
        }
        return mean(logs.ours(), comparing) - mean(best, comparing);
    }

    private static double mean(double[] values, int[] seeds) {
        double sum = 0;
        for (int seed : seeds) {
            sum += values[seed];
        }
        return sum / seeds.length;
    }
}
