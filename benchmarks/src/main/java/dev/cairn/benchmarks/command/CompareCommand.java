package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.comparison.Comparison;
import dev.cairn.benchmarks.comparison.MarkdownReport;
import dev.cairn.benchmarks.problem.BenchmarkProblem;
import dev.cairn.benchmarks.run.Json;
import dev.cairn.benchmarks.run.NamedSampler;
import dev.cairn.benchmarks.run.ResultFile;
import dev.cairn.benchmarks.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "compare",
        description = "Compares one sampler with others, paired by seed, from files of results; prints Markdown.")
final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--ours", required = true, paramLabel = "NAME", description = "the sampler to judge")
    private String ours = "";

    @Option(
            names = "--results",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "of regret, or of other libraries in the same form")
    private List<Path> results = new ArrayList<>();

    @Mixin
    private RunOptions options;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "S",
            description = "only these, and random search for the floor (default: all in the files)")
    private List<String> peers = new ArrayList<>();

    @Option(
            names = "--evaluations",
            split = ",",
            paramLabel = "N",
            defaultValue = "50,100",
            description = "after which regrets are compared (${DEFAULT-VALUE})")
    private List<Integer> evaluations = new ArrayList<>();

    /**
     * @param failures mean of a run, by problem and sampler
     */
    record Figures(List<Comparison> comparisons, Map<String, Map<String, Double>> failures) {}

    @Override
    public Integer call() throws IOException {
        if (evaluations.stream().anyMatch(n -> n < 1)) {
            throw new ParameterException(spec.commandLine(), "--evaluations must be at least 1 each");
        }
        Optional<Path> json = options.json();
        List<RunResult> runs = runs();
        List<Comparison> comparisons = evaluations.stream()
                .map(outcomes -> Comparison.of(runs, ours, NamedSampler.RANDOM, outcomes))
                .toList();
        if (json.isPresent()) {
            Files.writeString(
                    json.get(),
                    Json.MAPPER
                                    .writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(new Figures(comparisons, Comparison.failures(runs)))
                            + "\n");
        }
        MarkdownReport.of(comparisons, runs).forEach(spec.commandLine().getOut()::println);
        return 0;
    }

    private List<RunResult> runs() {
        int pending = options.pending();
        var wanted = options.problems().stream().map(BenchmarkProblem::name).collect(Collectors.toSet());
        return results.stream()
                .flatMap(path -> new ResultFile(path).read().stream())
                .filter(run -> wanted.contains(run.problem()) && run.pending() == pending)
                .filter(run -> peers.isEmpty()
                        || run.sampler().equals(ours)
                        || run.sampler().equals(NamedSampler.RANDOM)
                        || peers.contains(run.sampler()))
                .toList();
    }
}
