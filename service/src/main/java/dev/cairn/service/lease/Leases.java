package dev.cairn.service.lease;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Report;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.space.Point;
import dev.cairn.service.CairnSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/**
 * The statements of the worker protocol. Each is one autocommit statement whose joins are the fence: only the latest attempt
 * of a trial, known by its token, can write. Rows are locked in the order trial, attempt.
 */
@Repository
class Leases {
    /** Whether an attempt {@code p} counts as a failure of its trial: it said so, or fell silent after it had been heard. */
    static final String COUNTS = "(p.state = 'FAILED' or (p.state = 'LOST' and p.heard))";

    private static final String GRANT = """
            select a.id as attempt, a.number, t.id as trial, t.number as trial_number, t.study_id, t.purpose, t.point, t.seed,
                s.name, s.spec, extract(epoch from t.leased_until - cairn_now()) as seconds_left, a.resumed_from_step,
                (select encode(f.sha256, 'hex') from artifact f
                    where f.trial_id = t.id and f.kind = 'CHECKPOINT' and f.attempt_id < a.id and f.step = a.resumed_from_step
                    order by f.attempt_id desc limit 1) as checkpoint
            """;

    /** Attaches a checkpoint to the attempt that the CTE {@code fence} let through, unless it has a later one. */
    static final String SAVE_CHECKPOINT = """
            insert into artifact (attempt_id, kind, trial_id, project_id, sha256, step)
            select f.attempt_id, 'CHECKPOINT', f.trial_id, f.project_id, decode(:checkpoint, 'hex'), :checkpointStep
            from fence f where :checkpoint::text is not null
            on conflict (attempt_id, kind) do update
                set sha256 = excluded.sha256, step = excluded.step, created_at = cairn_now()
                where artifact.step < excluded.step
            """;

    /** Whether a study {@code s} may take a further trial, and this worker could train it. */
    private static final String WANTS = """
            s.project_id = 1 and s.state = 'ACTIVE' and not s.exhausted and s.trials_created < s.trial_budget
                and (s.parallel_limit is null or s.trials_created - s.trials_ended < s.parallel_limit)
                and (:study::bigint is null or s.id = :study)
                and case when s.task_type is null then cardinality(:tasks::text[]) = 0 else s.task_type = any(:tasks::text[]) end
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final double leaseSeconds;

    Leases(JdbcClient jdbc, JsonMapper json, CairnSettings settings) {
        this.jdbc = jdbc;
        this.json = json;
        this.leaseSeconds = settings.leaseDuration().toMillis() / 1000.0;
    }

    /** The grant that this request got before, while its attempt still runs. */
    Optional<Lease> repeated(LeaseRequest request) {
        return jdbc.sql(GRANT + """
                         from attempt a join trial t on t.id = a.trial_id and t.attempt = a.number
                            join study s on s.id = t.study_id
                        where a.request_hash = :request and a.state = 'RUNNING' and t.state = 'RUNNING'
                        """)
                .param("request", LeaseToken.requestHash(request.request()))
                .query((row, index) -> lease(row, request.request()))
                .optional();
    }

    /** Whether the request was granted before, even if that attempt has ended since. */
    boolean isUsed(UUID request) {
        return jdbc.sql("select exists (select 1 from attempt where request_hash = :request)")
                .param("request", LeaseToken.requestHash(request))
                .query(Boolean.class)
                .single();
    }

    /** Notes that a worker asks, and what it can do. */
    void greet(LeaseRequest request) {
        jdbc.sql("""
                        insert into worker (project_id, name, tasks, backend) values (1, :name, :tasks, :backend)
                        on conflict (project_id, name) do update
                            set tasks = excluded.tasks, backend = excluded.backend, last_seen_at = cairn_now()
                        """)
                .param("name", request.worker().name())
                .param("tasks", request.worker().tasks().toArray(String[]::new))
                .param("backend", request.worker().backend())
                .update();
    }

    /**
     * Claims one queued trial: study first (priority, then least running), then the longest queued.
     *
     * @param inTurn nothing while a study of higher priority may have a new trial suggested for this worker; a long queue must
     *     not keep it waiting
     * @throws org.springframework.dao.DuplicateKeyException if the same request was granted at the same moment
     */
    Optional<Lease> claim(LeaseRequest request, boolean inTurn) {
        String sql = """
                with picked as (
                    select t.id from trial t join study s on s.id = t.study_id
                    where t.state = 'QUEUED' and t.not_before <= cairn_now()
                        and s.project_id = 1
                        and ((s.state = 'ACTIVE' and t.purpose = 'SEARCH')
                            or (s.state = 'CONFIRMING' and t.purpose = 'CONFIRM'))
                        and (:study::bigint is null or s.id = :study)
                        and case when s.task_type is null then cardinality(:tasks::text[]) = 0 else s.task_type = any(:tasks::text[]) end
                        and (not :inTurn or s.priority >= coalesce((select max(s.priority) from study s where %s), s.priority))
                    order by s.priority desc,
                        (select count(*) from trial r where r.study_id = s.id and r.state = 'RUNNING'),
                        s.id, t.priority desc, t.id
                    limit 1 for update of t skip locked),
                claimed as (
                    update trial t set state = 'RUNNING', attempt = t.attempt + 1,
                        leased_until = cairn_now() + make_interval(secs => :seconds)
                    from picked p where t.id = p.id returning t.*),
                resumed as (
                    select f.attempt_id, f.step from claimed c join artifact f on f.trial_id = c.id
                    where c.attempt > 1 and f.kind = 'CHECKPOINT' order by f.step desc, f.attempt_id desc limit 1),
                made as (
                    insert into attempt (trial_id, study_id, number, worker_id, request_hash, token_hash, resumed_from_step)
                    select c.id, c.study_id, c.attempt,
                        (select id from worker where project_id = 1 and name = :worker), :request, :token,
                        (select step from resumed)
                    from claimed c returning id, study_id, number, trial_id, resumed_from_step),
                inherited as (
                    -- Copied, so that a trial's curve is its latest attempt's, whoever reads it.
                    insert into measurement (study_id, attempt_id, step, metrics, measured_at)
                    select m.study_id, a.id, m.step, m.metrics, m.measured_at
                    from made a cross join resumed r join measurement m
                        on m.study_id = a.study_id and m.attempt_id = r.attempt_id and m.step <= r.step)
                """.formatted(WANTS)
                + GRANT + " from made a join claimed t on t.id = a.trial_id join study s on s.id = t.study_id";
        return jdbc.sql(sql)
                .param("study", request.study())
                .param("tasks", request.worker().tasks().toArray(String[]::new))
                .param("seconds", leaseSeconds)
                .param("inTurn", inTurn)
                .param("worker", request.worker().name())
                .param("request", LeaseToken.requestHash(request.request()))
                .param("token", LeaseToken.hash(LeaseToken.of(request.request())))
                .query((row, index) -> lease(row, request.request()))
                .optional();
    }

    /** Studies that may take a further trial for this worker, in the order of claiming. */
    List<Long> wanting(LeaseRequest request) {
        String sql = """
                select s.id from study s where %s
                order by s.priority desc,
                    (select count(*) from trial r where r.study_id = s.id and r.state = 'RUNNING'), s.id
                limit 20
                """.formatted(WANTS);
        return jdbc.sql(sql)
                .param("study", request.study())
                .param("tasks", request.worker().tasks().toArray(String[]::new))
                .query(Long.class)
                .list();
    }

    /**
     * What the fence let through.
     *
     * @param maybePruned whether the study has a pruner that should be asked
     */
    record Accepted(
            long trial, long study, Directive.@Nullable Kind directive, boolean maybePruned, Duration timeLeft) {}

    /**
     * Writes measurements and renews the lease, if the attempt is still its trial's latest. A trial that expired but was not
     * granted again is taken back. In a study that is stopping the lease is not renewed: what is left of it is the grace.
     *
     * @return empty if the fence refuses
     * @throws org.springframework.dao.DataIntegrityViolationException if the checkpoint was not uploaded
     */
    Optional<Accepted> report(long attempt, byte[] tokenHash, Report report) {
        String sql = """
                with fence as (
                    select t.id as trial_id, t.study_id, a.id as attempt_id, s.project_id,
                        case when s.state = 'STOPPING' then 'CANCEL' else t.directive end as directive,
                        t.purpose = 'SEARCH' and s.spec #>> '{pruner,type}' <> 'NONE' as maybe_pruned
                    from attempt a join trial t on t.id = a.trial_id join study s on s.id = t.study_id
                    where a.id = :attempt and a.token_hash = :token and t.attempt = a.number
                        and t.state in ('RUNNING', 'QUEUED') and a.state in ('RUNNING', 'LOST')
                    for update of t, a),
                renewed as (
                    update trial t set state = 'RUNNING',
                        leased_until = case when f.directive = 'CANCEL' and t.leased_until is not null then t.leased_until
                            else cairn_now() + make_interval(secs => :seconds) end
                    from fence f where t.id = f.trial_id
                    returning extract(epoch from t.leased_until - cairn_now()) as seconds_left),
                heard as (
                    update attempt a set state = 'RUNNING', cause = null, ended_at = null, heard = true,
                        last_heard_at = cairn_now(), log_tail = coalesce(:log, a.log_tail)
                    from fence f where a.id = f.attempt_id returning a.id),
                written as (
                    insert into measurement (study_id, attempt_id, step, metrics)
                    select f.study_id, f.attempt_id, m.step, m.metrics
                    from fence f, jsonb_to_recordset(:measurements::jsonb) as m(step bigint, metrics jsonb)
                    on conflict do nothing),
                saved as (%s)
                select f.trial_id, f.study_id, f.directive, f.maybe_pruned, r.seconds_left from fence f, renewed r
                """.formatted(SAVE_CHECKPOINT);
        Checkpoint checkpoint = report.checkpoint();
        return jdbc.sql(sql)
                .param("attempt", attempt)
                .param("token", tokenHash)
                .param("seconds", leaseSeconds)
                .param("log", clean(report.log()))
                .param("measurements", text(report.measurements()))
                .param("checkpoint", checkpoint == null ? null : checkpoint.sha256(), Types.VARCHAR)
                .param("checkpointStep", checkpoint == null ? null : checkpoint.step(), Types.BIGINT)
                .query((row, index) -> new Accepted(
                        row.getLong("trial_id"),
                        row.getLong("study_id"),
                        directive(row.getString("directive")),
                        row.getBoolean("maybe_pruned"),
                        timeLeft(row)))
                .optional();
    }

    private static Directive.@Nullable Kind directive(@Nullable String stored) {
        return stored == null ? null : Directive.Kind.valueOf(stored);
    }

    String text(@Nullable List<Measurement> measurements) {
        return json.writeValueAsString(measurements == null ? List.of() : measurements);
    }

    /** Postgres text holds no NUL. */
    static @Nullable String clean(@Nullable String text) {
        return text == null ? null : text.replace("\0", "");
    }

    /** Stored before it is answered, and repeated until the outcome. */
    void tellToStop(long trial, String reason) {
        jdbc.sql("""
                        update trial set directive = 'STOP', stop_reason = :reason
                        where id = :trial and state = 'RUNNING' and directive is null
                        """).param("trial", trial).param("reason", reason).update();
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

    /** How an attempt stands, to say why the fence refused it. */
    record Standing(
            boolean tokenIsRight,
            byte @Nullable [] outcomeHash,
            @Nullable String outcomeAnswer,
            long trial) {}

    Optional<Standing> standing(long attempt, byte[] tokenHash) {
        return jdbc.sql("""
                        select token_hash = :token as token_is_right, outcome_hash, outcome_answer, trial_id
                        from attempt where id = :attempt
                        """)
                .param("attempt", attempt)
                .param("token", tokenHash)
                .query((row, index) -> new Standing(
                        row.getBoolean("token_is_right"),
                        row.getBytes("outcome_hash"),
                        row.getString("outcome_answer"),
                        row.getLong("trial_id")))
                .optional();
    }

    private Lease lease(ResultSet row, UUID request) throws SQLException {
        StudySpec spec = json.readValue(row.getString("spec"), StudySpec.class);
        String checkpoint = row.getString("checkpoint");
        return new Lease(
                row.getLong("attempt"),
                row.getInt("number"),
                LeaseToken.of(request),
                row.getLong("study_id"),
                row.getString("name"),
                row.getLong("trial"),
                row.getLong("trial_number"),
                Purpose.valueOf(row.getString("purpose")),
                json.readValue(row.getString("point"), Point.class),
                row.getLong("seed"),
                spec.task(),
                spec.objectives(),
                checkpoint == null ? null : new Checkpoint(row.getLong("resumed_from_step"), checkpoint),
                timeLeft(row));
    }

    private static Duration timeLeft(ResultSet row) throws SQLException {
        return Duration.ofMillis(Math.max(0, Math.round(row.getDouble("seconds_left") * 1000)));
    }
}
