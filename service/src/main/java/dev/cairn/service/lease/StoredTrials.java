package dev.cairn.service.lease;

import dev.cairn.search.objective.Objective;
import dev.cairn.search.pruner.Others;
import dev.cairn.service.trial.Trials;
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
                        select max(:sign * (m.metrics ->> :metric)::double precision) as score
                        from others t join measurement m on m.study_id = :study and m.attempt_id = t.attempt_id
                        where t.state = 'COMPLETED' and t.keeps_limits and m.step <= :step
                            and jsonb_typeof(m.metrics -> :metric) = 'number'
                        group by t.attempt_id
                        """).param("step", step).query(Double.class).list();
    }

    @Override
    public List<Standing> reached(long step) {
        // Two look-ups a trial by the key of measurement: what came after the step is not read. Materialized and
        // as case, or the planner, which thinks that hardly any metric is a number, reads all measurements of the
        // study instead.
        return ask("""
                        , there as materialized (
                            select t.number, t.score, t.keeps_limits, t.attempt_id,
                                (select m.step from measurement m
                                    where m.study_id = :study and m.attempt_id = t.attempt_id and m.step >= :step
                                        and case jsonb_typeof(m.metrics -> :metric) when 'number' then true else false end
                                    order by m.step limit 1) as step
                            from others t)
                        select t.number, t.score as final_score, t.keeps_limits,
                            (select max(:sign * (m.metrics ->> :metric)::double precision) from measurement m
                                where m.study_id = :study and m.attempt_id = t.attempt_id and m.step <= t.step
                                    and case jsonb_typeof(m.metrics -> :metric) when 'number' then true else false end)
                                as score
                        from there t where t.step is not null
                        """)
                .param("step", step)
                .query((row, index) -> new Standing(
                        row.getLong("number"),
                        row.getDouble("score"),
                        row.getObject("final_score", Double.class),
                        row.getBoolean("keeps_limits")))
                .list();
    }

    @Override
    public OptionalDouble bestFinal() {
        return jdbc
                .sql("""
                        select t.score from trial t join study s on s.id = t.study_id
                        where t.study_id = :study and t.purpose = 'SEARCH' and t.score is not null and not t.excluded
                            and t.id <> :trial and %s
                        order by t.score desc limit 1
                        """.formatted(Trials.KEEPS_LIMITS))
                .param("study", study)
                .param("trial", trial)
                .query(Double.class)
                .optional()
                .stream()
                .mapToDouble(Double::doubleValue)
                .findFirst();
    }

    private JdbcClient.StatementSpec ask(String question) {
        // The attempt is looked up for each trial: joined, the planner reads the attempts of all studies.
        return jdbc.sql("""
                        with others as (
                            select t.number, t.state, t.score,
                                (select a.id from attempt a where a.trial_id = t.id and a.number = t.attempt) as attempt_id,
                                t.score is null or %s as keeps_limits
                            from trial t join study s on s.id = t.study_id
                            where t.study_id = :study and t.purpose = 'SEARCH' and not t.excluded and t.id <> :trial
                                and t.state in ('RUNNING', 'PRUNED', 'COMPLETED'))
                        """.formatted(Trials.KEEPS_LIMITS) + question)
                .param("study", study)
                .param("trial", trial)
                .param("metric", objective.metric())
                .param("sign", objective.score(1));
    }
}
