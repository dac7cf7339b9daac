package dev.cairn.service.suggestion;

import dev.cairn.api.trial.TrialState;
import dev.cairn.search.sampler.Observation;
import dev.cairn.search.space.Point;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One numbered event as a sampler's history needs it. It never changes: neither does what it was read from.
 *
 * @param end how the trial ended; absent when this is its creation
 * @param result what it teaches; absent when nothing
 * @param seconds from the grant of the attempt that ended the trial to its end; absent if there was none
 */
record Told(
        long seq,
        long trial,
        long number,
        Point point,
        @Nullable TrialState end,
        Observation.@Nullable Result result,
        @Nullable Double seconds) {
    private static final int BYTES = 400;
    private static final int BYTES_PER_VALUE = 80;

    static Told created(long seq, long trial, long number, Point point) {
        return new Told(seq, trial, number, point, null, null, null);
    }

    static Told ended(long seq, long trial, long number, Point point, JsonNode payload, @Nullable Double seconds) {
        TrialState state = TrialState.valueOf(payload.path("state").asString());
        return new Told(seq, trial, number, point, state, result(state, payload), seconds);
    }

    private static Observation.@Nullable Result result(TrialState state, JsonNode end) {
        return switch (state) {
            case COMPLETED ->
                new Observation.Completed(numbers(end.path("values")), numbers(end.path("outcomes")), List.of());
            case INFEASIBLE -> new Observation.Infeasible();
            case PRUNED ->
                end.has("value")
                        ? new Observation.Pruned(
                                end.path("step").longValue(), end.path("value").doubleValue())
                        : null;
            default -> null;
        };
    }

    private static List<Double> numbers(JsonNode array) {
        var values = new ArrayList<Double>();
        array.forEach(value -> values.add(value.doubleValue()));
        return values;
    }

    /** What it takes of the heap, on the high side: measured over events of spaces with 2 to 10 parameters. */
    long bytes() {
        return BYTES + BYTES_PER_VALUE * (long) point.values().size();
    }
}
