package dev.cairn.service.lease;

import dev.cairn.service.progress.Budgets;
import dev.cairn.service.progress.Sequencer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Takes trials back from workers that fell silent, ends studies whose time is up, and numbers events that a killed replica left
 * behind. Every replica sweeps;
 * {@code skip locked} keeps them out of each other's way.
 */
@Component
class Sweeper {
    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);
    /** An attempt that was never heard from does not count against retries, but not without end either. */
    private static final int MOST_LOST = 20;
    /** For somebody who keeps a study locked. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final String EXPIRE = """
            with expired as (
                select t.id, t.study_id, t.attempt, t.directive, t.forgiven_attempts
                from trial t where t.state = 'RUNNING' and t.leased_until < cairn_now()
                order by t.leased_until limit 100 for update skip locked),
            lost as (
                update attempt a set state = 'LOST', cause = 'WORKER_LOST', ended_at = cairn_now()
                from expired e where a.trial_id = e.id and a.number = e.attempt and a.state = 'RUNNING'
                returning a.id, a.trial_id, a.number, a.heard),
            judged as (
                select e.id, l.id as attempt_id,
                    case
                        when s.state = 'STOPPING' or e.directive = 'CANCEL' then 'CANCELLED'
                        when e.directive = 'STOP' then 'PRUNED'
                        when (select count(*) from attempt p where p.trial_id = e.id and p.state = 'LOST'
                                and p.number > e.forgiven_attempts) + 1 >= :most then 'FAILED'
                        when l.heard and (select count(*) from attempt p
                                where p.trial_id = e.id and p.state = 'LOST' and p.heard
                                    and p.number > e.forgiven_attempts) + 1
                            > (s.spec #>> '{retry,WORKER_LOST}')::int then 'FAILED'
                        else 'QUEUED'
                    end as next_state,
                    case when l.heard then backoff(s.spec -> 'retry', 1 + (select count(*) from attempt p
                        where p.trial_id = e.id and p.number > e.forgiven_attempts and %s)) else interval '0' end as wait,
                    (select m.step from measurement m where m.study_id = e.study_id and m.attempt_id = l.id
                        and jsonb_typeof(m.metrics -> (s.spec #>> '{objectives,0,metric}')) = 'number'
                        order by m.step desc limit 1) as last_step,
                    s.spec #>> '{objectives,0,metric}' as metric
                from expired e join lost l on l.trial_id = e.id join study s on s.id = e.study_id),
            moved as (
                update trial t set
                    state = j.next_state,
                    leased_until = null,
                    ended_at = case when j.next_state = 'QUEUED' then null else cairn_now() end,
                    not_before = case when j.next_state = 'QUEUED' then cairn_now() + j.wait else t.not_before end,
                    cause = case when j.next_state = 'FAILED' then 'WORKER_LOST' end,
                    last_step = case when j.next_state = 'PRUNED' then j.last_step end,
                    last_value = case when j.next_state = 'PRUNED' then
                        (select (m.metrics ->> j.metric)::double precision from measurement m
                            where m.study_id = t.study_id and m.attempt_id = j.attempt_id and m.step = j.last_step) end
                from judged j where t.id = j.id
                returning t.id, t.study_id, t.state, t.cause, t.last_step, t.last_value, j.attempt_id),
            told as (
                insert into event (study_id, type, trial_id, attempt_id, payload, actor)
                select study_id, case when state = 'QUEUED' then 'TRIAL_QUEUED' else 'TRIAL_ENDED' end, id, attempt_id,
                    jsonb_strip_nulls(jsonb_build_object('state', state, 'cause', cause, 'step', last_step,
                        'value', last_value)), 'service'
                from moved returning study_id)
            select study_id, 'a worker fell silent; its trial is taken back' as why from told
            union
            select s.id, 'its time is up' from study s
            where s.state = 'ACTIVE' and (s.deadline is not null or s.training_limit is not null) and %s
            """.formatted(Leases.COUNTS, Budgets.TIME_IS_UP);

    private final JdbcClient jdbc;
    private final Sequencer sequencer;

    Sweeper(JdbcClient jdbc, Sequencer sequencer) {
        this.jdbc = jdbc;
        this.sequencer = sequencer;
    }

    @Scheduled(fixedDelayString = "${cairn.sweep-interval}")
    void sweep() {
        try {
            expire();
            endTooLarge();
            sequencer.behind().forEach(this::catchUp);
        } catch (DataAccessException | TransactionException e) {
            log.warn(
                    "The sweep has to wait: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    /** The trouble of one study must not keep the sweep from the others. */
    private void catchUp(long study) {
        try {
            if (!sequencer.runWithin(PATIENCE, study, true)) {
                log.info("Study {} is left to the next sweep: somebody keeps it locked", study);
            }
        } catch (RuntimeException e) {
            log.error("Study {} cannot be brought up to date", study, e);
        }
    }

    /** Ends trials that wait for more memory than any worker offers that is there: the one they waited for has gone. */
    void endTooLarge() {
        String sql = """
                with stuck as (
                    select t.id, t.attempt from trial t join study s on s.id = t.study_id
                    where t.state = 'QUEUED' and (t.memory_above is not null or t.device_memory_above is not null) and not %s
                    order by t.id limit 100 for update of t skip locked),
                moved as (
                    update trial t set state = 'INFEASIBLE', ended_at = cairn_now(),
                        cause = (select a.cause from attempt a
                            where a.trial_id = t.id and a.cause in ('HOST_OOM', 'DEVICE_OOM') order by a.number desc limit 1)
                    from stuck k where t.id = k.id returning t.id, t.study_id, t.attempt, t.cause),
                told as (
                    insert into event (study_id, type, trial_id, attempt_id, payload, actor)
                    select m.study_id, 'TRIAL_ENDED', m.id,
                        (select a.id from attempt a where a.trial_id = m.id and a.number = m.attempt),
                        jsonb_build_object('state', 'INFEASIBLE', 'cause', m.cause), 'service'
                    from moved m returning study_id)
                select distinct study_id from told
                """.formatted(Fleet.hasMore("s", "t"));
        jdbc.sql(sql).query(Long.class).list().forEach(study -> {
            log.info("Study {}: no worker offers the memory that a trial needs", study);
            catchUp(study);
        });
    }

    /**
     * Ends leases that have run out, and lets studies end that have spent a budget of time, wherever they are.
     *
     * @return whether there was any
     */
    boolean expire() {
        List<Map.Entry<Long, String>> all = jdbc.sql(EXPIRE)
                .param("most", MOST_LOST)
                .query((row, index) -> Map.entry(row.getLong("study_id"), row.getString("why")))
                .list();
        all.forEach(due -> {
            log.info("Study {}: {}", due.getKey(), due.getValue());
            catchUp(due.getKey());
        });
        return !all.isEmpty();
    }
}
