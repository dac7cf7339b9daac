package dev.cairn.service.lease;

import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.TrialState;
import dev.cairn.service.access.RecentTokens;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of outcomes: a text for each kind of memory that was too small, one for completed trials, which are neither queued again
 * nor need their curve, and one for all else, so that Postgres need not plan an outcome anew.
 */
enum OutcomeText {
    COMPLETED(true, null),
    OTHER(false, null),
    HOST_OOM(false, FailureCause.HOST_OOM),
    DEVICE_OOM(false, FailureCause.DEVICE_OOM);

    private final boolean completes;
    private final @Nullable FailureCause ranOut;
    private final LongStatement statement;

    OutcomeText(boolean completes, @Nullable FailureCause ranOut) {
        this.completes = completes;
        this.ranOut = ranOut;
        this.statement = new LongStatement("with " + ctes() + "select id, state from moved");
    }

    static OutcomeText of(Ending ending) {
        if (ending.trial() == TrialState.COMPLETED) {
            return COMPLETED;
        }
        if (ending.cause() == FailureCause.HOST_OOM) {
            return HOST_OOM;
        }
        return ending.cause() == FailureCause.DEVICE_OOM ? DEVICE_OOM : OTHER;
    }

    /** The whole outcome, which answers with the trial's {@code id} and {@code state} if the fence lets it through. */
    LongStatement statement() {
        return statement;
    }

    /** Its expressions: {@code moved} has a row, with the columns of the answer, if {@code fence} has one. */
    String ctes() {
        return """
                fence as (
                    select t.id as trial_id, t.study_id, t.forgiven_attempts, a.id as attempt_id, s.project_id,
                        w.name as worker, s.spec -> 'retry' as retry, s.task_type, %s,
                        case when s.state = 'STOPPING' then 'CANCEL' else t.directive end as directive
                    from attempt a join trial t on t.id = a.trial_id join study s on s.id = t.study_id
                        join worker w on w.id = a.worker_id
                    where a.id = :attempt and a.token_hash = :token and t.attempt = a.number and s.spec_md5 = :spec
                        and t.state in ('RUNNING', 'QUEUED') and a.state in ('RUNNING', 'LOST')
                        and %s
                    for update of t, a),
                judged as (select f.*, %s as next_state from fence f),
                points as (
                    -- Of a step that stands twice the first counts.
                    select distinct on (m.step) j.study_id, j.attempt_id, m.step, m.metrics
                    from judged j, rows from (jsonb_to_recordset(:measurements::jsonb) as (step bigint, metrics jsonb))
                        with ordinality as m(step, metrics, position)
                    order by m.step, m.position),
                written as (
                    insert into measurement (study_id, attempt_id, step, metrics) select * from points
                    on conflict do nothing),
                %s
                attached as (
                    insert into artifact (attempt_id, kind, trial_id, project_id, sha256)
                    select j.attempt_id, b.key, j.trial_id, j.project_id, decode(b.value, 'hex')
                    from judged j, jsonb_each_text(:blobs::jsonb) b),
                saved as (%s),
                closed as (
                    update attempt a set
                        state = case when j.next_state = 'CANCELLED' then 'CANCELLED' else :attemptState end,
                        cause = :cause, message = :message, log_tail = coalesce(:log, a.log_tail), heard = true,
                        last_heard_at = cairn_now(), ended_at = cairn_now(), outcome_hash = :hash,
                        outcome_answer = j.next_state
                    from judged j where a.id = j.attempt_id returning a.id),
                moved as (
                    update trial t set
                        state = j.next_state,
                        leased_until = null,
                        ended_at = case when j.next_state = 'QUEUED' then null else cairn_now() end,
                        not_before = case when j.next_state = 'QUEUED' and :attemptState = 'FAILED' and not j.ran_out
                            then cairn_now() + backoff(j.retry, 1 + (select count(*) from attempt p
                                where p.trial_id = j.trial_id and p.id <> j.attempt_id
                                    and p.number > j.forgiven_attempts and %s))
                            -- A worker that was only away, and whose trial was backing off, gives it back at once.
                            else least(t.not_before, cairn_now()) end,
                        memory_above = j.memory_above,
                        device_memory_above = j.device_memory_above,
                        cause = case when j.next_state in ('FAILED', 'INFEASIBLE') then :cause end,
                        metrics = case when j.next_state in ('COMPLETED', 'PRUNED') then :metrics::jsonb end,
                        objective_values = case when j.next_state = 'COMPLETED' then :values::double precision[] end,
                        score = case when j.next_state = 'COMPLETED' then :score::double precision end,
                        last_step = case when j.next_state = 'PRUNED' then (select step from last) end,
                        last_value = case when j.next_state = 'PRUNED' then (select value from last) end
                    from judged j where t.id = j.trial_id
                    returning t.id, t.study_id, t.state, t.cause, t.objective_values, t.last_step, t.last_value,
                        j.worker, j.attempt_id),
                told as (
                    insert into event (study_id, type, trial_id, attempt_id, payload, actor)
                    select study_id, case when state = 'QUEUED' then 'TRIAL_QUEUED' else 'TRIAL_ENDED' end, id, attempt_id,
                        jsonb_strip_nulls(jsonb_build_object('state', state, 'cause', cause,
                            'values', to_jsonb(objective_values),
                            'outcomes', case when state = 'COMPLETED' then to_jsonb(:outcomes::double precision[]) end,
                            'step', last_step, 'value', last_value)),
                        'worker:' || worker
                    from moved)
                """.formatted(
                        tooLittle(), RecentTokens.IS_GOOD, nextState(), last(), Leases.SAVE_CHECKPOINT, Leases.COUNTS);
    }

    /** Of the trial. */
    private String nextState() {
        // Who completed a trial that was to be cancelled has done so all the same.
        return completes
                ? "'COMPLETED'"
                : """
                case
                    when f.directive = 'CANCEL' then 'CANCELLED'
                    when :trialState = 'QUEUED' and f.directive = 'STOP' then 'PRUNED'
                    when f.directive is null and (select count(*) from attempt p
                        where p.trial_id = f.trial_id and p.number > f.forgiven_attempts
                            and p.state = 'FAILED' and p.cause = :cause) < :retries
                        then 'QUEUED'
                    when f.directive is null and %s then 'QUEUED'
                    else :trialState
                end
                """.formatted(ranOut == null ? "false" : "f.bounded and " + Fleet.hasMore("f", "f"));
    }

    /** A pruned trial's last point. */
    private String last() {
        return completes ? "last as (select null::bigint as step, null::double precision as value)," : """
                curve as (
                    select step, metrics from points
                    union all
                    select m.step, m.metrics from judged j join measurement m
                        on m.study_id = j.study_id and m.attempt_id = j.attempt_id),
                last as (
                    select c.step, (c.metrics ->> :metric)::double precision as value
                    from curve c where jsonb_typeof(c.metrics -> :metric) = 'number' order by c.step desc limit 1),
                """;
    }

    /**
     * What memory is now known to be too little, and whether any is: a worker that says neither what it offered nor what is needed
     * leaves nothing to compare with.
     */
    private String tooLittle() {
        String host = "t.memory_above";
        String device = "t.device_memory_above";
        if (ranOut == FailureCause.HOST_OOM) {
            host = "greatest(t.memory_above, a.memory_mebibytes, :needs::int - 1)";
        } else if (ranOut == FailureCause.DEVICE_OOM) {
            device = "greatest(t.device_memory_above, a.device_memory_mebibytes, :needs::int - 1)";
        }
        return "%s as memory_above, %s as device_memory_above, %s is not null as bounded, %s as ran_out"
                .formatted(host, device, ranOut == FailureCause.DEVICE_OOM ? device : host, ranOut != null);
    }
}
