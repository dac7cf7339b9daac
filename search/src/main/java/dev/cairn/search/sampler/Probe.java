package dev.cairn.search.sampler;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Holds one parameter of few values at the value tried least, so that no value is given up on after a single unlucky trial.
 * Parameters take turns; parents are set so that the parameter is active.
 */
final class Probe {
    private Probe() {}

    /** Latent coordinates to hold, by dimension; empty if the space has nothing to probe. */
    static Map<Integer, Double> held(Encoding encoding, History history, long turn, RandomSource random) {
        List<Parameter> parameters = encoding.space().parameters();
        int[] listed = IntStream.range(0, parameters.size())
                .filter(i -> encoding.choices(i) > 1 && !encoding.isFixed(i))
                .toArray();
        var held = new HashMap<Integer, Double>();
        if (listed.length > 0) {
            int i = listed[(int) Math.floorMod(turn, (long) listed.length)];
            held.put(i, encoding.latentOfChoice(i, leastTried(encoding, i, history, random)));
            activate(encoding, parameters.get(i), held, random);
        }
        return held;
    }

    private static int leastTried(Encoding encoding, int i, History history, RandomSource random) {
        String name = encoding.space().parameters().get(i).name();
        var tried = new int[encoding.choices(i)];
        Stream.of(
                        history.observations().stream().map(Observation::point),
                        history.pending().stream(),
                        history.spent().stream())
                .flatMap(points -> points)
                .map((Point point) -> point.get(name))
                .filter(value -> value != null)
                .forEach(value -> tried[encoding.choiceOf(i, value)]++);
        int least = IntStream.of(tried).min().orElse(0);
        int[] ties =
                IntStream.range(0, tried.length).filter(v -> tried[v] == least).toArray();
        return ties[random.nextBelow(ties.length)];
    }

    private static void activate(Encoding encoding, Parameter child, Map<Integer, Double> held, RandomSource random) {
        SearchSpace space = encoding.space();
        var names = new ArrayList<String>();
        space.parameters().forEach(p -> names.add(p.name()));
        child.when().forEach((parent, values) -> {
            int i = names.indexOf(parent);
            if (!held.containsKey(i)) {
                held.put(i, encoding.latentOf(i, values.get(random.nextBelow(values.size()))));
                activate(encoding, space.parameters().get(i), held, random);
            }
        });
    }
}
