package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.latency.Latency;
import dev.cairn.benchmarks.latency.LatencyTable;
import dev.cairn.benchmarks.latency.Stopwatch;
import dev.cairn.benchmarks.run.Json;
import dev.cairn.benchmarks.run.NamedSampler;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "suggest",
        description = {
            "Measures how long one suggestion takes, by the number of outcomes: ordinary ones, with one new outcome before "
                    + "each; ones for which the model is fitted anew; and the first of a process.",
            "Each number of outcomes and sampler has a process of its own, under this one's limits. Its first suggestion is "
                    + "measured as it comes. Then studies of that length are followed for up to 25 suggestions each; the "
                    + "first of these suggestions, the warm-up, are not counted: meanwhile code is compiled.",
            "Processor time is the asking thread's. For one core set CAIRN_JAVA_FLAGS=-XX:ActiveProcessorCount=1."
        })
final class SuggestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--n",
            split = ",",
            paramLabel = "N",
            defaultValue = "10,30,100,300,1000,3000,10000",
            description = "outcomes in the history (${DEFAULT-VALUE})")
    private List<Integer> numbers = new ArrayList<>();

    @Option(
            names = "--sampler",
            split = ",",
            paramLabel = "S",
            defaultValue = "gp,random,quasi-random,grid",
            description = "${DEFAULT-VALUE}")
    private List<String> samplers = new ArrayList<>();

    @Option(names = "--parameters", paramLabel = "D", defaultValue = "12", description = "${DEFAULT-VALUE}")
    private int parameters;

    @Option(
            names = "--failures",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "of trials that fail (${DEFAULT-VALUE})")
    private double failures;

    @Option(
            names = "--pending",
            split = ",",
            paramLabel = "W",
            defaultValue = "1",
            description = "how many are always under way, with the one asked for (${DEFAULT-VALUE})")
    private List<Integer> pending = new ArrayList<>();

    @Option(
            names = "--repeats",
            paramLabel = "R",
            defaultValue = "100",
            description = "ordinary suggestions measured (${DEFAULT-VALUE})")
    private int repeats;

    @Option(
            names = "--warm-up",
            paramLabel = "R",
            defaultValue = "100",
            description = "suggestions before these (${DEFAULT-VALUE})")
    private int warmUp;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            required = true,
            description = "where results are appended, a line for each")
    private @Nullable Path json;

    @Option(names = "--here", description = "measure in this process, where only the first result has a true first")
    private boolean here;

    @Override
    public Integer call() throws IOException, InterruptedException {
        OutputFile.writable(json);
        var results = new ArrayList<Latency>();
        for (String name : samplers) {
            NamedSampler sampler = NamedSampler.builtIn(name);
            if (sampler == null) {
                throw new ParameterException(spec.commandLine(), "there is no sampler '" + name + "'");
            }
            for (int underWay : pending) {
                for (int n : numbers) {
                    if (n < 1) {
                        throw new ParameterException(spec.commandLine(), "--n must be at least 1");
                    }
                    var stopwatch = new Stopwatch(parameters, failures, underWay, repeats, warmUp);
                    if (here) {
                        append(stopwatch.measure(sampler, n, System.getProperty("cairn.version", "unknown")));
                    } else {
                        inItsOwnProcess(name, underWay, n);
                    }
                    results.add(last());
                    LatencyTable.lines(results.subList(results.size() - 1, results.size()))
                            .forEach(spec.commandLine().getErr()::println);
                }
            }
        }
        LatencyTable.table(results).forEach(spec.commandLine().getOut()::println);
        return 0;
    }

    private void append(Latency latency) throws IOException {
        byte[] line = (Json.MAPPER.writeValueAsString(latency) + "\n").getBytes(StandardCharsets.UTF_8);
        Files.write(json, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Latency last() throws IOException {
        List<String> lines = Files.readAllLines(json);
        return Json.MAPPER.readValue(lines.get(lines.size() - 1), Latency.class);
    }

    private void inItsOwnProcess(String sampler, int underWay, int n) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.cairn.benchmarks.Benchmarks"));
        command.addAll(List.of("suggest", "--here", "--sampler", sampler, "--n", "" + n, "--pending", "" + underWay));
        command.addAll(List.of("--parameters", "" + parameters, "--failures", "" + failures));
        command.addAll(List.of("--repeats", "" + repeats, "--warm-up", "" + warmUp, "--json", "" + json));
        int exit = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException(sampler + " at " + n + " ended with " + exit + ": see it with --here");
        }
    }
}
