package dev.cairn.service.lease;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Refit;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.space.Point;
import dev.cairn.service.CairnSettings;
import dev.cairn.service.study.Specs;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Grants of queued trials. Each is one autocommit statement, and locks the trial before its attempt. */
@Repository
class Claims {
    /** A worker's row is written again after so long, and not with every claim. */
    private static final double SEEN_SECONDS = 10;

    private final JdbcClient jdbc;
    private final JdbcOperations template;
    private final JsonMapper json;
    private final Specs specs;
    private final Contexts contexts;
    private final double leaseSeconds;

    Claims(
            JdbcClient jdbc,
            JdbcOperations template,
            JsonMapper json,
            Specs specs,
            Contexts contexts,
            CairnSettings settings) {
        this.template = template;
        this.jdbc = jdbc;
        this.json = json;
        this.specs = specs;
        this.contexts = contexts;
        this.leaseSeconds = settings.leaseDuration().toMillis() / 1000.0;
    }

    /** The grant that this request got before, while its attempt still runs. */
    Optional<Lease> repeated(Ask ask) {
        return jdbc.sql(ClaimText.GRANT + """
                         from attempt a join trial t on t.id = a.trial_id and t.attempt = a.number
                            join study s on s.id = t.study_id
                        where a.request_hash = :request and a.state = 'RUNNING' and t.state = 'RUNNING'
                        """)
                .param("request", ask.requestHash())
                .query((row, index) -> lease(row, ask.request().request()))
                .optional();
    }

    /**
     * What was known of an ask.
     *
     * @param isUsed the request was granted before, even if that attempt has ended since; then its worker is not noted
     * @param isNews the worker was not known, or not as it is now, or was away
     */
    record Greeting(boolean isUsed, boolean isNews) {}

    /**
     * Notes that a worker asks, and what it can do, unless it asked a moment ago: in each project that it may serve, for each has
     * its own workers.
     */
    Greeting greet(Ask ask) {
        LeaseRequest request = ask.request();
        String sql = """
                with used as (select 1 from attempt where request_hash = :request),
                greeted as (
                    insert into worker (project_id, name, tasks, backend, memory_mebibytes, device_memory_mebibytes)
                    select p.id, :name, :tasks, :backend, :memory, :deviceMemory from project p
                    where %s and not exists (select 1 from used) and not exists (
                        select 1 from worker w
                        where w.project_id = p.id and w.name = :name and w.tasks = :tasks::text[]
                            and w.backend is not distinct from :backend::text
                            and w.memory_mebibytes is not distinct from :memory::int
                            and w.device_memory_mebibytes is not distinct from :deviceMemory::int
                            and w.last_seen_at > cairn_now() - make_interval(secs => :seenSeconds))
                    on conflict (project_id, name) do update
                        set tasks = excluded.tasks, backend = excluded.backend,
                            memory_mebibytes = excluded.memory_mebibytes,
                            device_memory_mebibytes = excluded.device_memory_mebibytes, last_seen_at = cairn_now()
                    returning 1)
                select exists (select 1 from used) as is_used, exists (select 1 from greeted) as is_news
                """.formatted(ask.sees("p", "id"));
        return jdbc.sql(sql)
                .param("visible", ask.caller().visible(), Types.ARRAY)
                .param("request", ask.requestHash())
                .param("name", request.worker().name())
                .param("tasks", request.worker().tasks().toArray(String[]::new))
                .param("backend", request.worker().backend(), Types.VARCHAR)
                .param("memory", request.worker().memoryMebibytes(), Types.INTEGER)
                .param("deviceMemory", request.worker().deviceMemoryMebibytes(), Types.INTEGER)
                .param("seenSeconds", SEEN_SECONDS)
                .query((row, index) -> new Greeting(row.getBoolean("is_used"), row.getBoolean("is_news")))
                .single();
    }

    /**
     * Claims one queued trial: study first (priority, then least running), then the longest queued; one that ran out of memory
     * only for a worker that offers more. Nothing for a request that
     * was granted before, and nothing for a worker that was never greeted or can do something else than it could then.
     *
     * @param inTurn nothing while a study of higher priority may have a new trial suggested for this worker; a long queue must
     *     not keep it waiting
     * @throws org.springframework.dao.DuplicateKeyException if the same request was granted at the same moment
     */
    Optional<Lease> claim(Ask ask, boolean inTurn) {
        return ClaimText.of(ask, inTurn)
                .statement()
                .query(
                        template,
                        bind(ask, new MapSqlParameterSource()),
                        (row, index) -> lease(row, ask.request().request()));
    }

    /** Adds what a claim's text takes. */
    MapSqlParameterSource bind(Ask ask, MapSqlParameterSource parameters) {
        LeaseRequest request = ask.request();
        return parameters
                .addValue("study", request.study())
                .addValue("tasks", request.worker().tasks().toArray(String[]::new))
                .addValue("backend", request.worker().backend())
                .addValue("memory", request.worker().memoryMebibytes(), Types.INTEGER)
                .addValue("deviceMemory", request.worker().deviceMemoryMebibytes(), Types.INTEGER)
                .addValue(
                        "seconds",
                        ask.leaseFor() == null ? leaseSeconds : ask.leaseFor().toMillis() / 1000.0)
                .addValue("seenSeconds", SEEN_SECONDS)
                .addValue("worker", request.worker().name())
                .addValue("visible", ask.caller().visible(), Types.ARRAY)
                .addValue("caller", ask.caller().name())
                .addValue("ownToken", ask.caller().token(), Types.VARCHAR)
                .addValue("request", ask.requestHash())
                .addValue("leaseToken", ask.tokenHash());
    }

    /** Studies that may take a further trial for this worker, in the order of claiming. */
    List<Long> wanting(Ask ask) {
        LeaseRequest request = ask.request();
        String sql = """
                select wanting.id from study wanting where %s and %s and (:study::bigint is null or wanting.id = :study)
                order by wanting.priority desc,
                    (select count(*) from trial r where r.study_id = wanting.id and r.state = 'RUNNING'), wanting.id
                limit 20
                """.formatted(ask.sees("wanting"), ClaimText.wants(null));
        return jdbc.sql(sql)
                .param("visible", ask.caller().visible(), Types.ARRAY)
                .param("study", request.study())
                .param("tasks", request.worker().tasks().toArray(String[]::new))
                .query(Long.class)
                .list();
    }

    /** How long it is until the next back-off of any trial ends, rounded up; only a trial that was attempted has one. */
    Optional<Duration> untilNextReady() {
        return jdbc.sql("""
                        select ceil(1000 * extract(epoch from min(not_before) - cairn_now()))::bigint as millis from trial
                        where state = 'QUEUED' and attempt > 0 and not_before < 'infinity' and not_before > cairn_now()
                        """)
                .query((row, index) -> Optional.ofNullable(row.getObject("millis", Long.class)))
                .single()
                .map(millis -> Duration.ofMillis(Math.max(1, millis)));
    }

    /** Takes back a grant that reached nobody, as if its worker had preempted it at once. */
    void giveBack(Lease lease) {
        jdbc.sql("""
                        with fence as (
                            select t.id as trial_id, t.study_id, a.id as attempt_id
                            from attempt a join trial t on t.id = a.trial_id and t.attempt = a.number
                            where a.id = :attempt and a.state = 'RUNNING' and t.state = 'RUNNING' and not a.heard
                                -- A cancelled one ends with its lease.
                                and t.directive is distinct from 'CANCEL'
                            for update of t, a),
                        closed as (
                            update attempt a set state = 'PREEMPTED', cause = 'PREEMPTED', ended_at = cairn_now(),
                                message = 'the worker was gone before the grant could be answered'
                            from fence f where a.id = f.attempt_id returning a.id),
                        moved as (
                            update trial t set state = 'QUEUED', leased_until = null
                            from fence f where t.id = f.trial_id returning t.id)
                        insert into event (study_id, type, trial_id, attempt_id, actor)
                        select study_id, 'TRIAL_QUEUED', trial_id, attempt_id, 'service' from fence
                        """).param("attempt", lease.attempt()).update();
    }

    /** From a row of {@link ClaimText#GRANT}. */
    Lease lease(ResultSet row, UUID request) throws SQLException {
        long attempt = row.getLong("attempt");
        long study = row.getLong("study_id");
        StudySpec spec = specs.read(row.getString("spec"));
        Purpose purpose = Purpose.valueOf(row.getString("purpose"));
        contexts.keep(attempt, new Context(study, spec, row.getString("spec_md5"), purpose));
        String checkpoint = row.getString("checkpoint");
        String refit = row.getString("refit");
        return new Lease(
                attempt,
                row.getInt("number"),
                LeaseToken.of(request),
                study,
                row.getString("name"),
                row.getLong("trial"),
                row.getLong("trial_number"),
                purpose,
                json.readValue(row.getString("point"), Point.class),
                row.getLong("seed"),
                spec.task(),
                spec.objectives(),
                checkpoint == null ? null : new Checkpoint(row.getLong("resumed_from_step"), checkpoint),
                refit == null ? null : json.readValue(refit, Refit.class),
                Leases.timeLeft(row));
    }
}
