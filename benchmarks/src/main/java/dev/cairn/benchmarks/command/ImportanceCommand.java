package dev.cairn.benchmarks.command;

import dev.cairn.search.importance.PedAnova;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "importance",
        description = "Measures how long it takes to compute how important each parameter of a study was.")
final class ImportanceCommand implements Callable<Integer> {
    private static final double NANOS_PER_MILLISECOND = 1e6;
    private static final List<Object> CHOICES = List.of("a", "b", "c");

    @Spec
    private CommandSpec spec;

    @Option(names = "--trials", paramLabel = "N", defaultValue = "10000", description = "${DEFAULT-VALUE}")
    private int trials;

    @Option(names = "--parameters", paramLabel = "P", defaultValue = "12", description = "${DEFAULT-VALUE}")
    private int parameters;

    @Option(names = "--repeats", paramLabel = "R", defaultValue = "20", description = "${DEFAULT-VALUE}")
    private int repeats;

    @Override
    public Integer call() {
        SearchSpace space = space();
        var random = new Random(1);
        List<Point> points =
                Stream.generate(() -> point(space, random)).limit(trials).toList();
        double[] scores = random.doubles(trials).toArray();
        double[] millis = IntStream.range(0, repeats)
                .mapToDouble(i -> {
                    long begin = System.nanoTime();
                    PedAnova.DEFAULT.of(space, points, scores);
                    return (System.nanoTime() - begin) / NANOS_PER_MILLISECOND;
                })
                .toArray();
        double first = millis[0];
        Arrays.sort(millis);
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%d trials, %d parameters: first %.1f ms, median %.1f ms, slowest %.1f ms of %d%n",
                        trials,
                        parameters,
                        first,
                        millis[repeats / 2],
                        millis[repeats - 1],
                        repeats);
        return 0;
    }

    /** A third each of real, whole and listed ones. */
    private SearchSpace space() {
        return new SearchSpace(IntStream.range(0, parameters)
                .mapToObj(i -> switch (i % 3) {
                    case 0 -> new Parameter.Real("p" + i, 0.0, 1.0, null, null, null);
                    case 1 -> new Parameter.Int("p" + i, 1L, 1000L, null, null, null);
                    default -> new Parameter.Categorical("p" + i, CHOICES, null);
                })
                .map(Parameter.class::cast)
                .toList());
    }

    private static Point point(SearchSpace space, Random random) {
        var values = new TreeMap<String, Object>();
        space.parameters().forEach(parameter -> values.put(parameter.name(), parameter.fromUnit(random.nextDouble())));
        return space.point(values);
    }
}
