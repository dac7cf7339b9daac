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
 * Holds one category at the value tried least, so that no value is given up on after a single unlucky trial. Categories take
 * turns; parents are set so that the category is active.
 */
final class Probe {
    private Probe() {}

    /** Latent coordinates to hold, by dimension; empty if the space has no category to probe. */
    static Map<Integer, Double> held(Encoding encoding, History history, long turn, RandomSource random) {
        List<Parameter> parameters = encoding.space().parameters();
        int[] categories = IntStream.range(0, parameters.size())
                .filter(i -> encoding.isCategorical(i) && encoding.choices(i) > 1)
                .toArray();
        var held = new HashMap<Integer, Double>();
        if (categories.length > 0) {
            int i = categories[(int) Math.floorMod(turn, (long) categories.length)];
            held.put(i, (double) leastTried(encoding, i, history, random));
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
                .forEach(value -> tried[(int) encoding.latentOf(i, value)]++);
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
