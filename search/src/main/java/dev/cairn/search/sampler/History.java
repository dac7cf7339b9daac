package dev.cairn.search.sampler;

import dev.cairn.search.space.Point;
import java.util.List;
import java.util.stream.Stream;

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

    /** The same with further points handed out. */
    public History withPending(List<Point> more) {
        return new History(
                observations, Stream.concat(pending.stream(), more.stream()).toList(), spent);
    }
}
