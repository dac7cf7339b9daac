package dev.cairn.service.lease;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Report;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.trial.Measurement;
import dev.cairn.service.CairnSettings;
import dev.cairn.service.access.Caller;
import dev.cairn.service.access.RecentTokens;
import dev.cairn.service.web.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
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

    /** Attaches a checkpoint to the attempt that the CTE {@code fence} let through, unless it has a later one. */
    static final String SAVE_CHECKPOINT = """
            insert into artifact (attempt_id, kind, trial_id, project_id, sha256, step)
            select f.attempt_id, 'CHECKPOINT', f.trial_id, f.project_id, decode(:checkpoint, 'hex'), :checkpointStep
            from fence f where :checkpoint::text is not null
            on conflict (attempt_id, kind) do update
                set sha256 = excluded.sha256, step = excluded.step, created_at = cairn_now()
                where artifact.step < excluded.step
            """;

    private static final LongStatement REPORT = new LongStatement("""
            with fence as (
                select t.id as trial_id, t.study_id, a.id as attempt_id, s.project_id,
                    case when s.state = 'STOPPING' then 'CANCEL' else t.directive end as directive,
                    t.purpose = 'SEARCH' and s.spec #>> '{pruner,type}' <> 'NONE' as maybe_pruned
                from attempt a join trial t on t.id = a.trial_id join study s on s.id = t.study_id
                where a.id = :attempt and a.token_hash = :token and t.attempt = a.number
                    and t.state in ('RUNNING', 'QUEUED') and a.state in ('RUNNING', 'LOST')
                    and %s
                for update of t, a),
            renewed as (
                update trial t set state = 'RUNNING',
                    leased_until = case when f.directive = 'CANCEL' and t.leased_until is not null then t.leased_until
                        -- One that was asked for by hand may run longer already.
                        else greatest(t.leased_until, cairn_now() + make_interval(secs => :seconds)) end
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
            """.formatted(RecentTokens.IS_GOOD, SAVE_CHECKPOINT));

    private final JdbcClient jdbc;
    private final JdbcOperations template;
    private final JsonMapper json;
    private final double leaseSeconds;

    Leases(JdbcClient jdbc, JdbcOperations template, JsonMapper json, CairnSettings settings) {
        this.template = template;
        this.jdbc = jdbc;
        this.json = json;
        this.leaseSeconds = settings.leaseDuration().toMillis() / 1000.0;
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
     * @return empty if the fence refuses, or the caller's token is void
     * @throws org.springframework.dao.DataIntegrityViolationException if the checkpoint was not uploaded
     */
    Optional<Accepted> report(long attempt, byte[] tokenHash, Report report, Caller caller) {
        Checkpoint checkpoint = report.checkpoint();
        var parameters = new MapSqlParameterSource()
                .addValue("attempt", attempt)
                .addValue("token", tokenHash)
                .addValue("ownToken", caller.token(), Types.VARCHAR)
                .addValue("seconds", leaseSeconds)
                .addValue("log", clean(report.log()), Types.VARCHAR)
                .addValue("measurements", text(report.measurements()))
                .addValue("checkpoint", checkpoint == null ? null : checkpoint.sha256(), Types.VARCHAR)
                .addValue("checkpointStep", checkpoint == null ? null : checkpoint.step(), Types.BIGINT);
        return REPORT.query(
                template,
                parameters,
                (row, index) -> new Accepted(
                        row.getLong("trial_id"),
                        row.getLong("study_id"),
                        directive(row.getString("directive")),
                        row.getBoolean("maybe_pruned"),
                        timeLeft(row)));
    }

    private static Directive.@Nullable Kind directive(@Nullable String stored) {
        return stored == null ? null : Directive.Kind.valueOf(stored);
    }

    String text(@Nullable List<Measurement> measurements) {
        return measurements == null || measurements.isEmpty() ? "[]" : json.writeValueAsString(measurements);
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

    /** Why the fence refused what an attempt sent. */
    ProblemException refusal(long attempt, byte[] tokenHash) {
        requireStanding(attempt, tokenHash);
        return superseded(attempt);
    }

    static ProblemException superseded(long attempt) {
        return ProblemException.of(
                ProblemCode.LEASE_SUPERSEDED,
                "attempt " + attempt + " no longer holds its trial: another attempt took over, or the trial has ended");
    }

    static Duration timeLeft(ResultSet row) throws SQLException {
        return Duration.ofMillis(Math.max(0, Math.round(row.getDouble("seconds_left") * 1000)));
    }
}
