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
 * @param result what the trial teaches from then on; absent when nothing
 * @param seconds from grant to end, of all the trial's attempts up to the one that ended it; absent if there was none, or if it
 *     is unknown
 */
record Told(
        long seq,
        long trial,
        long number,
        Point point,
        Kind kind,
        Observation.@Nullable Result result,
        @Nullable Double seconds) {
    private static final int BYTES = 400;
    private static final int BYTES_PER_VALUE = 80;

    /** What it says of its trial. */
    enum Kind {
        /** It waits to be tried: newly made, given back by its worker, or taken up again after its end. */
        QUEUED,
        /** It has ended, here or elsewhere before it was imported. */
        ENDED,
        /** Its result is another than it was at its end. */
        MEASURED,
        EXCLUDED,
        INCLUDED
    }

    static Told queued(long seq, long trial, long number, Point point) {
        return new Told(seq, trial, number, point, Kind.QUEUED, null, null);
    }

    static Told ended(long seq, long trial, long number, Point point, JsonNode payload, @Nullable Double seconds) {
        return new Told(seq, trial, number, point, Kind.ENDED, result(payload), seconds);
    }

    static Told measured(long seq, long trial, long number, Point point, JsonNode payload) {
        return new Told(seq, trial, number, point, Kind.MEASURED, result(payload), null);
    }

    static Told excluded(long seq, long trial, long number, Point point, JsonNode payload) {
        Kind kind = payload.path("excluded").booleanValue() ? Kind.EXCLUDED : Kind.INCLUDED;
        return new Told(seq, trial, number, point, kind, null, null);
    }

    private static Observation.@Nullable Result result(JsonNode end) {
        return switch (TrialState.valueOf(end.path("state").asString())) {
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
