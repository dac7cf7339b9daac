package dev.cairn.service.trial;

import dev.cairn.api.trial.AttemptView;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.service.web.Cursor;
import dev.cairn.service.web.ProblemException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads trials, their attempts and their curves. */
@Repository
public class Trials {
    /** Whether a completed trial {@code t} of a study {@code s} is within the outcome constraints: {@code OutcomeConstraint.holds}. */
    public static final String KEEPS_LIMITS = """
            not exists (
                select 1 from jsonb_to_recordset(s.spec -> 'constraints')
                    as c (metric text, "atMost" double precision, "atLeast" double precision)
                where (t.metrics ->> c.metric)::double precision > c."atMost"
                    or (t.metrics ->> c.metric)::double precision < c."atLeast")
            """;

    private final JdbcClient jdbc;
    private final TrialRows rows;

    Trials(JdbcClient jdbc, TrialRows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    /** With its attempts. */
    public Optional<TrialView> find(long id) {
        return jdbc.sql("select " + TrialRows.COLUMNS + " from trial t where t.id = :id")
                .param("id", id)
                .query(rows::trial)
                .optional()
                .map(trial -> withAttempts(trial, attempts(id)));
    }

    /** @throws ProblemException NOT_FOUND */
    public TrialView get(long id) {
        return find(id).orElseThrow(() -> ProblemException.notFound("trial " + id));
    }

    private static TrialView withAttempts(TrialView t, List<AttemptView> attempts) {
        return new TrialView(
                t.id(),
                t.study(),
                t.number(),
                t.purpose(),
                t.origin(),
                t.state(),
                t.cause(),
                t.stopReason(),
                t.point(),
                t.seed(),
                t.repeats(),
                t.excluded(),
                t.values(),
                t.metrics(),
                t.model(),
                t.attempt(),
                attempts,
                t.createdAt(),
                t.endedAt());
    }

    private List<AttemptView> attempts(long trial) {
        String sql = """
                select a.id, a.number, a.state, a.cause, a.message, coalesce(w.name, a.imported_worker) as worker,
                    coalesce(w.backend, a.imported_backend) as backend, a.resumed_from_step, a.started_at,
                    a.ended_at
                from attempt a left join worker w on w.id = a.worker_id
                where a.trial_id = :trial order by a.number
                """;
        return jdbc.sql(sql).param("trial", trial).query(rows::attempt).list();
    }

    /**
     * The completed search trial with the best first objective; of equals the earliest. One that breaks an outcome constraint is
     * not eligible.
     */
    public Optional<TrialView> best(long study) {
        return jdbc.sql("""
                        select %s from trial t join study s on s.id = t.study_id
                        where t.study_id = :study and t.purpose = 'SEARCH' and t.score is not null and not t.excluded
                            and %s
                        order by t.score desc, t.number limit 1
                        """.formatted(TrialRows.COLUMNS, KEEPS_LIMITS))
                .param("study", study)
                .query(rows::trial)
                .optional();
    }

    /** How many search trials stand in each state. */
    public Map<TrialState, Long> counts(long study) {
        var counts = new EnumMap<TrialState, Long>(TrialState.class);
        jdbc.sql("select state, count(*) from trial where study_id = :study and purpose = 'SEARCH' group by state")
                .param("study", study)
                .query((row, index) -> counts.put(TrialState.valueOf(row.getString(1)), row.getLong(2)))
                .list();
        return counts;
    }

    /** The latest attempt's measurements, by step; among them are those that it inherited with the checkpoint it resumed from. */
    public List<Measurement> curve(long trial, Cursor cursor) {
        String sql = """
                select m.step, m.metrics
                from trial t join attempt a on a.trial_id = t.id and a.number = t.attempt
                    join measurement m on m.study_id = t.study_id and m.attempt_id = a.id
                where t.id = :trial and m.step > :after order by m.step limit :limit
                """;
        return jdbc.sql(sql)
                .param("trial", trial)
                .param("after", cursor.after())
                .param("limit", cursor.fetch())
                .query(rows::measurement)
                .list();
    }

    /** The last lines that an attempt's worker sent; empty if there is no such attempt. */
    public Optional<String> log(long attempt) {
        return jdbc.sql("select coalesce(log_tail, '') from attempt where id = :attempt")
                .param("attempt", attempt)
                .query(String.class)
                .optional();
    }
}
