package dev.cairn.benchmarks.comparison;

import dev.cairn.benchmarks.problem.Problems;
import dev.cairn.benchmarks.run.RunResult;
import dev.cairn.benchmarks.run.Summary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Logarithms of floored regrets after so many outcomes. The floor of a problem is a tenth of its noise level or a thousandth of
 * random search's median regret, whichever is larger; where nothing succeeded the regret is the worst that anybody had.
 *
 * @param logs by problem, sampler and seed
 */
record RegretTable(SortedMap<String, SortedMap<String, SortedMap<Long, Double>>> logs) {

    /**
     * @param random the sampler whose regret sets the floor
     * @throws IllegalArgumentException if a problem has no run of it
     */
    static RegretTable of(List<RunResult> results, int outcomes, String random) {
        var logs = new TreeMap<String, SortedMap<String, SortedMap<Long, Double>>>();
        Map<String, List<RunResult>> byProblem = results.stream()
                .filter(result -> result.evaluations() >= outcomes)
                .collect(Collectors.groupingBy(RunResult::problem));
        byProblem.forEach((problem, runs) -> logs.put(problem, logsOf(problem, runs, outcomes, random)));
        return new RegretTable(logs);
    }

    private static SortedMap<String, SortedMap<Long, Double>> logsOf(
            String problem, List<RunResult> runs, int outcomes, String random) {
        double worst = runs.stream()
                .mapToDouble(run -> run.regretAfter(outcomes))
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        double[] randoms = runs.stream()
                .filter(run -> run.sampler().equals(random))
                .mapToDouble(run -> Math.min(worst, run.regretAfter(outcomes)))
                .toArray();
        if (randoms.length == 0) {
            throw new IllegalArgumentException("there is no run of '" + random + "' on " + problem + " with " + outcomes
                    + " evaluations, which the floor needs");
        }
        double floor =
                Math.max(Problems.named(problem).floorSigma() / 10, Math.max(1e-300, Summary.median(randoms) / 1000));
        var logs = new TreeMap<String, SortedMap<Long, Double>>();
        for (RunResult run : runs) {
            double regret = Math.max(floor, Math.min(worst, run.regretAfter(outcomes)));
            logs.computeIfAbsent(run.sampler(), name -> new TreeMap<>()).put(run.seed(), Math.log(regret));
        }
        return logs;
    }

    SortedSet<String> samplers() {
        var samplers = new TreeSet<String>();
        logs.values().forEach(bySampler -> samplers.addAll(bySampler.keySet()));
        return samplers;
    }

    /** Those that all of the samplers ran. */
    List<String> problems(Collection<String> samplers) {
        return logs.keySet().stream()
                .filter(problem -> logs.get(problem).keySet().containsAll(samplers))
                .toList();
    }

    /** Those that all of the samplers ran on the problem. */
    List<Long> seeds(String problem, Collection<String> samplers) {
        var seeds = new ArrayList<Long>();
        for (String sampler : samplers) {
            var those = logs.get(problem).get(sampler).keySet();
            if (seeds.isEmpty()) {
                seeds.addAll(those);
            } else {
                seeds.retainAll(those);
            }
            if (seeds.isEmpty()) {
                break;
            }
        }
        return seeds;
    }

    double[] of(String problem, String sampler, List<Long> seeds) {
        var bySeed = logs.get(problem).get(sampler);
        return seeds.stream().mapToDouble(bySeed::get).toArray();
    }

    /** Ours less the peer's, seed by seed. */
    double[] differences(String problem, String ours, String peer) {
        List<Long> seeds = seeds(problem, List.of(ours, peer));
        double[] differences = of(problem, ours, seeds);
        double[] others = of(problem, peer, seeds);
        for (int i = 0; i < differences.length; i++) {
            differences[i] -= others[i];
        }
        return differences;
    }
}
