package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.problem.BenchmarkProblem;
import dev.cairn.benchmarks.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which problems are meant. */
final class ProblemsOption {
    @Option(
            names = {"--problems", "--suite"},
            split = ",",
            paramLabel = "P",
            defaultValue = "all",
            description = "problems, suites or all (${DEFAULT-VALUE})")
    private List<String> names = new ArrayList<>();

    /** @throws IllegalArgumentException if a name is unknown */
    List<BenchmarkProblem> selected() {
        return Problems.select(names);
    }
}
