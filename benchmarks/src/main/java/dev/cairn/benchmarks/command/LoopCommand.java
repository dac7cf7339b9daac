package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.latency.Machine;
import dev.cairn.benchmarks.lstm.Contender;
import dev.cairn.benchmarks.lstm.Duel;
import dev.cairn.benchmarks.lstm.NetworkShape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "loop",
        description =
                "How fast the worker's whole training loop is, against a bare DL4J loop with the same cells and one "
                        + "look at the validation part per epoch.")
final class LoopCommand implements Runnable {
    @Option(names = "--shape", description = "units,batch,window,layers; may be repeated (default: three)")
    private List<String> shapes = List.of("32,32,20,1", "64,32,50,1", "128,64,50,1");

    @Option(names = "--rounds", description = "turns of each loop (default: ${DEFAULT-VALUE})")
    private int rounds = 15;

    @Option(names = "--warm-up", description = "seconds of processor time (default: ${DEFAULT-VALUE})")
    private double warmUp = 12;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s, version %s%n%n", Machine.here(), System.getProperty("cairn.version", "unknown"));
        out.println(
                "| Units, batch, window, layers | bare: ms an epoch | worker: ms an epoch | worker's share of the bare speed |");
        out.println("|---|---|---|---|");
        for (String shape : shapes) {
            out.println(row(NetworkShape.parse(shape)));
            out.flush();
        }
    }

    private String row(NetworkShape shape) {
        try {
            Path folder = Files.createTempDirectory("cairn-loop");
            try (Contender bare = Contender.loop("bare", shape, folder);
                    Contender worker = Contender.loop("worker", shape, folder)) {
                var duel = new Duel(List.of(bare, worker), "fit", rounds, warmUp);
                double[] share = duel.ratio("bare", "worker");
                return String.format(
                        Locale.ROOT,
                        "| %d, %d, %d, %d | %.1f | %.1f | %.3f [%.3f, %.3f] |",
                        shape.units(),
                        shape.batch(),
                        shape.window(),
                        shape.layers(),
                        duel.milliseconds("bare"),
                        duel.milliseconds("worker"),
                        share[0],
                        share[1],
                        share[2]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
