package dev.cairn.service.lease;

import dev.cairn.search.objective.Objective;
import dev.cairn.search.pruner.Others;
import java.util.List;
import java.util.OptionalDouble;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A study's trials but one, as its pruner sees them: what the latest attempt of each reported. The points of attempts that were
 * superseded count for nothing, and excluded trials neither.
 *
 * @param trial the one that is judged
 */
record StoredTrials(JdbcClient jdbc, long study, long trial, Objective objective) implements Others {
    @Override
    public List<Double> completedBy(long step) {
        return ask("""
                        select max(m.score) as score
                        from others t join points m on m.trial_id = t.id
                        where t.state = 'COMPLETED' and m.step <= :step
                        group by t.id
                        """).param("step", step).query(Double.class).list();
    }

    @Override
    public List<Standing> reached(long step) {
        return ask("""
                        select t.number, t.score as final_score, max(m.score) as score
                        from others t
                            join (select trial_id, min(step) as step from points where step >= :step group by trial_id) first
                                on first.trial_id = t.id
                            join points m on m.trial_id = t.id and m.step <= first.step
                        group by t.id, t.number, t.score
                        """)
                .param("step", step)
                .query((row, index) -> new Standing(
                        row.getLong("number"), row.getDouble("score"), row.getObject("final_score", Double.class)))
                .list();
    }

    @Override
    public OptionalDouble bestFinal() {
        return jdbc.sql("""
                        select max(score) from trial
                        where study_id = :study and purpose = 'SEARCH' and score is not null and not excluded and id <> :trial
                        """).param("study", study).param("trial", trial).query(Double.class).optional().stream()
                .mapToDouble(Double::doubleValue)
                .findFirst();
    }

    private JdbcClient.StatementSpec ask(String question) {
        return jdbc.sql("""
                        with others as not materialized (
                            select id, number, state, score, attempt from trial
                            where study_id = :study and purpose = 'SEARCH' and state in ('RUNNING', 'PRUNED', 'COMPLETED')
                                and not excluded and id <> :trial),
                        points as not materialized (
                            select t.id as trial_id, m.step,
                                :sign * (m.metrics ->> :metric)::double precision as score
                            from others t join attempt a on a.trial_id = t.id and a.number = t.attempt
                                join measurement m on m.study_id = :study and m.attempt_id = a.id
                            where jsonb_typeof(m.metrics -> :metric) = 'number')
                        """ + question)
                .param("study", study)
                .param("trial", trial)
                .param("metric", objective.metric())
                .param("sign", objective.score(1));
    }
}
