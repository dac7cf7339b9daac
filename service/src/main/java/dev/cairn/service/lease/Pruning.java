package dev.cairn.service.lease;

import dev.cairn.api.study.StudySpec;
import dev.cairn.api.trial.Measurement;
import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Asks the study's pruner whether a trial that just reported is worth going on with. */
@Component
class Pruning {
    private final JdbcClient jdbc;

    Pruning(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether to stop the trial, judged at the last step it reported. */
    boolean stops(StudySpec spec, long study, long trial, List<Measurement> reported) {
        Optional<Long> last = reported.stream().map(Measurement::step).max(Long::compare);
        if (last.isEmpty() || !spec.pruner().asks(last.get())) {
            return false;
        }
        long step = last.get();
        Objective first = spec.objectives().get(0);
        Optional<Double> own =
                bestUpTo(study, step, first, "t.id = :trial", trial).stream().findFirst();
        return own.isPresent()
                && spec.pruner()
                        .stops(
                                step,
                                own.get(),
                                bestUpTo(study, step, first, "t.state = 'COMPLETED' and t.id <> :trial", trial));
    }

    /** Each chosen trial's best score up to a step; values at steps, never whole curves. */
    private List<Double> bestUpTo(long study, long step, Objective objective, String which, long trial) {
        String best = objective.direction() == Direction.MINIMIZE ? "min" : "max";
        String sql = """
                select %s((m.metrics ->> :metric)::double precision)
                from trial t join attempt a on a.trial_id = t.id and a.number = t.attempt
                    join measurement m on m.study_id = t.study_id and m.attempt_id = a.id
                where t.study_id = :study and t.purpose = 'SEARCH' and m.step <= :step
                    and jsonb_typeof(m.metrics -> :metric) = 'number' and %s
                group by t.id
                """.formatted(best, which);
        return jdbc
                .sql(sql)
                .param("metric", objective.metric())
                .param("study", study)
                .param("step", step)
                .param("trial", trial)
                .query(Double.class)
                .list()
                .stream()
                .map(objective::score)
                .toList();
    }
}
