package dev.cairn.service.progress;

import dev.cairn.service.study.Studies;
import dev.cairn.service.study.StudyLock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Numbers a study's committed events, counts what ended, takes the study's next step, and sends one NOTIFY: all in one
 * transaction under the study's advisory lock, on whichever replica comes first. Claims, reports and outcomes only insert
 * unnumbered events, so they never wait for each other.
 */
@Component
public class Sequencer {
    /** The channel; the payload is the study's id. */
    public static final String CHANNEL = "cairn";

    /** Postgres's state of a statement that waited longer than lock_timeout. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Studies studies;
    private final StudyLock lock;
    private final HeldBack heldBack;
    private final NextStep nextStep;

    Sequencer(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Studies studies,
            StudyLock lock,
            HeldBack heldBack,
            NextStep nextStep) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.studies = studies;
        this.lock = lock;
        this.heldBack = heldBack;
        this.nextStep = nextStep;
    }

    /** Brings one study up to date. After it returns, every event committed before the call is numbered. */
    public void run(long study) {
        transaction.executeWithoutResult(status -> {
            keepOut(study);
            number(study, false);
        });
    }

    /**
     * The same unless somebody keeps the study locked for longer, as a long import does.
     *
     * @param due whether the next step is due although nothing may have happened: its time is up
     * @return whether it is up to date
     */
    public boolean runWithin(Duration patience, long study, boolean due) {
        try {
            transaction.executeWithoutResult(status -> {
                lock.takeWithin(patience, study);
                number(study, due);
            });
            return true;
        } catch (DataAccessException e) {
            if (NestedExceptionUtils.getMostSpecificCause(e) instanceof SQLException cause
                    && LOCK_NOT_AVAILABLE.equals(cause.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private void number(long study, boolean due) {
        if (due) {
            studies.find(study).ifPresent(nextStep::take);
        }
        boolean mayBeMore = true;
        while (mayBeMore) {
            Optional<Numbered> numbered = number(study);
            if (numbered.isPresent() && numbered.get().holdsBack()) {
                heldBack.letGo(study);
            }
            // Only what the next step writes itself is numbered in the same transaction: others' events of meanwhile,
            // of which
            // there would always be more under load, are the next run's.
            mayBeMore = numbered.isPresent()
                    && studies.find(study).filter(nextStep::take).isPresent();
        }
    }

    /** @param holdsBack whether trials wait for room under the study's parallel limit */
    private record Numbered(boolean holdsBack) {}

    /** Keeps other runs for a study waiting until the caller's transaction ends. Nothing of the study may be locked before. */
    public void keepOut(long study) {
        lock.take(study);
    }

    /** Tells it too: however often that is done in one transaction, it is told once. */
    private Optional<Numbered> number(long study) {
        String sql = """
                with fresh as (
                    select e.id, row_number() over (order by e.id) as position
                    from event e where e.study_id = :study and e.seq is null),
                numbered as (
                    update event e set seq = s.last_event_seq + f.position
                    from fresh f, study s where e.id = f.id and s.id = :study
                    returning e.type, e.trial_id),
                ended as (
                    -- One that was cancelled before any attempt gives its place in the budget back. Of one that a person queued
                    -- again the forgiven attempts were counted when it ended before.
                    select count(*) as trials, count(*) filter (where t.state = 'CANCELLED' and t.attempt = 0) as unspent,
                        count(*) filter (where t.state = 'FAILED') as failures,
                        coalesce(sum(spent.time), interval '0') as time
                    from numbered n join trial t on t.id = n.trial_id cross join lateral (
                        select sum(greatest(a.last_heard_at - a.started_at, interval '0')) as time
                        from attempt a where a.trial_id = t.id and a.number > t.forgiven_attempts) spent
                    where n.type = 'TRIAL_ENDED' and t.purpose = 'SEARCH'),
                counted as (
                    update study set last_event_seq = last_event_seq + (select count(*) from fresh),
                        trials_created = trials_created - (select unspent from ended),
                        trials_ended = trials_ended + (select trials - unspent from ended),
                        trials_failed = trials_failed + (select failures from ended),
                        training_time = training_time + (select time from ended)
                    where id = :study and exists (select 1 from fresh) returning id)
                select pg_notify(:channel, :study::text), exists (
                    select 1 from trial h where h.study_id = :study and h.state = 'QUEUED' and h.not_before = 'infinity') as holds_back
                from counted
                """;
        return jdbc.sql(sql)
                .param("study", study)
                .param("channel", CHANNEL)
                .query((row, index) -> new Numbered(row.getBoolean("holds_back")))
                .optional();
    }

    /** Studies with events that nobody has numbered yet, or ever will, because the replica that should have was killed. */
    public List<Long> behind() {
        return jdbc.sql("select distinct study_id from event where seq is null order by study_id limit 100")
                .query(Long.class)
                .list();
    }
}
