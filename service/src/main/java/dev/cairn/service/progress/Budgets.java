package dev.cairn.service.progress;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.Budget;
import dev.cairn.api.trial.TrialView;
import dev.cairn.search.objective.Objective;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.trial.Trials;
import dev.cairn.service.web.ProblemException;
import java.sql.Types;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
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
                -- An index serves each of the three, none all. Those held back may be retried ones.
                from (select * from trial where study_id = s.id and state = 'RUNNING'
                    union all
                    select * from trial where study_id = s.id and state = 'QUEUED' and not_before < 'infinity'
                    union all
                    select * from trial where study_id = s.id and state = 'QUEUED' and not_before = 'infinity') t
                    join attempt a on a.trial_id = t.id and a.number > t.forgiven_attempts
                where t.purpose = 'SEARCH'), interval '0'))
            """;

    private static final int LONGEST_MESSAGE = 300;

    private final JdbcClient jdbc;
    private final Studies studies;
    private final Trials trials;

    Budgets(JdbcClient jdbc, Studies studies, Trials trials) {
        this.jdbc = jdbc;
        this.studies = studies;
        this.trials = trials;
    }

    /**
     * To be called in the transaction that opens a study again.
     *
     * @param remedy what to do about it
     * @throws ProblemException WRONG_STATE if the study would end again at once
     */
    public void requireLeft(long id, String remedy) {
        Study study = studies.get(id);
        failing(study).or(() -> spent(study)).ifPresent(why -> {
            throw ProblemException.of(
                    ProblemCode.WRONG_STATE, "study " + id + " would end again at once: " + why + "; " + remedy);
        });
    }

    /** What is spent, as a sentence. */
    Optional<String> spent(Study study) {
        Budget budget = study.spec().budget();
        return reached(study, budget.target())
                .or(() -> time(study, budget))
                .or(() -> withoutProgress(study, budget.patience()));
    }

    /** That too many trials failed, imported ones aside, as a sentence with the commonest cause and what was last said of it. */
    Optional<String> failing(Study study) {
        Integer failures = study.spec().budget().failures();
        Integer inARow = study.spec().budget().failuresInARow();
        boolean atStart = failures == null && inARow == null;
        // Nearly always nothing has failed, and nothing is asked.
        int fewest = Stream.of(failures, inARow)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(Budget.FAILURES_AT_START);
        if (study.trialsFailed() < fewest) {
            return Optional.empty();
        }
        String sql = """
                with last as (
                    select t.state from event e join trial t on t.id = e.trial_id
                        join attempt a on a.id = e.attempt_id and a.number > t.forgiven_attempts
                    where e.study_id = :study and e.seq is not null and e.type = 'TRIAL_ENDED' and t.purpose = 'SEARCH'
                        and t.state <> 'CANCELLED'
                    order by e.seq desc limit coalesce(:inARow, 0))
                select case
                    when (select count(*) from trial t where t.study_id = :study and t.purpose = 'SEARCH'
                        and t.state = 'FAILED' and t.origin <> 'IMPORTED') >= :failures then :failures || ' trials failed'
                    when (select count(*) from last where state = 'FAILED') >= :inARow
                        then 'the last ' || :inARow || ' trials failed'
                    when :atStart and (select count(*) from trial t where t.study_id = :study and t.purpose = 'SEARCH'
                        and t.state = 'FAILED' and t.origin <> 'IMPORTED') >= :fewest and not exists (select 1 from trial t where t.study_id = :study and t.purpose = 'SEARCH'
                        and t.state in ('COMPLETED', 'PRUNED', 'INFEASIBLE')) then 'the first ' || :fewest || ' trials failed'
                    end
                """;
        return jdbc.sql(sql)
                .param("study", study.id())
                .param("failures", failures, Types.INTEGER)
                .param("inARow", inARow, Types.INTEGER)
                .param("atStart", atStart)
                .param("fewest", fewest)
                .query(String.class)
                .optional()
                .map(what -> what + commonest(study));
    }

    private String commonest(Study study) {
        String sql = """
                select t.cause, count(*) as trials, (
                    select left(a.message, %d) from trial f join attempt a on a.trial_id = f.id
                    where f.study_id = :study and f.purpose = 'SEARCH' and f.state = 'FAILED' and f.origin <> 'IMPORTED'
                        and f.cause = t.cause
                        and a.cause = t.cause and a.message is not null
                    order by a.ended_at desc limit 1) as message
                from trial t where t.study_id = :study and t.purpose = 'SEARCH' and t.state = 'FAILED'
                    and t.origin <> 'IMPORTED'
                group by t.cause order by trials desc, t.cause limit 1
                """.formatted(LONGEST_MESSAGE);
        return jdbc.sql(sql)
                .param("study", study.id())
                .query((row, index) -> {
                    String message = row.getString("message");
                    return ", most often by " + row.getString("cause") + " (" + row.getLong("trials") + ")"
                            + (message == null ? "" : ", lastly: " + message);
                })
                .single();
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
                    -- Metrics that came later may have made it the best.
                    select e.seq from trial t join study s on s.id = t.study_id join (
                        select trial_id, case when count(seq) = count(*) then max(seq) end as seq from event
                        where study_id = :study and type in ('TRIAL_ENDED', 'TRIAL_IMPORTED', 'TRIAL_MEASURED')
                            and payload ->> 'state' = 'COMPLETED'
                        group by trial_id) e on e.trial_id = t.id
                    where t.study_id = :study and t.purpose = 'SEARCH' and t.score is not null and not t.excluded and %s
                    order by t.score desc, e.seq limit 1)
                select count(*) from event e join trial t on t.id = e.trial_id
                    join attempt a on a.id = e.attempt_id and a.number > t.forgiven_attempts
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
