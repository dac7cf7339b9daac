package dev.cairn.benchmarks.command;

import dev.cairn.api.CairnJson;
import dev.cairn.api.task.Task;
import dev.cairn.benchmarks.latency.Machine;
import dev.cairn.benchmarks.parity.Parity;
import dev.cairn.benchmarks.parity.PlainNetwork;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "parity",
        description = "Whether the worker and PyTorch train the same network to the same validation loss, over seeds.")
final class ParityCommand implements Callable<Integer> {
    @Option(names = "--study", required = true, description = "a study's JSON, whose task is taken")
    private Path study;

    @Option(names = "--dataset", required = true, description = "its table")
    private Path dataset;

    @Option(names = "--set", description = "NAME=VALUE of a hyperparameter; may be repeated")
    private Map<String, String> values = Map.of();

    @Option(names = "--seeds", description = "trainings of each side (default: ${DEFAULT-VALUE})")
    private int seeds = 10;

    @Option(names = "--python", description = "a Python with PyTorch")
    private @Nullable Path python;

    @Option(names = "--export", description = "only writes the network and its data here, for other programs")
    private @Nullable Path export;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (export != null) {
            parity(Files.createDirectories(export)).export();
            return 0;
        }
        if (python == null) {
            throw new ParameterException(spec.commandLine(), "give --python or --export");
        }
        Path folder = Files.createTempDirectory("cairn-parity");
        try {
            Parity parity = parity(folder);
            List<Double> worker = parity.byWorker();
            Path script = Path.of(System.getProperty("cairn.source"), "benchmarks", "peers", "parity_peer.py");
            report(worker, parity.byScript(python, script));
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return 0;
    }

    private Parity parity(Path folder) throws IOException {
        Task task = task();
        return new Parity(task, PlainNetwork.of(task, given(task)), dataset, seeds, folder);
    }

    /** A study's file names no data set: it is named when it is created. */
    private Task task() throws IOException {
        ObjectNode json = (ObjectNode)
                CairnJson.strict().readTree(Files.readAllBytes(study)).get("task");
        json.put("dataset", "sha256:" + HexFormat.of().formatHex(new byte[32]));
        return CairnJson.strict().treeToValue(json, Task.class);
    }

    private Map<String, Object> given(Task task) {
        var given = new LinkedHashMap<String, Object>();
        values.forEach((name, value) -> {
            boolean isChoice =
                    task.known().named(name).map(h -> !h.choices().isEmpty()).orElse(true);
            given.put(name, isChoice ? value : (Object) Double.valueOf(value));
        });
        return given;
    }

    private void report(List<Double> worker, List<Double> pytorch) {
        double difference = mean(worker) - mean(pytorch);
        double deviation = Math.sqrt((variance(worker) + variance(pytorch)) / 2);
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s, version %s%n%n", Machine.here(), System.getProperty("cairn.version", "unknown"));
        out.println("| Study | Seeds | worker: mean loss (deviation) | PyTorch | difference / seed deviation |");
        out.println("|---|---|---|---|---|");
        out.printf(
                Locale.ROOT,
                "| %s | %d | %.5g (%.2g) | %.5g (%.2g) | %.2f |%n",
                study.toAbsolutePath().getParent().getFileName(),
                seeds,
                mean(worker),
                Math.sqrt(variance(worker)),
                mean(pytorch),
                Math.sqrt(variance(pytorch)),
                difference / deviation);
    }

    private static double mean(List<Double> losses) {
        return losses.stream().mapToDouble(loss -> loss).average().orElseThrow();
    }

    private static double variance(List<Double> losses) {
        double mean = mean(losses);
        return losses.stream()
                        .mapToDouble(loss -> (loss - mean) * (loss - mean))
                        .sum()
                / (losses.size() - 1);
    }
}
