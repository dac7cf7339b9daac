package dev.cairn.service.trial;

import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.StudyAttempt;
import dev.cairn.service.web.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Reads all attempts of a study, those of the newest trials first. Trials have an index by study, attempts by trial: an index of
 * attempts by study would cost every lease for the sake of one chart.
 */
@Repository
class AttemptList {
    /** More attempts than a trial can have: leased once a second, it would take twelve days. */
    private static final long OF_ONE_TRIAL = 1 << 20;

    private final JdbcClient jdbc;

    AttemptList(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Where a list goes on after an attempt. */
    static long place(StudyAttempt attempt) {
        return attempt.trialNumber() * OF_ONE_TRIAL + attempt.number();
    }

    List<StudyAttempt> after(long study, Cursor cursor) {
        boolean isStart = cursor.after() < 0;
        return jdbc.sql("""
                        select a.id, a.trial_id, t.number as trial_number, t.purpose, a.number, a.state, a.cause,
                            coalesce(w.name, a.imported_worker) as worker, a.started_at, a.ended_at
                        from trial t join attempt a on a.trial_id = t.id left join worker w on w.id = a.worker_id
                        where t.study_id = :study and t.number <= :trial and (t.number < :trial or a.number < :attempt)
                        order by t.number desc, a.number desc limit :limit
                        """)
                .param("study", study)
                .param("trial", isStart ? Long.MAX_VALUE : cursor.after() / OF_ONE_TRIAL)
                .param("attempt", cursor.after() % OF_ONE_TRIAL)
                .param("limit", cursor.fetch())
                .query(AttemptList::attempt)
                .list();
    }

    private static StudyAttempt attempt(ResultSet row, int index) throws SQLException {
        String cause = row.getString("cause");
        return new StudyAttempt(
                row.getLong("id"),
                row.getLong("trial_id"),
                row.getLong("trial_number"),
                Purpose.valueOf(row.getString("purpose")),
                row.getInt("number"),
                AttemptState.valueOf(row.getString("state")),
                cause == null ? null : FailureCause.valueOf(cause),
                row.getString("worker"),
                TrialRows.instant(row, "started_at"),
                TrialRows.optionalInstant(row, "ended_at"));
    }
}
