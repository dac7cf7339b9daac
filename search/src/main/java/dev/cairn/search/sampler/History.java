package dev.cairn.search.sampler;

import dev.cairn.search.space.Point;
import java.util.List;

/**
 * All that a sampler may know.
 *
 * @param observations finished trials that teach something, in the order of their completion
 * @param pending points handed out whose results are not in yet, in the order of their creation
 * @param spent points that must not be suggested again though they teach nothing (failed or cancelled trials)
 */
public record History(List<Observation> observations, List<Point> pending, List<Point> spent) {
    public static final History EMPTY = new History(List.of(), List.of(), List.of());

    public History {
        observations = List.copyOf(observations);
        pending = List.copyOf(pending);
        spent = List.copyOf(spent);
    }
}
