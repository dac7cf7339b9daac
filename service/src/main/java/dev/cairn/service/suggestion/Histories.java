package dev.cairn.service.suggestion;

import dev.cairn.api.trial.TrialState;
import dev.cairn.search.objective.Curve;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Observation;
import dev.cairn.search.sampler.Problem;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a sampler may know, told by numbered events alone: the same events always tell the same history. */
@Repository
class Histories {
    private final JdbcClient jdbc;
    private final JsonMapper json;

    Histories(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * One event.
     *
     * @param seconds from the grant of the attempt that ended the trial to its end; absent if there was none
     */
    private record Told(
            String type,
            long trial,
            long number,
            Point point,
            JsonNode payload,
            @Nullable Double seconds) {
        /** How the trial ended; absent if this is not its end. */
        @Nullable
        TrialState end() {
            return type.equals("TRIAL_ENDED")
                    ? TrialState.valueOf(payload.path("state").asString())
                    : null;
        }
    }

    /** A study's history up to and including the event numbered {@code seq}. */
    History upTo(long study, Problem problem, long seq) {
        List<Told> events = events(study, problem.space(), seq);
        List<Long> steps = events.stream()
                .filter(told ->
                        told.end() == TrialState.PRUNED && told.payload().has("step"))
                .map(told -> told.payload().path("step").longValue())
                .distinct()
                .toList();
        Map<Long, Curve> curves = steps.isEmpty()
                ? Map.of()
                : curves(study, problem.objectives().get(0).metric(), seq, steps);
        return fold(events, curves);
    }

    private List<Told> events(long study, SearchSpace space, long seq) {
        // What an attempt was when its trial's end was told, it stays: no statement changes it afterwards.
        String sql = """
                select e.type, t.id, t.number, t.point, e.payload,
                    case when a.id is not null
                        then greatest(0, extract(epoch from a.ended_at - a.started_at))::double precision end as seconds
                from event e join trial t on t.id = e.trial_id and t.study_id = e.study_id left join attempt a on a.id = e.attempt_id
                where e.study_id = :study and e.seq <= :seq and e.type in ('TRIAL_CREATED', 'TRIAL_ENDED')
                    and t.purpose = 'SEARCH'
                order by e.seq
                """;
        return jdbc.sql(sql)
                .param("study", study)
                .param("seq", seq)
                .query((row, index) -> new Told(
                        row.getString("type"),
                        row.getLong("id"),
                        row.getLong("number"),
                        // JSON does not tell 1 from 1.0; the space does.
                        space.point(json.readValue(row.getString("point"), Point.class)
                                .values()),
                        json.readTree(row.getString("payload")),
                        row.getObject("seconds", Double.class)))
                .list();
    }

    /**
     * What completed trials had reached where others were pruned, by trial: at each of the steps the last finite point at or
     * before it, since trials may report at different steps. Measurements are not events, but those of an attempt that has ended
     * its trial are final: the fence lets it write no more.
     */
    private Map<Long, Curve> curves(long study, String metric, long seq, List<Long> steps) {
        String sql = """
                select e.trial_id, s.step, p.value
                from event e cross join unnest(:steps::bigint[]) as s (step)
                    cross join lateral (
                        select (m.metrics ->> :metric)::double precision as value from measurement m
                        where m.study_id = e.study_id and m.attempt_id = e.attempt_id and m.step <= s.step
                            and jsonb_typeof(m.metrics -> :metric) = 'number'
                        order by m.step desc limit 1) p
                where e.study_id = :study and e.seq <= :seq and e.type = 'TRIAL_ENDED'
                    and e.payload ->> 'state' = 'COMPLETED'
                """;
        var values = new HashMap<Long, Map<Long, Double>>();
        jdbc.sql(sql)
                .param("metric", metric)
                .param("study", study)
                .param("seq", seq)
                .param("steps", steps.toArray(Long[]::new))
                .query(row -> {
                    values.computeIfAbsent(row.getLong("trial_id"), trial -> new HashMap<>())
                            .put(row.getLong("step"), row.getDouble("value"));
                });
        var curves = new HashMap<Long, Curve>();
        values.forEach((trial, byStep) -> curves.put(trial, Curve.of(byStep)));
        return curves;
    }

    private static History fold(List<Told> events, Map<Long, Curve> curves) {
        Map<Long, Point> pending = new LinkedHashMap<>();
        List<Observation> observations = new ArrayList<>();
        List<Point> spent = new ArrayList<>();
        for (Told told : events) {
            TrialState state = told.end();
            if (state == null) {
                pending.put(told.trial(), told.point());
                continue;
            }
            pending.remove(told.trial());
            JsonNode end = told.payload();
            switch (state) {
                case COMPLETED -> observations.add(observation(told, completed(end), curves));
                case INFEASIBLE -> observations.add(observation(told, new Observation.Infeasible(), curves));
                case PRUNED -> {
                    if (end.has("value")) {
                        var pruned = new Observation.Pruned(
                                end.path("step").longValue(), end.path("value").doubleValue());
                        observations.add(observation(told, pruned, curves));
                    } else {
                        spent.add(told.point());
                    }
                }
                default -> spent.add(told.point());
            }
        }
        return new History(observations, List.copyOf(pending.values()), spent);
    }

    private static Observation observation(Told told, Observation.Result result, Map<Long, Curve> curves) {
        Curve curve = curves.getOrDefault(told.trial(), Curve.NONE);
        return new Observation(told.number(), told.point(), result, curve, told.seconds());
    }

    private static Observation.Completed completed(JsonNode end) {
        return new Observation.Completed(numbers(end.path("values")), numbers(end.path("outcomes")), List.of());
    }

    private static List<Double> numbers(JsonNode array) {
        var values = new ArrayList<Double>();
        array.forEach(value -> values.add(value.doubleValue()));
        return values;
    }
}
