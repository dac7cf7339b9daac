package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.latency.Machine;
import dev.cairn.benchmarks.lstm.Contender;
import dev.cairn.benchmarks.lstm.Duel;
import dev.cairn.benchmarks.lstm.NetworkShape;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "training",
        description =
                "How long an LSTM network trains and predicts with the fast cells, against DL4J's own and PyTorch.")
final class TrainingCommand implements Runnable {
    private static final List<String> GRID = List.of(
            "32,32,50,1",
            "64,32,50,1",
            "128,32,50,1",
            "256,32,50,1",
            "32,128,50,1",
            "64,128,50,1",
            "128,128,50,1",
            "256,128,50,1",
            "64,32,20,1",
            "64,32,200,1",
            "64,32,50,2",
            "128,32,50,2");

    @Option(names = "--shape", description = "units,batch,window,layers; may be repeated (default: a grid)")
    private List<String> shapes = GRID;

    @Option(names = "--python", description = "a Python with PyTorch (default: without PyTorch)")
    private @Nullable Path python;

    @Option(names = "--rounds", description = "turns of each contender (default: ${DEFAULT-VALUE})")
    private int rounds = 9;

    @Option(names = "--warm-up", description = "seconds of processor time (default: ${DEFAULT-VALUE})")
    private double warmUp = 6;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s, version %s%n%n", Machine.here(), System.getProperty("cairn.version", "unknown"));
        out.println(
                "| Units, batch, window, layers | | stock ms | fast ms | PyTorch ms | stock / fast | fast / PyTorch "
                        + "| fast: samples a second | products: GFLOP/s |");
        out.println("|---|---|---|---|---|---|---|---|---|");
        for (String shape : shapes) {
            measure(NetworkShape.parse(shape), out);
        }
    }

    private void measure(NetworkShape shape, PrintWriter out) {
        var contenders = new ArrayList<Contender>();
        try {
            contenders.add(Contender.dl4j("stock", shape));
            contenders.add(Contender.dl4j("fast", shape));
            if (python != null) {
                Path script = Path.of(System.getProperty("cairn.source"), "benchmarks", "peers", "training_peer.py");
                contenders.add(Contender.pytorch(python, script, shape));
            }
            for (String what : List.of("fit", "output")) {
                out.println(row(shape, what, new Duel(contenders, what, rounds, warmUp)));
                out.flush();
            }
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    private String row(NetworkShape shape, String what, Duel duel) {
        double fast = duel.milliseconds("fast");
        double operations = what.equals("fit") ? shape.operations() : shape.operations() / 3;
        return String.format(
                Locale.ROOT,
                "| %d, %d, %d, %d | %s | %.3g | %.3g | %s | %s | %s | %.0f | %.0f |",
                shape.units(),
                shape.batch(),
                shape.window(),
                shape.layers(),
                what,
                duel.milliseconds("stock"),
                fast,
                python == null ? "" : String.format(Locale.ROOT, "%.3g", duel.milliseconds("pytorch")),
                interval(duel.ratio("stock", "fast")),
                python == null ? "" : interval(duel.ratio("fast", "pytorch")),
                shape.batch() * 1000 / fast,
                operations / fast / 1e6);
    }

    private static String interval(double[] ratio) {
        return String.format(Locale.ROOT, "%.3g [%.3g, %.3g]", ratio[0], ratio[1], ratio[2]);
    }
}
