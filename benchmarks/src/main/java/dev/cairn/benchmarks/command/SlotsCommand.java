package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.children.Crew;
import dev.cairn.benchmarks.latency.Machine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "slots",
        description =
                "How many trials of the demo's study an hour, by how many training processes run at the same time.")
final class SlotsCommand implements Callable<Integer> {
    /** A rate that comes so near to the highest is as good. */
    private static final double AS_GOOD = 0.95;

    @Option(names = "--slots", split = ",", description = "processes at the same time (default: 1 to twice the cores)")
    private @Nullable List<Integer> slots;

    @Option(names = "--seconds", description = "of each measurement (default: ${DEFAULT-VALUE})")
    private double seconds = 20;

    @Option(names = "--rounds", description = "measurements of each (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--warm-up", description = "trials before, of each warm process (default: ${DEFAULT-VALUE})")
    private int warmUp = 5;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<Integer> counts = counts();
        if (rounds < 1 || counts.stream().anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException("--rounds and --slots must be at least 1");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s, version %s%n%n", Machine.here(), System.getProperty("cairn.version", "unknown"));
        Map<Crew, double[]> rates = measured(crews(counts));
        out.println(
                "| Processes | threads each | process for each trial | trials an hour [least, most] | by one warm process |");
        out.println("|---|---|---|---|---|");
        double one = median(rates.values().iterator().next());
        rates.forEach((crew, some) -> out.println(row(crew, some, one)));
        out.println();
        out.println(verdict(rates));
        return 0;
    }

    private List<Integer> counts() {
        return slots != null
                ? slots
                : IntStream.rangeClosed(1, 2 * Runtime.getRuntime().availableProcessors())
                        .boxed()
                        .toList();
    }

    /** One warm process with one thread is first: all are compared with it. */
    private static List<Crew> crews(List<Integer> counts) {
        var crews = new ArrayList<Crew>();
        crews.add(new Crew(1, 1, true));
        counts.stream()
                .filter(count -> count > 1)
                .map(count -> new Crew(count, 1, true))
                .forEach(crews::add);
        crews.add(new Crew(1, 2, true));
        counts.stream().map(count -> new Crew(count, 1, false)).forEach(crews::add);
        return crews;
    }

    /** In turns, so that what else the machine does hits all alike. */
    private Map<Crew, double[]> measured(List<Crew> crews) throws Exception {
        Path source = Path.of(System.getProperty("cairn.source", "."));
        var rates = new LinkedHashMap<Crew, double[]>();
        crews.forEach(crew -> rates.put(crew, new double[rounds]));
        for (int round = 0; round < rounds; round++) {
            var order = new ArrayList<>(crews);
            Collections.rotate(order, round);
            for (Crew crew : order) {
                double rate = crew.trialsPerHour(source, seconds, warmUp);
                rates.get(crew)[round] = rate;
                spec.commandLine().getErr().printf(Locale.ROOT, "%s: %.0f trials an hour%n", crew, rate);
            }
        }
        rates.values().forEach(Arrays::sort);
        return rates;
    }

    private static double median(double[] sorted) {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static String row(Crew crew, double[] sorted, double one) {
        return String.format(
                Locale.ROOT,
                "| %d | %d | %s | %.0f [%.0f, %.0f] | %.2f |",
                crew.children(),
                crew.threads(),
                crew.warm() ? "the same (warm)" : "a new one (cold)",
                median(sorted),
                sorted[0],
                sorted[sorted.length - 1],
                median(sorted) / one);
    }

    /** More processes than needed only take memory. */
    private static String verdict(Map<Crew, double[]> rates) {
        double highest =
                rates.values().stream().mapToDouble(SlotsCommand::median).max().orElseThrow();
        Crew best = rates.keySet().stream()
                .filter(crew -> median(rates.get(crew)) >= AS_GOOD * highest)
                .min(Comparator.comparingInt(crew -> crew.children() * crew.threads()))
                .orElseThrow();
        return String.format(
                Locale.ROOT,
                "Best here: %d %s with %d %s%s, the fewest within 5 %% of the highest rate.",
                best.children(),
                best.children() == 1 ? "process" : "processes at once",
                best.threads(),
                best.threads() == 1 ? "thread" : "threads",
                best.warm() ? ", used again" : ", a new one for each trial");
    }
}
