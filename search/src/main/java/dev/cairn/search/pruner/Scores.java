package dev.cairn.search.pruner;

import dev.cairn.search.objective.Curve;
import dev.cairn.search.objective.Objective;
import java.util.OptionalDouble;

/** A curve as scores. */
record Scores(Objective objective, Curve curve) {
    OptionalDouble bestBy(long step) {
        return curve.values().headMap(step, true).values().stream()
                .mapToDouble(objective::score)
                .max();
    }

    OptionalDouble bestOnReaching(long step) {
        Long first = curve.values().ceilingKey(step);
        return first == null ? OptionalDouble.empty() : bestBy(first);
    }
}
