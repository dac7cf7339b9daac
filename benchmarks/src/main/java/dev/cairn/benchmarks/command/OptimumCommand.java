package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.problem.BenchmarkProblem;
import dev.cairn.benchmarks.problem.OptimumSearch;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "optimum", description = "Searches long for the least noiseless loss of problems.")
final class OptimumCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ProblemsOption problems;

    @Option(names = "--evaluations", paramLabel = "N", defaultValue = "100000", description = "${DEFAULT-VALUE}")
    private int evaluations;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "${DEFAULT-VALUE}")
    private long seed;

    @Override
    public Integer call() {
        for (BenchmarkProblem problem : problems.selected()) {
            long begin = System.nanoTime();
            OptimumSearch.Found found = OptimumSearch.best(problem, evaluations, seed);
            spec.commandLine()
                    .getOut()
                    .println(problem.name() + ": found " + found.loss() + ", stated " + problem.optimum() + ", "
                            + (System.nanoTime() - begin) / 1000 / evaluations + " us each, at "
                            + found.point().values());
        }
        return 0;
    }
}
