package dev.cairn.service.lease;

import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Report;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.space.Point;
import dev.cairn.service.CairnSettings;
import dev.cairn.service.study.Specs;
import dev.cairn.service.web.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
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
    private static final String GRANT = """
            select a.id as attempt, a.number, t.id as trial, t.number as trial_number, t.study_id, t.purpose, t.point, t.seed,
                s.name, s.spec, s.spec_md5, extract(epoch from t.leased_until - cairn_now()) as seconds_left
            """;

    /** A worker's row is written again after so long, and not with every claim. */
    private static final double SEEN_SECONDS = 10;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Specs specs;
    private final Contexts contexts;
    private final double leaseSeconds;

    Leases(JdbcClient jdbc, JsonMapper json, Specs specs, Contexts contexts, CairnSettings settings) {
        this.jdbc = jdbc;
        this.json = json;
        this.specs = specs;
        this.contexts = contexts;
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
     * Claims one queued trial: study first (priority, then least running), then the longest queued. Nothing for a request that
     * was granted before, and nothing for a worker that was never greeted or can do something else than it could then.
     *
     * @throws org.springframework.dao.DuplicateKeyException if the same request was granted at the same moment
     */
    Optional<Lease> claim(LeaseRequest request) {
        // The queue's index is read from study to study, one step each: queued trials, of which there may be a million,
        // are
        // never looked through. The last join keeps the order of the studies and locks one trial in the first that has
        // a free
        // one: sorting after it would lock one in each.
        String sql = """
                with recursive asking as (
                    select id from worker
                    where project_id = 1 and name = :worker and tasks = :tasks::text[]
                        and backend is not distinct from :backend::text),
                seen as (
                    update worker w set last_seen_at = cairn_now() from asking
                    where w.id = asking.id and w.last_seen_at < cairn_now() - make_interval(secs => :seenSeconds)),
                waiting as (
                    (select t.study_id from trial t
                        where t.state = 'QUEUED' and t.study_id >= coalesce(:study::bigint, 0)
                        order by t.study_id limit 1)
                    union all
                    select (select t.study_id from trial t where t.state = 'QUEUED' and t.study_id > w.study_id
                        order by t.study_id limit 1)
                    from waiting w where :study::bigint is null and w.study_id is not null),
                open as (
                    select s.id, case s.state when 'ACTIVE' then 'SEARCH' else 'CONFIRM' end as purpose
                    from waiting w join study s on s.id = w.study_id
                    where s.project_id = 1 and s.state in ('ACTIVE', 'CONFIRMING')
                        and (:study::bigint is null or s.id = :study)
                        and case when s.task_type is null then cardinality(:tasks::text[]) = 0
                            else s.task_type = any(:tasks::text[]) end
                    order by s.priority desc,
                        case when :study::bigint is null then
                            (select count(*) from trial r where r.study_id = s.id and r.state = 'RUNNING') end,
                        s.id),
                picked as (
                    select t.id from open s cross join lateral (
                        select t.id from trial t
                        where t.study_id = s.id and t.state = 'QUEUED' and t.purpose = s.purpose
                            and t.not_before <= cairn_now()
                        order by t.priority desc, t.id limit 1 for update skip locked) t
                    where exists (select 1 from asking)
                        and not exists (select 1 from attempt where request_hash = :request)
                    limit 1),
                claimed as (
                    update trial t set state = 'RUNNING', attempt = t.attempt + 1,
                        leased_until = cairn_now() + make_interval(secs => :seconds)
                    from picked p where t.id = p.id returning t.*),
                made as (
                    insert into attempt (trial_id, study_id, number, worker_id, request_hash, token_hash)
                    select c.id, c.study_id, c.attempt, a.id, :request, :token
                    from claimed c, asking a returning id, number, trial_id)
                """ + GRANT + " from made a join claimed t on t.id = a.trial_id join study s on s.id = t.study_id";
        return jdbc.sql(sql)
                .param("study", request.study())
                .param("tasks", request.worker().tasks().toArray(String[]::new))
                .param("backend", request.worker().backend())
                .param("seconds", leaseSeconds)
                .param("seenSeconds", SEEN_SECONDS)
                .param("worker", request.worker().name())
                .param("request", LeaseToken.requestHash(request.request()))
                .param("token", LeaseToken.hash(LeaseToken.of(request.request())))
                .query((row, index) -> lease(row, request.request()))
                .optional();
    }

    /** Studies that may take a further trial for this worker, in the order of claiming. */
    List<Long> wanting(LeaseRequest request) {
        String sql = """
                select s.id from study s
                where s.project_id = 1 and s.state = 'ACTIVE' and not s.exhausted and s.trials_created < s.trial_budget
                    and (s.parallel_limit is null or s.trials_created - s.trials_ended < s.parallel_limit)
                    and (:study::bigint is null or s.id = :study)
                    and case when s.task_type is null then cardinality(:tasks::text[]) = 0 else s.task_type = any(:tasks::text[]) end
                order by s.priority desc,
                    (select count(*) from trial r where r.study_id = s.id and r.state = 'RUNNING'), s.id
                limit 20
                """;
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
    record Accepted(long trial, long study, Directive.@Nullable Kind directive, boolean maybePruned) {}

    /**
     * Writes measurements and renews the lease, if the attempt is still its trial's latest. A trial that expired but was not
     * granted again is taken back.
     *
     * @return empty if the fence refuses
     */
    Optional<Accepted> report(long attempt, byte[] tokenHash, Report report) {
        String sql = """
                with fence as (
                    select t.id as trial_id, t.study_id, a.id as attempt_id,
                        case when s.state = 'STOPPING' then 'CANCEL' else t.directive end as directive,
                        t.purpose = 'SEARCH' and s.spec #>> '{pruner,type}' <> 'NONE' as maybe_pruned
                    from attempt a join trial t on t.id = a.trial_id join study s on s.id = t.study_id
                    where a.id = :attempt and a.token_hash = :token and t.attempt = a.number
                        and t.state in ('RUNNING', 'QUEUED') and a.state in ('RUNNING', 'LOST')
                    for update of t, a),
                renewed as (
                    update trial t set state = 'RUNNING', leased_until = cairn_now() + make_interval(secs => :seconds)
                    from fence f where t.id = f.trial_id returning t.id),
                heard as (
                    update attempt a set state = 'RUNNING', cause = null, ended_at = null, heard = true,
                        last_heard_at = cairn_now(), log_tail = coalesce(:log, a.log_tail)
                    from fence f where a.id = f.attempt_id returning a.id),
                written as (
                    insert into measurement (study_id, attempt_id, step, metrics)
                    select f.study_id, f.attempt_id, m.step, m.metrics
                    from fence f, jsonb_to_recordset(:measurements::jsonb) as m(step bigint, metrics jsonb)
                    on conflict do nothing)
                select f.trial_id, f.study_id, f.directive, f.maybe_pruned from fence f
                """;
        return jdbc.sql(sql)
                .param("attempt", attempt)
                .param("token", tokenHash)
                .param("seconds", leaseSeconds)
                .param("log", clean(report.log()))
                .param("measurements", text(report.measurements()))
                .query((row, index) -> new Accepted(
                        row.getLong("trial_id"),
                        row.getLong("study_id"),
                        directive(row.getString("directive")),
                        row.getBoolean("maybe_pruned")))
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
    void tellToStop(long trial) {
        jdbc.sql("update trial set directive = 'STOP' where id = :trial and state = 'RUNNING' and directive is null")
                .param("trial", trial)
                .update();
    }

    /** Takes back a grant that reached nobody, as if its worker had preempted it at once. */
    void giveBack(Lease lease) {
        jdbc.sql("""
                        with fence as (
                            select t.id as trial_id, t.study_id, a.id as attempt_id
                            from attempt a join trial t on t.id = a.trial_id and t.attempt = a.number
                            where a.id = :attempt and a.state = 'RUNNING' and t.state = 'RUNNING' and not a.heard
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

    private Optional<Standing> standing(long attempt, byte[] tokenHash) {
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

    /** The same of an attempt that must be there, and of the one that the token belongs to. */
    Standing requireStanding(long attempt, byte[] tokenHash) {
        Standing standing =
                standing(attempt, tokenHash).orElseThrow(() -> ProblemException.notFound("attempt " + attempt));
        if (!standing.tokenIsRight()) {
            throw ProblemException.of(
                    ProblemCode.UNAUTHORIZED,
                    "the token is not that of attempt " + attempt + "; send the lease's token");
        }
        return standing;
    }

    static ProblemException superseded(long attempt) {
        return ProblemException.of(
                ProblemCode.LEASE_SUPERSEDED,
                "attempt " + attempt + " no longer holds its trial: another attempt took over, or the trial has ended");
    }

    private Lease lease(ResultSet row, UUID request) throws SQLException {
        long attempt = row.getLong("attempt");
        long study = row.getLong("study_id");
        StudySpec spec = specs.read(row.getString("spec"));
        Purpose purpose = Purpose.valueOf(row.getString("purpose"));
        contexts.keep(attempt, new Context(study, spec, row.getString("spec_md5"), purpose));
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
                Duration.ofMillis(Math.max(0, Math.round(row.getDouble("seconds_left") * 1000))));
    }
}
