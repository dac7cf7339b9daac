package dev.cairn.benchmarks.comparison;

import dev.cairn.benchmarks.run.RunResult;
import dev.cairn.benchmarks.run.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Comparisons for people. */
public final class MarkdownReport {
    private final List<String> lines = new ArrayList<>();

    private MarkdownReport() {}

    /**
     * @param results what was compared
     */
    public static List<String> of(List<Comparison> comparisons, List<RunResult> results) {
        var report = new MarkdownReport();
        comparisons.forEach(report::comparison);
        int most = comparisons.stream().mapToInt(Comparison::outcomes).max().orElse(1);
        report.regrets(results, most);
        report.failures(results);
        return List.copyOf(report.lines);
    }

    private void comparison(Comparison comparison) {
        heading(comparison.ours() + " after " + comparison.outcomes() + " evaluations");
        row("peer", "regret, ours / peer", "95 %", "median over problems", "problems", "seeds", "worse", "better");
        row("---", "---", "---", "---", "---", "---", "---", "---");
        for (Comparison.Peer peer : comparison.peers()) {
            List<Comparison.Test> significant = comparison.tests().stream()
                    .filter(test -> test.peer().equals(peer.name()) && test.isSignificant())
                    .toList();
            long worse = significant.stream().filter(test -> test.ratio() > 1).count();
            row(
                    peer.name(),
                    Summary.figure(peer.ratio().ratio()),
                    interval(peer.ratio()),
                    Summary.figure(peer.medianRatio()),
                    Integer.toString(peer.ratio().problems()),
                    Integer.toString(peer.seeds()),
                    Long.toString(worse),
                    Long.toString(significant.size() - worse));
        }
        ratio("best of them, picked on other seeds", comparison.bestPeer());
        ratio("itself, at the recommended trial over the best observed", comparison.recommended());
        lines.add("");
        List<Comparison.Test> worse = comparison.tests().stream()
                .filter(test -> test.ratio() > 1 && test.isSignificant())
                .toList();
        lines.add(
                worse.isEmpty()
                        ? "Significantly worse (5 %, Holm over problems and peers): nowhere."
                        : "Significantly worse (5 %, Holm over problems and peers):");
        worse.forEach(test -> lines.add("* " + test.problem() + " against " + test.peer() + ": "
                + Summary.figure(test.ratio()) + " times, p " + Summary.figure(test.adjusted())));
        lines.add("");
    }

    private void ratio(String name, @Nullable Ratio ratio) {
        if (ratio != null) {
            row(
                    name,
                    Summary.figure(ratio.ratio()),
                    interval(ratio),
                    "",
                    Integer.toString(ratio.problems()),
                    "",
                    "",
                    "");
        }
    }

    private void regrets(List<RunResult> results, int outcomes) {
        heading("Median [mean] regret after " + outcomes + " evaluations");
        SortedSet<String> samplers = samplers(results);
        header("problem", samplers);
        results.stream().map(RunResult::problem).distinct().forEach(problem -> {
            var row = new ArrayList<>(List.of(problem));
            for (String sampler : samplers) {
                double[] regrets = results.stream()
                        .filter(run -> run.problem().equals(problem)
                                && run.sampler().equals(sampler)
                                && run.evaluations() >= outcomes)
                        .mapToDouble(run -> run.regretAfter(outcomes))
                        .toArray();
                row.add(
                        regrets.length == 0
                                ? "-"
                                : Summary.figure(Summary.median(regrets)) + " ["
                                        + Summary.figure(Statistics.mean(regrets)) + "]");
            }
            row(row);
        });
        lines.add("");
    }

    private void failures(List<RunResult> results) {
        Map<String, Map<String, Double>> failures = Comparison.failures(results);
        if (failures.isEmpty()) {
            return;
        }
        heading("Mean failures of a run, where trials can fail");
        SortedSet<String> samplers = samplers(results);
        header("problem", samplers);
        failures.forEach((problem, bySampler) -> {
            var row = new ArrayList<>(List.of(problem));
            samplers.forEach(
                    sampler -> row.add(bySampler.containsKey(sampler) ? Summary.figure(bySampler.get(sampler)) : "-"));
            row(row);
        });
        lines.add("");
    }

    private static SortedSet<String> samplers(List<RunResult> results) {
        return results.stream().map(RunResult::sampler).collect(Collectors.toCollection(TreeSet::new));
    }

    private void header(String first, SortedSet<String> samplers) {
        var header = new ArrayList<>(List.of(first));
        header.addAll(samplers);
        row(header);
        row(header.stream().map(cell -> "---").toList());
    }

    private void heading(String text) {
        lines.add("## " + text);
        lines.add("");
    }

    private void row(String... cells) {
        row(Arrays.asList(cells));
    }

    private void row(List<String> cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
    }

    private static String interval(Ratio ratio) {
        return "[" + Summary.figure(ratio.low()) + ", " + Summary.figure(ratio.high()) + "]";
    }
}
