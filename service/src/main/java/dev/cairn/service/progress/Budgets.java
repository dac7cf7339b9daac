package dev.cairn.service.progress;

import dev.cairn.api.study.Budget;
import dev.cairn.api.trial.TrialView;
import dev.cairn.search.objective.Objective;
import dev.cairn.service.study.Study;
import dev.cairn.service.trial.Trials;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whether a study has spent a part of its budget that ends the search while trials may still be open. */
@Component
public class Budgets {
    /** Whether a study {@code s} has spent its wall time or its training time. */
    public static final String TIME_IS_UP = """
            (s.deadline <= cairn_now() or s.training_limit <= s.training_time + coalesce((
                select sum(greatest(a.last_heard_at - a.started_at, interval '0'))
                from trial t join attempt a on a.trial_id = t.id
                where t.study_id = s.id and t.purpose = 'SEARCH' and t.state in ('QUEUED', 'RUNNING')), interval '0'))
            """;

    private final JdbcClient jdbc;
    private final Trials trials;

    Budgets(JdbcClient jdbc, Trials trials) {
        this.jdbc = jdbc;
        this.trials = trials;
    }

    /** What is spent, as a sentence. */
    Optional<String> spent(Study study) {
        Budget budget = study.spec().budget();
        return reached(study, budget.target())
                .or(() -> time(study, budget))
                .or(() -> withoutProgress(study, budget.patience()));
    }

    private Optional<String> reached(Study study, @Nullable Double target) {
        Optional<TrialView> best = target == null ? Optional.empty() : trials.best(study.id());
        if (best.isEmpty()) {
            return Optional.empty();
        }
        Objective objective = study.spec().objectives().get(0);
        double value = best.get().values().get(0);
        return objective.score(value) >= objective.score(target)
                ? Optional.of("trial " + best.get().number() + " reached the target: " + objective.metric() + " is "
                        + value + " where " + target + " was asked for")
                : Optional.empty();
    }

    private Optional<String> time(Study study, Budget budget) {
        if (budget.duration() == null && budget.trainingTime() == null) {
            return Optional.empty();
        }
        return jdbc.sql("select s.deadline <= cairn_now() from study s where s.id = :study and " + TIME_IS_UP)
                .param("study", study.id())
                .query((row, index) -> row.getBoolean(1)
                        ? "the budget of " + budget.duration() + " since the study's creation is spent"
                        : "the budget of " + budget.trainingTime() + " of training is spent")
                .optional();
    }

    /** Trials that were cancelled neither bring progress nor lack it. */
    private Optional<String> withoutProgress(Study study, @Nullable Integer patience) {
        if (patience == null) {
            return Optional.empty();
        }
        String sql = """
                with best as (
                    select e.seq from trial t join study s on s.id = t.study_id
                        join event e on e.trial_id = t.id and e.type = 'TRIAL_ENDED'
                    where t.study_id = :study and t.purpose = 'SEARCH' and t.score is not null and not t.excluded and %s
                    order by t.score desc, e.seq limit 1)
                select count(*) from event e join trial t on t.id = e.trial_id
                where e.study_id = :study and e.type = 'TRIAL_ENDED' and t.purpose = 'SEARCH' and t.state <> 'CANCELLED'
                    -- No event is later than a best one that has no number yet.
                    and e.seq > case when exists (select 1 from best) then (select seq from best) else 0 end
                """.formatted(Trials.KEEPS_LIMITS);
        long since = jdbc.sql(sql).param("study", study.id()).query(Long.class).single();
        return since >= patience
                ? Optional.of("the last " + patience + " trials brought no progress")
                : Optional.empty();
    }
}
