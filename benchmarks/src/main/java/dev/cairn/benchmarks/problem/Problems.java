package dev.cairn.benchmarks.problem;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All problems. */
public final class Problems {
    private static final List<BenchmarkProblem> ALL = Stream.of(
                    StandardSuite.problems(),
                    LstmSuite.problems(),
                    SecondSuite.problems(),
                    FreshSuite.problems(),
                    HoldoutSuite.problems())
            .flatMap(List::stream)
            .toList();

    private Problems() {}

    public static List<BenchmarkProblem> all() {
        return ALL;
    }

    /** @throws IllegalArgumentException if there is none */
    public static BenchmarkProblem named(String name) {
        return ALL.stream()
                .filter(problem -> problem.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no problem named '" + name + "'"));
    }

    /**
     * Several, each once.
     *
     * @param names problems, suites, or {@code all}
     * @throws IllegalArgumentException if a name is neither
     */
    public static List<BenchmarkProblem> select(List<String> names) {
        var selected = new LinkedHashSet<BenchmarkProblem>();
        for (String name : names) {
            List<BenchmarkProblem> meant = ALL.stream()
                    .filter(problem ->
                            name.equals("all") || name.equals(problem.suite()) || name.equals(problem.name()))
                    .toList();
            if (meant.isEmpty()) {
                throw new IllegalArgumentException("'" + name + "' is neither 'all', nor a suite ("
                        + ALL.stream().map(BenchmarkProblem::suite).distinct().collect(Collectors.joining(", "))
                        + "), nor a problem ("
                        + ALL.stream().map(BenchmarkProblem::name).collect(Collectors.joining(", ")) + ")");
            }
            selected.addAll(meant);
        }
        return new ArrayList<>(selected);
    }
}
