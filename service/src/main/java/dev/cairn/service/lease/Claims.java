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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Grants of queued trials. Each is one autocommit statement, and locks the trial before its attempt. */
@Repository
class Claims {
    private static final String GRANT = """
            select a.id as attempt, a.number, t.id as trial, t.number as trial_number, t.study_id, t.purpose, t.point, t.seed, t.refit,
                s.name, s.spec, s.spec_md5, extract(epoch from t.leased_until - cairn_now()) as seconds_left,
                a.resumed_from_step,
                (select encode(f.sha256, 'hex') from artifact f
                    where f.trial_id = t.id and f.kind = 'CHECKPOINT' and f.attempt_id < a.id and f.step = a.resumed_from_step
                    order by f.attempt_id desc limit 1) as checkpoint
            """;

    /** Whether a study {@code wanting} may take a further trial, and this worker could train it. */
    private static final String WANTS = """
            (wanting.state = 'ACTIVE' and not wanting.exhausted
                and wanting.trials_created < wanting.trial_budget
                and (wanting.parallel_limit is null
                    or wanting.trials_created - wanting.trials_ended < wanting.parallel_limit)
                or wanting.state = 'CONFIRMING' and exists (
                    select 1 from confirmation c where c.study_id = wanting.id and c.history_seq is null))
                and case when wanting.task_type is null then cardinality(:tasks::text[]) = 0
                    else wanting.task_type = any(:tasks::text[]) end
            """;

    /** A worker's row is written again after so long, and not with every claim. */
    private static final double SEEN_SECONDS = 10;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Specs specs;
    private final Contexts contexts;
    private final double leaseSeconds;

    Claims(JdbcClient jdbc, JsonMapper json, Specs specs, Contexts contexts, CairnSettings settings) {
        this.jdbc = jdbc;
        this.json = json;
        this.specs = specs;
        this.contexts = contexts;
        this.leaseSeconds = settings.leaseDuration().toMillis() / 1000.0;
    }

    /** The grant that this request got before, while its attempt still runs. */
    Optional<Lease> repeated(Ask ask) {
        return jdbc.sql(GRANT + """
                         from attempt a join trial t on t.id = a.trial_id and t.attempt = a.number
                            join study s on s.id = t.study_id
                        where a.request_hash = :request and a.state = 'RUNNING' and t.state = 'RUNNING'
                        """)
                .param("request", ask.requestHash())
                .query((row, index) -> lease(row, ask.request().request()))
                .optional();
    }

    /** Whether the request was granted before, even if that attempt has ended since. */
    boolean isUsed(Ask ask) {
        return jdbc.sql("select exists (select 1 from attempt where request_hash = :request)")
                .param("request", ask.requestHash())
                .query(Boolean.class)
                .single();
    }

    /** Notes that a worker asks, and what it can do: in each project that it may serve, for each has its own workers. */
    void greet(Ask ask) {
        LeaseRequest request = ask.request();
        jdbc.sql("""
                        insert into worker (project_id, name, tasks, backend, memory_mebibytes, device_memory_mebibytes)
                        select id, :name, :tasks, :backend, :memory, :deviceMemory from project
                        where (:visible::bigint[] is null or id = any(:visible))
                        on conflict (project_id, name) do update
                            set tasks = excluded.tasks, backend = excluded.backend,
                                memory_mebibytes = excluded.memory_mebibytes,
                                device_memory_mebibytes = excluded.device_memory_mebibytes, last_seen_at = cairn_now()
                        """)
                .param("visible", ask.caller().visible(), Types.ARRAY)
                .param("name", request.worker().name())
                .param("tasks", request.worker().tasks().toArray(String[]::new))
                .param("backend", request.worker().backend())
                .param("memory", request.worker().memoryMebibytes(), Types.INTEGER)
                .param("deviceMemory", request.worker().deviceMemoryMebibytes(), Types.INTEGER)
                .update();
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
        LeaseRequest request = ask.request();
        String sql = """
                with recursive asking as (
                    select w.id, w.project_id from worker w
                    where %s and name = :worker and tasks = :tasks::text[]
                        and backend is not distinct from :backend::text),
                seen as (
                    update worker w set last_seen_at = cairn_now(), memory_mebibytes = :memory,
                        device_memory_mebibytes = :deviceMemory from asking
                    where w.id = asking.id and w.last_seen_at < cairn_now() - make_interval(secs => :seenSeconds)),
                %s,
                -- Keeps the order of the studies and locks one trial in the first that has a free one; sorting after it
                -- would lock one in each.
                picked as (
                    select t.id from open s cross join lateral (
                        select t.id from trial t
                        where t.study_id = s.id and t.state = 'QUEUED' and (t.purpose = 'SEARCH') = s.searches
                            and t.not_before < 'infinity' and t.not_before <= cairn_now() and %s
                        order by t.priority desc, t.id limit 1 for update skip locked) t
                    where exists (select 1 from asking k where k.project_id = s.project_id)
                        and not exists (select 1 from attempt where request_hash = :request)
                    limit 1),
                claimed as (
                    update trial t set state = 'RUNNING', attempt = t.attempt + 1,
                        leased_until = cairn_now() + make_interval(secs => :seconds)
                    from picked p where t.id = p.id returning t.*),
                resumed as (
                    select f.attempt_id, f.step from claimed c join artifact f on f.trial_id = c.id
                    where c.attempt > 1 and f.kind = 'CHECKPOINT' order by f.step desc, f.attempt_id desc limit 1),
                made as (
                    insert into attempt (trial_id, study_id, number, worker_id, request_hash, token_hash, resumed_from_step,
                        memory_mebibytes, device_memory_mebibytes, leased_by)
                    select c.id, c.study_id, c.attempt, a.id, :request, :token, (select step from resumed),
                        :memory, :deviceMemory, :caller
                    from claimed c join study cs on cs.id = c.study_id join asking a on a.project_id = cs.project_id
                    returning id, study_id, number, trial_id, resumed_from_step),
                inherited as (
                    -- Copied, so that a trial's curve is its latest attempt's, whoever reads it.
                    insert into measurement (study_id, attempt_id, step, metrics, measured_at)
                    select m.study_id, a.id, m.step, m.metrics, m.measured_at
                    from made a cross join resumed r join measurement m
                        on m.study_id = a.study_id and m.attempt_id = r.attempt_id and m.step <= r.step)
                """.formatted(ask.sees("w"), open(ask, inTurn), Fleet.OFFERS_MORE)
                + GRANT + " from made a join claimed t on t.id = a.trial_id join study s on s.id = t.study_id";
        return jdbc.sql(sql)
                .param("study", request.study())
                .param("tasks", request.worker().tasks().toArray(String[]::new))
                .param("backend", request.worker().backend())
                .param("memory", request.worker().memoryMebibytes(), Types.INTEGER)
                .param("deviceMemory", request.worker().deviceMemoryMebibytes(), Types.INTEGER)
                .param("seconds", leaseSeconds)
                .param("seenSeconds", SEEN_SECONDS)
                .param("worker", request.worker().name())
                .param("visible", ask.caller().visible(), Types.ARRAY)
                .param("caller", ask.caller().name())
                .param("request", ask.requestHash())
                .param("token", ask.tokenHash())
                .query((row, index) -> lease(row, request.request()))
                .optional();
    }

    /**
     * The studies to look into, in their order. A text for each case instead of one with conditions on parameters: Postgres
     * would plan that one anew with each call, which takes longer than the claim.
     */
    private static String open(Ask ask, boolean inTurn) {
        String open = """
                open as (
                    select s.id, s.project_id, s.state = 'ACTIVE' as searches
                    from %s
                    where %s and s.state in ('ACTIVE', 'CONFIRMING')
                        and case when s.task_type is null then cardinality(:tasks::text[]) = 0
                            else s.task_type = any(:tasks::text[]) end
                        and %s)
                """;
        String sees = ask.sees("s");
        if (ask.request().study() != null) {
            return open.formatted("study s", sees, "s.id = :study");
        }
        String turn = inTurn
                ? "not exists (select 1 from study wanting where wanting.priority > s.priority and "
                        + ask.sees("wanting") + " and " + WANTS + ")"
                : "true";
        String order = """
                order by s.priority desc,
                    (select count(*) from trial r where r.study_id = s.id and r.state = 'RUNNING'), s.id
                """;
        // The queue's index is read from study to study, one step each: queued trials, of which there may be a million,
        // are never looked through.
        return """
                waiting as (
                    (select t.study_id from trial t
                        where t.state = 'QUEUED' and t.not_before < 'infinity' order by t.study_id limit 1)
                    union all
                    select (select t.study_id from trial t
                        where t.state = 'QUEUED' and t.not_before < 'infinity' and t.study_id > w.study_id
                        order by t.study_id limit 1)
                    from waiting w where w.study_id is not null),
                """ + open.formatted("waiting w join study s on s.id = w.study_id", sees, turn + "\n" + order);
    }

    /** Studies that may take a further trial for this worker, in the order of claiming. */
    List<Long> wanting(Ask ask) {
        LeaseRequest request = ask.request();
        String sql = """
                select wanting.id from study wanting where %s and %s and (:study::bigint is null or wanting.id = :study)
                order by wanting.priority desc,
                    (select count(*) from trial r where r.study_id = wanting.id and r.state = 'RUNNING'), wanting.id
                limit 20
                """.formatted(ask.sees("wanting"), WANTS);
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

    private Lease lease(ResultSet row, UUID request) throws SQLException {
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
