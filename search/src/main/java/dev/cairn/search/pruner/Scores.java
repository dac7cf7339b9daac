package dev.cairn.search.pruner;

import dev.cairn.search.objective.Curve;
import dev.cairn.search.objective.Objective;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A curve as scores by step. */
record Scores(NavigableMap<Long, Double> byStep) {
    static Scores of(Objective objective, Curve curve) {
        var scores = new TreeMap<Long, Double>();
        curve.values().forEach((step, value) -> scores.put(step, objective.score(value)));
        return new Scores(scores);
    }

    OptionalDouble bestBy(long step) {
        return byStep.headMap(step, true).values().stream()
                .mapToDouble(Double::doubleValue)
                .max();
    }

    OptionalDouble bestOnReaching(long step) {
        Long first = byStep.ceilingKey(step);
        return first == null ? OptionalDouble.empty() : bestBy(first);
    }
}
