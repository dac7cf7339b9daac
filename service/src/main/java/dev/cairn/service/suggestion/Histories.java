package dev.cairn.service.suggestion;

import dev.cairn.api.event.EventType;
import dev.cairn.search.objective.Curve;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Observation;
import dev.cairn.search.sampler.Problem;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a sampler may know, told by numbered events alone: the same events always tell the same history. */
@Repository
public class Histories {
    /** What was read of all studies together may take this part of the heap; computing takes the most. */
    private static final int HEAP_SHARE = 8;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Remembered remembered;

    @Autowired
    Histories(JdbcClient jdbc, JsonMapper json) {
        this(jdbc, json, new Remembered(Runtime.getRuntime().maxMemory() / HEAP_SHARE));
    }

    Histories(JdbcClient jdbc, JsonMapper json, Remembered remembered) {
        this.jdbc = jdbc;
        this.json = json;
        this.remembered = remembered;
    }

    /** A study's history up to and including the event numbered {@code seq}. */
    History upTo(long study, Problem problem, long seq) {
        return history(study, problem, seq, known(study, problem, seq));
    }

    /** The same, where nobody asks for what trials reported on their way. */
    public History withoutCurves(long study, Problem problem, long seq) {
        return Standing.after(known(study, problem, seq)).history(Map.of());
    }

    private List<Told> known(long study, Problem problem, long seq) {
        Remembered.Known known = remembered.of(study);
        if (known.seq() > seq) {
            return events(study, problem.space(), 0, seq);
        }
        if (known.seq() < seq) {
            var events = new ArrayList<>(known.events());
            events.addAll(events(study, problem.space(), known.seq(), seq));
            known = Remembered.Known.of(events, seq);
            remembered.keep(study, known);
        }
        return known.events();
    }

    /** The same, all of it read from the database. */
    History stored(long study, Problem problem, long seq) {
        return history(study, problem, seq, events(study, problem.space(), 0, seq));
    }

    private History history(long study, Problem problem, long seq, List<Told> events) {
        var standing = Standing.after(events);
        List<Long> steps = standing.teaching()
                .map(Standing.End::result)
                .filter(Observation.Pruned.class::isInstance)
                .map(result -> ((Observation.Pruned) result).step())
                .distinct()
                .toList();
        Map<Long, Curve> curves = steps.isEmpty()
                ? Map.of()
                : curves(study, problem.objectives().get(0).metric(), seq, steps);
        return standing.history(curves);
    }

    private List<Told> events(long study, SearchSpace space, long after, long upTo) {
        // When an attempt began and ended when its trial's end was told, it did: no statement changes that afterwards.
        // An imported one may have no times of its own: no time at all is an unknown one. All attempts of a trial until
        // then made its cost; one that fell silent cost what it took until it was last heard.
        String sql = """
                select e.seq, e.type, t.id, t.number, t.point, e.payload,
                    (select nullif(extract(epoch from sum(greatest(interval '0',
                            case p.cause when 'WORKER_LOST' then p.last_heard_at else p.ended_at end - p.started_at))),
                            0)::double precision
                        from attempt p where p.trial_id = a.trial_id and p.number <= a.number) as seconds
                from event e join trial t on t.id = e.trial_id and t.study_id = e.study_id
                    left join attempt a on a.id = e.attempt_id
                where e.study_id = :study and e.seq > :after and e.seq <= :upTo
                    and e.type in ('TRIAL_CREATED', 'TRIAL_QUEUED', 'TRIAL_ENDED', 'TRIAL_IMPORTED', 'TRIAL_EXCLUDED',
                        'TRIAL_MEASURED') and t.purpose = 'SEARCH'
                order by e.seq
                """;
        return jdbc.sql(sql)
                .param("study", study)
                .param("after", after)
                .param("upTo", upTo)
                .query((row, index) -> told(row, space))
                .list();
    }

    private Told told(ResultSet row, SearchSpace space) throws SQLException {
        long seq = row.getLong("seq");
        long trial = row.getLong("id");
        long number = row.getLong("number");
        // JSON does not tell 1 from 1.0; the space does.
        Point point =
                space.point(json.readValue(row.getString("point"), Point.class).values());
        JsonNode payload = json.readTree(row.getString("payload"));
        return switch (EventType.valueOf(row.getString("type"))) {
            case TRIAL_CREATED, TRIAL_QUEUED -> Told.queued(seq, trial, number, point);
            case TRIAL_MEASURED -> Told.measured(seq, trial, number, point, payload);
            case TRIAL_EXCLUDED -> Told.excluded(seq, trial, number, point, payload);
            default -> Told.ended(seq, trial, number, point, payload, row.getObject("seconds", Double.class));
        };
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
}
