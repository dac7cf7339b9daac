package dev.cairn.benchmarks.run;

import dev.cairn.benchmarks.problem.BenchmarkProblem;
import dev.cairn.benchmarks.problem.Problems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Results as a short table: per problem and sampler the median and, in brackets, the mean regret. */
public final class Summary {
    private static final List<Integer> AFTER = List.of(10, 25, 50, 100, 200, 500, 900, 1000, 1100, 1200, 1500, 2000);

    private Summary() {}

    /** Problems in their suites' order, unknown ones last. */
    public static List<String> table(List<RunResult> results) {
        var byProblem = new LinkedHashMap<String, Map<String, List<RunResult>>>();
        Problems.all().stream().map(BenchmarkProblem::name).forEach(name -> byProblem.put(name, new TreeMap<>()));
        for (RunResult result : results) {
            String label = result.pending() == 1 ? result.sampler() : result.sampler() + " w" + result.pending();
            byProblem
                    .computeIfAbsent(result.problem(), name -> new TreeMap<>())
                    .computeIfAbsent(label, name -> new ArrayList<>())
                    .add(result);
        }
        var rows = new ArrayList<List<String>>();
        var header = new ArrayList<>(List.of("problem", "sampler", "runs"));
        int most = results.stream().mapToInt(RunResult::evaluations).max().orElse(0);
        List<Integer> after =
                AFTER.stream().filter(outcomes -> outcomes <= most).toList();
        after.forEach(outcomes -> header.add("at " + outcomes));
        header.addAll(List.of("failed", "ms"));
        rows.add(header);
        byProblem.forEach((problem, samplers) ->
                samplers.forEach((sampler, runs) -> rows.add(row(problem, sampler, runs, after))));
        return aligned(rows);
    }

    private static List<String> row(String problem, String sampler, List<RunResult> runs, List<Integer> after) {
        var row = new ArrayList<>(List.of(problem, sampler, Integer.toString(runs.size())));
        for (int outcomes : after) {
            double[] regrets = runs.stream()
                    .filter(run -> run.evaluations() >= outcomes)
                    .mapToDouble(run -> run.regretAfter(outcomes))
                    .toArray();
            row.add(
                    regrets.length == 0
                            ? "-"
                            : figure(median(regrets)) + " ["
                                    + figure(Arrays.stream(regrets).average().orElseThrow()) + "]");
        }
        row.add(figure(
                median(runs.stream().mapToDouble(RunResult::failuresInAll).toArray())));
        double[] seconds = runs.stream()
                .flatMap(run -> Objects.requireNonNull(run.seconds()).stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        row.add(seconds.length == 0 ? "-" : figure(1000 * median(seconds)));
        return row;
    }

    /** The middle one, or the mean of both. */
    public static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** Two significant digits. */
    public static String figure(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size < 1e-3 || size >= 1e5) {
            return String.format(Locale.ROOT, "%.1e", value)
                    .replaceFirst("e([-+])0?", "e$1")
                    .replace("e+", "e");
        }
        int decimals = Math.max(0, 1 - (int) Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static List<String> aligned(List<List<String>> rows) {
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(i ->
                        rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
                .toArray();
        return rows.stream()
                .map(row -> {
                    var line = new StringBuilder();
                    for (int i = 0; i < widths.length; i++) {
                        String gap = " ".repeat(widths[i] - row.get(i).length());
                        line.append(i < 2 ? row.get(i) + gap : gap + row.get(i)).append("  ");
                    }
                    return line.toString().stripTrailing();
                })
                .toList();
    }
}
