package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.children.Costs;
import dev.cairn.benchmarks.children.Costs.Cost;
import dev.cairn.benchmarks.children.TrialShape;
import dev.cairn.benchmarks.latency.Machine;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "cost",
        description = "What trials take of memory and time, against what the worker predicts by their shapes.")
final class CostCommand implements Callable<Integer> {
    @Option(names = "--shape", description = "units,batch,window,layers,inputs; may be repeated (default: fifteen)")
    private List<String> shapes = List.of(
            "8,32,20,1,4",
            "16,32,14,1,4",
            "32,64,7,1,100",
            "32,32,50,1,8",
            "64,1,20,1,8",
            "64,32,50,1,8",
            "64,128,50,1,8",
            "64,32,200,1,8",
            "128,32,50,1,8",
            "128,256,20,2,8",
            "256,32,50,1,8",
            "256,128,100,1,8",
            "256,64,20,2,40",
            "512,32,20,1,8",
            "1024,32,20,1,8");

    @Option(names = "--seconds", description = "of epochs measured for each shape (default: ${DEFAULT-VALUE})")
    private double seconds = 2;

    @Option(names = "--warm-up", description = "processor seconds before the first shape (default: ${DEFAULT-VALUE})")
    private double warmUp = 20;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<TrialShape> all = shapes.stream().map(TrialShape::parse).toList();
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s, version %s%n%n", Machine.here(), System.getProperty("cairn.version", "unknown"));
        out.println("| Units, batch, window, layers, inputs | predicted MiB | peak MiB | predicted / measured "
                + "| predicted s an epoch | processor s an epoch | predicted / measured |");
        out.println("|---|---|---|---|---|---|---|");
        var costs = new ArrayList<Cost>();
        try (var measuring = new Costs(warmUp, seconds)) {
            for (TrialShape shape : all) {
                Cost cost = measuring.of(shape);
                costs.add(cost);
                out.println(row(shape, cost));
                out.flush();
            }
        }
        out.println();
        out.println(summary("Memory", costs, Cost::memoryRatio));
        out.println(summary("Time", costs, Cost::timeRatio));
        return 0;
    }

    private static String row(TrialShape shape, Cost cost) {
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.2f | %.3g | %.3g | %.2f |",
                shape,
                cost.predictedPeak(),
                cost.peak(),
                cost.memoryRatio(),
                cost.predictedEpoch(),
                cost.epoch(),
                cost.timeRatio());
    }

    /** The spread is what is left when a worker has learnt the mean as this machine's factor. */
    private static String summary(String what, List<Cost> costs, ToDoubleFunction<Cost> ratio) {
        double[] logarithms =
                costs.stream().mapToDouble(ratio).map(Math::log).sorted().toArray();
        double mean = costs.stream().mapToDouble(ratio).map(Math::log).average().orElseThrow();
        double square = costs.stream()
                .mapToDouble(ratio)
                .map(value -> Math.pow(Math.log(value) - mean, 2))
                .average()
                .orElseThrow();
        return String.format(
                Locale.ROOT,
                "%s: predicted is %.2f to %.2f of the measured, %.2f in the geometric mean; a factor of %.2f about that mean "
                        + "(root mean square).",
                what,
                Math.exp(logarithms[0]),
                Math.exp(logarithms[logarithms.length - 1]),
                Math.exp(mean),
                Math.exp(Math.sqrt(square)));
    }
}
