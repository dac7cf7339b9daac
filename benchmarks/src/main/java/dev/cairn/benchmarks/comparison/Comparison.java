package dev.cairn.benchmarks.comparison;

import dev.cairn.benchmarks.run.RunResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One sampler against others, paired by seed.
 *
 * @param bestPeer against the best peer of each problem; null where seeds do not suffice for halves
 * @param recommended regret at the trial that ours recommends over that at its best observed one; null if it recommends none
 */
public record Comparison(
        String ours,
        int outcomes,
        List<Peer> peers,
        @Nullable Ratio bestPeer,
        @Nullable Ratio recommended,
        List<Test> tests) {

    /**
     * @param seeds the fewest on any problem
     * @param medianRatio over problems, of the problems' geometric means
     */
    record Peer(String name, Ratio ratio, int seeds, double medianRatio) {}

    /**
     * One problem and one peer.
     *
     * @param ratio geometric mean over seeds of our regret over the peer's
     * @param probability two-sided, that the seeds' logarithms have such a mean by chance
     * @param adjusted the same by Holm over all problems and peers
     */
    record Test(String problem, String peer, int seeds, double ratio, double probability, double adjusted) {
        boolean isSignificant() {
            return adjusted < 0.05;
        }
    }

    /**
     * @param random the sampler whose regret sets the floors; a peer like the others
     * @throws IllegalArgumentException if {@code ours} or {@code random} has no runs
     */
    public static Comparison of(List<RunResult> results, String ours, String random, int outcomes) {
        RegretTable table = RegretTable.of(results, outcomes, random);
        if (!table.samplers().contains(ours)) {
            throw new IllegalArgumentException(
                    "there is no run of '" + ours + "' with " + outcomes + " evaluations, only of " + table.samplers());
        }
        var peers = new ArrayList<Peer>();
        var tests = new ArrayList<Test>();
        for (String peer : table.samplers()) {
            if (peer.equals(ours)) {
                continue;
            }
            List<Test> those = tests(table, ours, peer);
            if (!those.isEmpty()) {
                tests.addAll(those);
                peers.add(peer(table, ours, peer, those));
            }
        }
        return new Comparison(
                ours,
                outcomes,
                peers,
                BestPeer.ratio(table, ours).orElse(null),
                recommended(results, ours, random, outcomes),
                adjusted(tests));
    }

    private static List<Test> tests(RegretTable table, String ours, String peer) {
        var tests = new ArrayList<Test>();
        for (String problem : table.problems(List.of(ours, peer))) {
            double[] differences = table.differences(problem, ours, peer);
            if (differences.length > 0) {
                tests.add(new Test(
                        problem,
                        peer,
                        differences.length,
                        Math.exp(Statistics.mean(differences)),
                        Statistics.signFlip(differences),
                        Double.NaN));
            }
        }
        return tests;
    }

    private static Peer peer(RegretTable table, String ours, String peer, List<Test> tests) {
        return new Peer(
                peer,
                Ratio.of(tests.stream()
                        .map(test -> table.differences(test.problem(), ours, peer))
                        .toList()),
                tests.stream().mapToInt(Test::seeds).min().orElseThrow(),
                Statistics.quantile(tests.stream().mapToDouble(Test::ratio).toArray(), 0.5));
    }

    private static List<Test> adjusted(List<Test> tests) {
        double[] adjusted =
                Statistics.holm(tests.stream().mapToDouble(Test::probability).toArray());
        var all = new ArrayList<Test>();
        for (int i = 0; i < adjusted.length; i++) {
            Test test = tests.get(i);
            all.add(new Test(test.problem(), test.peer(), test.seeds(), test.ratio(), test.probability(), adjusted[i]));
        }
        all.sort(Comparator.comparingDouble(Test::ratio).reversed());
        return all;
    }

    /** Ours with its recommended regrets as if they were another sampler's. */
    private static @Nullable Ratio recommended(List<RunResult> results, String ours, String random, int outcomes) {
        String name = ours + ", recommended";
        var both = new ArrayList<RunResult>();
        for (RunResult run : results) {
            if (run.sampler().equals(random) || run.sampler().equals(ours)) {
                both.add(run);
            }
            Double regret = Objects.requireNonNull(run.recommended()).get(Integer.toString(outcomes));
            if (run.sampler().equals(ours) && regret != null) {
                both.add(new RunResult(
                        name,
                        run.version(),
                        run.problem(),
                        run.seed(),
                        run.pending(),
                        run.startup(),
                        outcomes,
                        List.of(regret),
                        null,
                        null,
                        null,
                        null));
            }
        }
        RegretTable table = RegretTable.of(both, outcomes, random);
        List<double[]> differences = table.problems(List.of(name, ours)).stream()
                .map(problem -> table.differences(problem, name, ours))
                .filter(logs -> logs.length > 0)
                .toList();
        return differences.isEmpty() ? null : Ratio.of(differences);
    }

    /** Mean failures of a whole run by problem and sampler, of problems where any run had one. */
    public static Map<String, Map<String, Double>> failures(List<RunResult> results) {
        var failing = results.stream()
                .filter(run -> run.failuresInAll() > 0)
                .map(RunResult::problem)
                .collect(Collectors.toSet());
        return results.stream()
                .filter(run -> failing.contains(run.problem()))
                .collect(Collectors.groupingBy(
                        RunResult::problem,
                        TreeMap::new,
                        Collectors.groupingBy(
                                RunResult::sampler,
                                TreeMap::new,
                                Collectors.averagingDouble(RunResult::failuresInAll))));
    }
}
