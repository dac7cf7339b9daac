package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.problem.BenchmarkProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What runs have in common, whether they are made or compared: problems, trials under way, and the file for what comes out. */
final class RunOptions {
    @Mixin
    private ProblemsOption problems;

    @Option(
            names = "--pending",
            paramLabel = "W",
            defaultValue = "1",
            description = "how many are always under way in a run (${DEFAULT-VALUE})")
    private int pending;

    @Option(names = "--json", paramLabel = "FILE", description = "where the figures go")
    private @Nullable Path json;

    List<BenchmarkProblem> problems() {
        return problems.selected();
    }

    int pending() {
        if (pending < 1) {
            throw new IllegalArgumentException("--pending must be at least 1 but was " + pending);
        }
        return pending;
    }

    Optional<Path> json() {
        return Optional.ofNullable(json).map(OutputFile::writable);
    }
}
