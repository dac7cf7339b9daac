package dev.cairn.service.lease;

import dev.cairn.api.fleet.BusySlot;
import dev.cairn.api.fleet.FleetDemand.OfTask;
import dev.cairn.api.fleet.WorkerView;
import dev.cairn.api.trial.Purpose;
import dev.cairn.service.web.Cursor;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads who is there and what they do, and what there is to do. */
@Repository
class FleetRows {
    /** A queue is counted up to here: no autoscaler starts more, and a million rows are not looked through. */
    private static final int MOST_QUEUED = 10_000;

    private final JdbcClient jdbc;

    FleetRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** With its place in the list. */
    record Row(long id, WorkerView view) {}

    private record Slot(long worker, BusySlot busy) {}

    /** Those that run something, or have asked within this time; {@code visible} null: of all projects. */
    List<Row> workers(Long @Nullable [] visible, Duration within, Cursor cursor) {
        List<Long> ids = jdbc.sql("""
                        select w.id from worker w
                        where (:visible::bigint[] is null or w.project_id = any(:visible)) and w.id > :after
                            and (w.last_seen_at > cairn_now() - make_interval(secs => :within)
                                or exists (select 1 from attempt r where r.worker_id = w.id and r.state = 'RUNNING'))
                        order by w.id limit :limit
                        """)
                .param("visible", visible, Types.ARRAY)
                .param("after", cursor.after())
                .param("within", within.toMillis() / 1000.0)
                .param("limit", cursor.fetch())
                .query(Long.class)
                .list();
        Map<Long, List<BusySlot>> running = running(ids);
        return jdbc.sql("""
                        select w.*, p.name as project, %s as is_there,
                            extract(epoch from cairn_now() - greatest(w.last_seen_at, (select max(r.last_heard_at)
                                from attempt r where r.worker_id = w.id and r.state = 'RUNNING'))) as silence
                        from worker w join project p on p.id = w.project_id where w.id = any(:ids) order by w.id
                        """.formatted(Fleet.isThere("w")))
                .param("ids", ids.toArray(Long[]::new))
                .query((row, index) -> worker(row, running.getOrDefault(row.getLong("id"), List.of())))
                .list();
    }

    private Map<Long, List<BusySlot>> running(List<Long> workers) {
        return jdbc.sql("""
                        select a.worker_id, a.id, a.number, t.id as trial, t.number as trial_number, t.purpose, s.id as study, s.name,
                            extract(epoch from cairn_now() - a.started_at) as age,
                            extract(epoch from cairn_now() - a.last_heard_at) as silence
                        from attempt a join trial t on t.id = a.trial_id join study s on s.id = a.study_id
                        where a.worker_id = any(:workers) and a.state = 'RUNNING' order by a.id
                        """).param("workers", workers.toArray(Long[]::new)).query(FleetRows::slot).list().stream()
                .collect(Collectors.groupingBy(Slot::worker, Collectors.mapping(Slot::busy, Collectors.toList())));
    }

    /** By task, those without one last; tasks without an open study do not appear. */
    List<OfTask> demand(Long @Nullable [] visible) {
        return jdbc.sql("""
                        select task_type, sum(running) as running, sum(queued + further) as waiting
                        from (
                            select s.task_type,
                                (select count(*) from trial t where t.study_id = s.id and t.state = 'RUNNING') as running,
                                case when s.state in ('ACTIVE', 'CONFIRMING') then (select count(*) from (
                                    select 1 from trial t where t.study_id = s.id and t.state = 'QUEUED'
                                        and t.not_before <= cairn_now() limit :most) q) else 0 end as queued,
                                case when s.state = 'ACTIVE' and not s.exhausted then greatest(0, least(
                                    s.trial_budget - s.trials_created,
                                    s.parallel_limit - (s.trials_created - s.trials_ended))) else 0 end as further
                            from study s
                            where s.state in ('ACTIVE', 'PAUSED', 'STOPPING', 'CONFIRMING')
                                and (:visible::bigint[] is null or s.project_id = any(:visible))) d
                        group by task_type order by task_type nulls last
                        """)
                .param("visible", visible, Types.ARRAY)
                .param("most", MOST_QUEUED)
                .query((row, index) ->
                        new OfTask(row.getString("task_type"), row.getLong("running"), row.getLong("waiting")))
                .list();
    }

    private static Row worker(ResultSet row, List<BusySlot> running) throws SQLException {
        return new Row(
                row.getLong("id"),
                new WorkerView(
                        row.getString("name"),
                        row.getString("project"),
                        List.of((String[]) row.getArray("tasks").getArray()),
                        row.getString("backend"),
                        (Integer) row.getObject("memory_mebibytes"),
                        (Integer) row.getObject("device_memory_mebibytes"),
                        row.getBoolean("is_there"),
                        seconds(row, "silence"),
                        row.getObject("first_seen_at", OffsetDateTime.class).toInstant(),
                        running));
    }

    private static Slot slot(ResultSet row, int index) throws SQLException {
        return new Slot(
                row.getLong("worker_id"),
                new BusySlot(
                        row.getLong("id"),
                        row.getInt("number"),
                        row.getLong("trial"),
                        row.getLong("trial_number"),
                        Purpose.valueOf(row.getString("purpose")),
                        row.getLong("study"),
                        row.getString("name"),
                        seconds(row, "age"),
                        seconds(row, "silence")));
    }

    private static Duration seconds(ResultSet row, String column) throws SQLException {
        BigDecimal seconds = row.getBigDecimal(column);
        // A report of this moment may be told a little later than it was looked at.
        return Duration.ofMillis(Math.max(0, seconds.movePointRight(3).longValue()));
    }
}
