package dev.cairn.service.lease;

import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.NoWork;
import java.sql.Types;
import java.time.Duration;
import java.util.Comparator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Looks up why there was nothing for a worker. */
@Repository
class Reasons {
    /** A worker looks again by then: another trial may have come back, or another study have come. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final JdbcClient jdbc;

    Reasons(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Nothing to do.
     *
     * @param retryAfter how long it makes no sense to ask again; whole seconds
     */
    record Nothing(NoWork why, Duration retryAfter) {
        Nothing(NoWork why) {
            this(why, why.retryAfter());
        }
    }

    Nothing why(Ask ask) {
        LeaseRequest request = ask.request();
        String sql = """
                with seen as (
                    select s.*, case when s.task_type is null then cardinality(:tasks) = 0
                            else s.task_type = any(:tasks) end as fits,
                        (select min(t.not_before) from trial t
                            -- One that is held back waits for room, not for a time.
                            where t.study_id = s.id and t.state = 'QUEUED' and t.not_before < 'infinity' and %1$s) as next,
                        exists (select 1 from trial t
                            where t.study_id = s.id and t.state = 'QUEUED' and t.not_before < 'infinity'
                                and not coalesce(%1$s, false)) as larger
                    from study s
                    where %2$s and case when :study::bigint is null
                        then s.state in ('ACTIVE', 'PAUSED', 'STOPPING', 'CONFIRMING') else s.id = :study end),
                judged as (
                    select case
                        when state in ('COMPLETED', 'FAILED', 'CANCELLED') then 'STUDY_ENDED'
                        when not fits then 'NOT_FITTING'
                        when state in ('PAUSED', 'STOPPING') then state
                        when next > cairn_now() then 'BACKING_OFF'
                        when next is not null then 'BUSY'
                        when state = 'CONFIRMING' and exists (select 1 from confirmation c
                            where c.study_id = seen.id and c.history_seq is null) then 'BUSY'
                        when larger and (state = 'CONFIRMING' or exhausted or trials_created >= trial_budget
                            or trials_created - trials_ended >= parallel_limit) then 'NO_FITTING_DEVICE'
                        when state = 'CONFIRMING' then 'CONFIRMING'
                        when exhausted or trials_created >= trial_budget then 'BUDGET_RESERVED'
                        when trials_created - trials_ended >= parallel_limit then 'PARALLEL_LIMIT'
                        else 'BUSY' end as why,
                        extract(epoch from next - cairn_now()) as wait
                    from seen)
                select why, ceil(min(wait)) as wait from judged group by why
                """.formatted(Fleet.OFFERS_MORE, ask.sees("s"));
        return jdbc
                .sql(sql)
                .param("study", request.study())
                .param("visible", ask.caller().visible(), Types.ARRAY)
                .param("memory", request.worker().memoryMebibytes(), Types.INTEGER)
                .param("deviceMemory", request.worker().deviceMemoryMebibytes(), Types.INTEGER)
                .param("tasks", request.worker().tasks().toArray(String[]::new))
                .query((row, index) -> {
                    NoWork why = NoWork.valueOf(row.getString("why"));
                    return why == NoWork.BACKING_OFF
                            ? new Nothing(why, backingOff(row.getLong("wait")))
                            : new Nothing(why);
                })
                .list()
                .stream()
                .min(Comparator.comparing(Nothing::why))
                .orElseGet(() -> new Nothing(request.study() == null ? NoWork.NOTHING_OPEN : NoWork.NO_STUDY));
    }

    private static Duration backingOff(long seconds) {
        Duration wait = Duration.ofSeconds(Math.max(1, seconds));
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
