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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
        /** How the trial ended, if this is its end. */
        TrialState end() {
            return TrialState.valueOf(payload.path("state").asString());
        }

        boolean isPrunedAtAValue() {
            return end() == TrialState.PRUNED && payload.has("value");
        }

        /** The same end with what was measured later. */
        Told measured(JsonNode later) {
            return new Told(type, trial, number, point, later, seconds);
        }
    }

    /** A study's history up to and including the event numbered {@code seq}. */
    History upTo(long study, Problem problem, long seq) {
        var standing = Standing.after(events(study, problem.space(), seq));
        List<Long> steps = standing.teaching()
                .filter(Told::isPrunedAtAValue)
                .map(told -> told.payload().path("step").longValue())
                .distinct()
                .toList();
        Map<Long, Curve> curves = steps.isEmpty()
                ? Map.of()
                : curves(study, problem.objectives().get(0).metric(), seq, steps);
        return standing.history(curves);
    }

    private List<Told> events(long study, SearchSpace space, long seq) {
        // An imported attempt may have no times of its own: no time at all is an unknown one.
        // What an attempt was when its trial's end was told, it stays: no statement changes it afterwards.
        String sql = """
                select e.type, t.id, t.number, t.point, e.payload,
                    case when a.id is not null
                        then nullif(greatest(0, extract(epoch from a.ended_at - a.started_at)), 0)::double precision end as seconds
                from event e join trial t on t.id = e.trial_id left join attempt a on a.id = e.attempt_id
                where e.study_id = :study and e.seq <= :seq and e.type in
                        ('TRIAL_CREATED', 'TRIAL_QUEUED', 'TRIAL_ENDED', 'TRIAL_IMPORTED', 'TRIAL_EXCLUDED', 'TRIAL_MEASURED')
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
                where e.study_id = :study and e.seq <= :seq and e.type in ('TRIAL_ENDED', 'TRIAL_IMPORTED')
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

    /**
     * Where the trials stand after some events.
     *
     * @param pending by trial, in the order in which they were created or queued again
     * @param ended the end of each, by trial, in the order of completion
     */
    private record Standing(Map<Long, Point> pending, Map<Long, Told> ended, Set<Long> excluded) {
        static Standing after(List<Told> events) {
            var standing = new Standing(new LinkedHashMap<>(), new LinkedHashMap<>(), new HashSet<>());
            events.forEach(standing::take);
            return standing;
        }

        private void take(Told told) {
            switch (told.type()) {
                case "TRIAL_CREATED", "TRIAL_QUEUED" -> {
                    ended.remove(told.trial());
                    pending.putIfAbsent(told.trial(), told.point());
                }
                case "TRIAL_MEASURED" ->
                    ended.computeIfPresent(told.trial(), (trial, end) -> end.measured(told.payload()));
                case "TRIAL_EXCLUDED" -> {
                    if (told.payload().path("excluded").booleanValue()) {
                        excluded.add(told.trial());
                    } else {
                        excluded.remove(told.trial());
                    }
                }
                default -> {
                    pending.remove(told.trial());
                    ended.put(told.trial(), told);
                }
            }
        }

        Stream<Told> teaching() {
            return ended.values().stream().filter(told -> !excluded.contains(told.trial()));
        }

        History history(Map<Long, Curve> curves) {
            List<Observation> observations = new ArrayList<>();
            List<Point> spent = new ArrayList<>();
            for (Told told : ended.values()) {
                Observation.Result result = excluded.contains(told.trial()) ? null : result(told);
                if (result == null) {
                    spent.add(told.point());
                } else {
                    observations.add(observation(told, result, curves));
                }
            }
            return new History(observations, List.copyOf(pending.values()), spent);
        }

        private static Observation.@Nullable Result result(Told told) {
            JsonNode end = told.payload();
            return switch (told.end()) {
                case COMPLETED -> completed(end);
                case INFEASIBLE -> new Observation.Infeasible();
                case PRUNED ->
                    told.isPrunedAtAValue()
                            ? new Observation.Pruned(
                                    end.path("step").longValue(),
                                    end.path("value").doubleValue())
                            : null;
                default -> null;
            };
        }
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
