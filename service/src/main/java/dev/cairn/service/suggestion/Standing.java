package dev.cairn.service.suggestion;

import dev.cairn.search.objective.Curve;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Observation;
import dev.cairn.search.space.Point;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the trials stand after some events.
 *
 * @param pending by trial, in the order in which they were created or queued again
 * @param ended by trial, in the order in which they ended
 */
record Standing(Map<Long, Point> pending, Map<Long, End> ended, Set<Long> excluded) {
    /**
     * How a trial ended.
     *
     * @param told its end
     * @param result what it teaches, by what was measured last; absent when nothing
     */
    record End(Told told, Observation.@Nullable Result result) {}

    static Standing after(List<Told> events) {
        var standing = new Standing(new LinkedHashMap<>(), new LinkedHashMap<>(), new HashSet<>());
        events.forEach(standing::take);
        return standing;
    }

    private void take(Told told) {
        long trial = told.trial();
        switch (told.kind()) {
            case QUEUED -> {
                ended.remove(trial);
                pending.putIfAbsent(trial, told.point());
            }
            case ENDED -> {
                pending.remove(trial);
                ended.put(trial, new End(told, told.result()));
            }
            case MEASURED -> ended.computeIfPresent(trial, (id, end) -> new End(end.told(), told.result()));
            case EXCLUDED -> excluded.add(trial);
            case INCLUDED -> excluded.remove(trial);
        }
    }

    Stream<End> teaching() {
        return ended.values().stream()
                .filter(end -> !excluded.contains(end.told().trial()));
    }

    History history(Map<Long, Curve> curves) {
        List<Observation> observations = new ArrayList<>();
        List<Point> spent = new ArrayList<>();
        for (End end : ended.values()) {
            Told told = end.told();
            if (end.result() == null || excluded.contains(told.trial())) {
                spent.add(told.point());
            } else {
                Curve curve = curves.getOrDefault(told.trial(), Curve.NONE);
                observations.add(new Observation(told.number(), told.point(), end.result(), curve, told.seconds()));
            }
        }
        return new History(observations, List.copyOf(pending.values()), spent);
    }
}
