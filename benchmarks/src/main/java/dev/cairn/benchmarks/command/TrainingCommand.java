package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.latency.Machine;
import dev.cairn.benchmarks.lstm.Contender;
import dev.cairn.benchmarks.lstm.Duel;
import dev.cairn.benchmarks.lstm.NetworkShape;
import dev.cairn.benchmarks.lstm.Peak;
import dev.cairn.benchmarks.lstm.TimedCell;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
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
    private static final List<String> GRID = Stream.of(
                    // All widths with either batch; windows and layers at two widths; the other cells.
                    shapes("32 64 128 256", "32 128", "50", "1"),
                    shapes("64 256", "32", "20 200", "1"),
                    shapes("64 256", "32", "50", "2"),
                    Stream.of(TimedCell.values())
                            .filter(cell -> cell != TimedCell.LSTM)
                            .map(cell -> "64,32,50,1," + cell))
            .flatMap(some -> some)
            .toList();

    @Option(
            names = "--shape",
            description = "units,batch,window,layers, with \",GRU\" or another cell behind it, then \",MASKED\","
                    + " \",BIDIRECTIONAL\" or \",TEXT\"; may be repeated (default: a grid)")
    private List<String> shapes = GRID;

    @Option(names = "--python", description = "a Python with PyTorch (default: without PyTorch)")
    private @Nullable Path python;

    @Option(names = "--rounds", description = "turns of each contender (default: ${DEFAULT-VALUE})")
    private int rounds = 9;

    @Option(names = "--warm-up", description = "seconds of processor time (default: ${DEFAULT-VALUE})")
    private double warmUp = 6;

    private final Optional<Double> peak = Peak.gigaflops();

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s, version %s%n", Machine.here(), System.getProperty("cairn.version", "unknown"));
        peak.ifPresent(most -> out.printf(Locale.ROOT, "Theoretical peak of a core: %.0f GFLOP/s%n", most));
        out.println();
        out.println(
                "| Units, batch, window, layers | | stock ms | fast ms | PyTorch ms | stock / fast | fast / PyTorch "
                        + "| fast: samples a second | products: GFLOP/s | of the peak |");
        out.println("|---|---|---|---|---|---|---|---|---|---|");
        for (String shape : shapes) {
            measure(NetworkShape.parse(shape), out);
        }
    }

    private static Stream<String> shapes(String units, String batches, String windows, String layers) {
        return words(units)
                .flatMap(u -> words(batches)
                        .flatMap(b ->
                                words(windows).flatMap(w -> words(layers).map(l -> String.join(",", u, b, w, l)))));
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split(" "));
    }

    private void measure(NetworkShape shape, PrintWriter out) {
        var contenders = new ArrayList<Contender>();
        try {
            if (shape.cell().isStock()) {
                contenders.add(Contender.dl4j("stock", shape));
            }
            contenders.add(Contender.dl4j("fast", shape));
            if (python != null && shape.isPyTorchs()) {
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
        double gigaflops = operations / fast / 1e6;
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.3g | %s | %s | %s | %.0f | %.0f | %s |",
                shape,
                what,
                milliseconds(duel, "stock"),
                fast,
                milliseconds(duel, "pytorch"),
                duel.has("stock") ? interval(duel.ratio("stock", "fast")) : "",
                duel.has("pytorch") ? interval(duel.ratio("fast", "pytorch")) : "",
                shape.batch() * 1000 / fast,
                gigaflops,
                peak.map(most -> String.format(Locale.ROOT, "%.0f %%", 100 * gigaflops / most))
                        .orElse(""));
    }

    private static String milliseconds(Duel duel, String name) {
        return duel.has(name) ? String.format(Locale.ROOT, "%.3g", duel.milliseconds(name)) : "";
    }

    private static String interval(double[] ratio) {
        return String.format(Locale.ROOT, "%.3g [%.3g, %.3g]", ratio[0], ratio[1], ratio[2]);
    }
}
