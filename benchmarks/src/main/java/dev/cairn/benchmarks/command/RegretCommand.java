package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.run.Campaign;
import dev.cairn.benchmarks.run.NamedSampler;
import dev.cairn.benchmarks.run.ResultFile;
import dev.cairn.benchmarks.run.RunResult;
import dev.cairn.benchmarks.run.Summary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "regret",
        description =
                "Runs samplers on problems, appends a JSON line per run, leaves out runs that the file has already, "
                        + "and prints a table.")
final class RegretCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--sampler",
            split = ",",
            paramLabel = "S",
            description = "random, gp, or a name given to --settings (default: all of these, else gp)")
    private List<String> samplers = new ArrayList<>();

    @Option(
            names = "--settings",
            paramLabel = "NAME=JSON",
            description =
                    "a sampler with these settings, such as gp0='{\"type\":\"GAUSSIAN_PROCESS\",\"probeEvery\":0}'")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Mixin
    private RunOptions options;

    @Option(
            names = "--seeds",
            paramLabel = "A..B",
            defaultValue = "0..7",
            description = "first and last (${DEFAULT-VALUE})")
    private String seeds = "";

    @Option(names = "--evaluations", paramLabel = "N", defaultValue = "100", description = "${DEFAULT-VALUE}")
    private int evaluations;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "${DEFAULT-VALUE}")
    private int threads;

    @Option(
            names = "--summary",
            arity = "1..*",
            paramLabel = "FILE",
            description = "only print the table of these files")
    private List<Path> summary = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        var out = spec.commandLine().getOut();
        if (!summary.isEmpty()) {
            Summary.table(summary.stream()
                            .flatMap(path -> new ResultFile(path).read().stream())
                            .toList())
                    .forEach(out::println);
            return 0;
        }
        Path json = options.json()
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "say where results go: --json FILE"));
        if (evaluations < 1 || threads < 1) {
            throw new ParameterException(spec.commandLine(), "--evaluations and --threads must be at least 1");
        }
        var file = new ResultFile(json);
        new Campaign(
                        chosen(),
                        options.problems(),
                        range(),
                        evaluations,
                        options.pending(),
                        System.getProperty("cairn.version", "unknown"))
                .run(file, threads, this::tell);
        Summary.table(file.read()).forEach(out::println);
        return 0;
    }

    private void tell(RunResult result) {
        spec.commandLine()
                .getErr()
                .println(result.problem() + " " + result.sampler() + " seed " + result.seed() + ": "
                        + Summary.figure(result.regretAfter(evaluations)));
    }

    private List<NamedSampler> chosen() {
        List<String> names =
                !samplers.isEmpty() ? samplers : settings.isEmpty() ? List.of("gp") : List.copyOf(settings.keySet());
        return names.stream().map(this::sampler).toList();
    }

    private NamedSampler sampler(String name) {
        String given = settings.get(name);
        NamedSampler sampler = given == null ? NamedSampler.builtIn(name) : NamedSampler.of(name, given);
        if (sampler == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no sampler '" + name + "': use random, gp or --settings " + name + "=…");
        }
        return sampler;
    }

    private List<Long> range() {
        if (!seeds.matches("[0-9]{1,9}(\\.\\.[0-9]{1,9})?")) {
            throw new ParameterException(spec.commandLine(), "--seeds must be like 0..7 but was '" + seeds + "'");
        }
        String[] ends = seeds.split("\\.\\.");
        return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]))
                .boxed()
                .toList();
    }
}
