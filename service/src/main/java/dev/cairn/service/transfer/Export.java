package dev.cairn.service.transfer;

import dev.cairn.api.transfer.ExportLine;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Origin;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.search.space.Point;
import dev.cairn.service.study.Study;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Tells all of a study line by line, in memory that does not grow with it: rows come by cursor, so a transaction is needed. */
@Component
class Export {
    private static final int FETCHED = 500;
    private static final TypeReference<Map<String, Double>> METRICS = new TypeReference<>() {};
    private static final TypeReference<List<ExportLine.OfAttempt>> ATTEMPTS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    Export(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** The study, its trials with their curves, its events. */
    void all(Study study, Consumer<ExportLine> to) {
        to.accept(new ExportLine.OfStudy(
                study.id(), study.spec(), study.state(), study.reason(), study.createdAt(), study.endedAt()));
        trials(study.id(), to);
        events(study.id(), to);
    }

    /** Those that have ended come first, in the order in which they did. */
    void trials(long study, Consumer<ExportLine> to) {
        String sql = """
                with ended as (
                    select trial_id, max(seq) as seq from event
                    where study_id = :study and type in ('TRIAL_ENDED', 'TRIAL_IMPORTED') group by trial_id)
                select t.number, t.purpose, t.origin, t.state, t.cause, t.point, t.seed, t.priority, t.excluded, t.metrics,
                    t.objective_values, t.last_step, t.last_value, t.created_at, t.ended_at,
                    (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('number', a.number, 'state', a.state, 'cause', a.cause,
                            'message', a.message, 'worker', coalesce(w.name, a.imported_worker),
                            'backend', coalesce(w.backend, a.imported_backend),
                            'resumedFromStep', a.resumed_from_step,
                            'startedAt', to_char(a.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                            'endedAt', to_char(a.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                            'heardAt', case when a.cause = 'WORKER_LOST' then
                                to_char(a.last_heard_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') end,
                            'blobs', (select jsonb_object_agg(f.kind, encode(f.sha256, 'hex'))
                                from artifact f where f.attempt_id = a.id),
                            'log', a.log_tail)) order by a.number)
                        from attempt a left join worker w on w.id = a.worker_id where a.trial_id = t.id) as attempts,
                    (select array_agg(a.id order by a.number) from attempt a where a.trial_id = t.id) as attempt_ids
                from (
                    -- Sorted before the attempts are looked up: so the first row comes soon.
                    select t.* from trial t left join ended e on e.trial_id = t.id where t.study_id = :study
                    order by e.seq nulls last, t.number offset 0) t
                """;
        jdbc.sql(sql).param("study", study).withFetchSize(FETCHED).query(row -> {
            ExportLine.OfTrial trial = trial(row);
            to.accept(trial);
            Array ids = row.getArray("attempt_ids");
            if (ids != null) {
                curves(study, trial.number(), (Long[]) ids.getArray(), to);
            }
        });
    }

    private ExportLine.OfTrial trial(ResultSet row) throws SQLException {
        String attempts = row.getString("attempts");
        String metrics = row.getString("metrics");
        Array values = row.getArray("objective_values");
        return new ExportLine.OfTrial(
                row.getLong("number"),
                Purpose.valueOf(row.getString("purpose")),
                Origin.valueOf(row.getString("origin")),
                TrialState.valueOf(row.getString("state")),
                row.getString("cause") == null ? null : FailureCause.valueOf(row.getString("cause")),
                json.readValue(row.getString("point"), Point.class).values(),
                row.getLong("seed"),
                row.getInt("priority"),
                row.getBoolean("excluded"),
                metrics == null ? null : json.readValue(metrics, METRICS),
                values == null ? null : List.of((Double[]) values.getArray()),
                row.getObject("last_step", Long.class),
                row.getObject("last_value", Double.class),
                attempts == null ? null : json.readValue(attempts, ATTEMPTS),
                instant(row, "created_at"),
                instant(row, "ended_at"));
    }

    private void curves(long study, long trial, Long[] attempts, Consumer<ExportLine> to) {
        for (int i = 0; i < attempts.length; i++) {
            var points = new ArrayList<Measurement>();
            int number = i + 1;
            jdbc.sql("""
                            select step, metrics from measurement where study_id = :study and attempt_id = :attempt order by step
                            """)
                    .param("study", study)
                    .param("attempt", attempts[i])
                    .withFetchSize(FETCHED)
                    .query(row -> {
                        points.add(new Measurement(
                                row.getLong("step"), json.readValue(row.getString("metrics"), METRICS)));
                        if (points.size() == ExportLine.MOST_MEASUREMENTS) {
                            to.accept(new ExportLine.OfCurve(trial, number, points));
                            points.clear();
                        }
                    });
            if (!points.isEmpty()) {
                to.accept(new ExportLine.OfCurve(trial, number, points));
            }
        }
    }

    private void events(long study, Consumer<ExportLine> to) {
        String sql = """
                select e.seq, e.type, t.number as trial, a.number as attempt, e.payload, e.actor, e.created_at
                from event e left join trial t on t.id = e.trial_id left join attempt a on a.id = e.attempt_id
                where e.study_id = :study and e.seq is not null order by e.seq
                """;
        jdbc.sql(sql).param("study", study).withFetchSize(FETCHED).query(row -> {
            to.accept(new ExportLine.OfEvent(
                    row.getLong("seq"),
                    row.getString("type"),
                    row.getObject("trial", Long.class),
                    row.getObject("attempt", Integer.class),
                    json.readTree(row.getString("payload")),
                    row.getString("actor"),
                    Objects.requireNonNull(instant(row, "created_at"))));
        });
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
