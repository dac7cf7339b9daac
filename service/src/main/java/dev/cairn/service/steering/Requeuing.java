package dev.cairn.service.steering;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.trial.Origin;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.service.access.Caller;
import dev.cairn.service.progress.Budgets;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.trial.Trials;
import dev.cairn.service.web.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Queues ended trials again, as the same trials; reopens their study where it has ended. */
@Component
class Requeuing {
    private static final List<TrialState> RETRIED =
            Arrays.stream(TrialState.values()).filter(TrialState::mayBeRetried).toList();
    private static final List<StudyState> OPEN_TO_RETRIES =
            List.of(StudyState.ACTIVE, StudyState.PAUSED, StudyState.COMPLETED, StudyState.FAILED);

    private final JdbcClient jdbc;
    private final Studies studies;
    private final Trials trials;
    private final Budgets budgets;
    private final Sequencer sequencer;
    private final TransactionTemplate transaction;

    Requeuing(
            JdbcClient jdbc,
            Studies studies,
            Trials trials,
            Budgets budgets,
            Sequencer sequencer,
            TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.budgets = budgets;
        this.transaction = transaction;
        this.studies = studies;
        this.trials = trials;
        this.sequencer = sequencer;
    }

    void retry(long id) {
        TrialView trial = trials.get(id);
        if (queue(trial.study(), id, RETRIED) == 0) {
            throw ProblemException.of(ProblemCode.WRONG_STATE, whyNot(trials.get(id), studies.get(trial.study())));
        }
    }

    /** All failed trials of a study; none is no error. */
    void retryFailed(long id) {
        // Its last outcome may be about to end it.
        sequencer.run(id);
        Study study = studies.get(id);
        if (!OPEN_TO_RETRIES.contains(study.state())) {
            throw ProblemException.of(ProblemCode.WRONG_STATE, closed(study));
        }
        queue(id, null, List.of(TrialState.FAILED));
    }

    /**
     * Locks the study before its trials, as the sequencer does. A trial whose end is not numbered yet is left alone: the
     * numbering reads from its row what the end means for the budget. Nothing is queued where another part of the budget is
     * spent, for it would be cancelled at once.
     *
     * @return how many events this made
     */
    private int queue(long study, @Nullable Long trial, List<TrialState> states) {
        String sql = """
                with opened as (
                    select id, state, parallel_limit, trial_budget, trials_created from study
                    where id = :study and state = any(:open) for no key update),
                ended as (
                    select t.id, t.study_id, t.attempt, not (t.state = 'CANCELLED' and t.attempt = 0) as spent
                    from opened s join trial t on t.study_id = s.id
                    where (:trial::bigint is null or t.id = :trial) and t.state = any(:states)
                        and t.purpose = 'SEARCH' and t.origin <> 'IMPORTED'
                        and not exists (select 1 from event e
                            where e.study_id = t.study_id and e.trial_id = t.id and e.seq is null)
                    for update of t),
                counted as (
                    select count(*) filter (where spent) as spent, count(*) filter (where not spent) as unspent from ended),
                fitting as (
                    select s.* from opened s, counted c
                    where c.spent + c.unspent > 0 and (c.unspent = 0 or s.trials_created + c.unspent <= s.trial_budget)),
                closed as (
                    -- A lost attempt could come back and end the trial a second time.
                    update attempt a set state = 'FAILED' from fitting f, ended e
                    where a.trial_id = e.id and a.number = e.attempt and a.state = 'LOST'),
                moved as (
                    update trial t set state = 'QUEUED', cause = null, ended_at = null, directive = null, stop_reason = null,
                        memory_above = null, device_memory_above = null,
                        metrics = null, last_step = null, last_value = null,
                        forgiven_attempts = t.attempt,
                        not_before = case when f.parallel_limit is null then cairn_now() else 'infinity' end
                    from fitting f, ended e where t.id = e.id returning t.id, t.study_id),
                reopened as (
                    update study s set trials_created = s.trials_created + c.unspent,
                        trials_ended = s.trials_ended - c.spent,
                        state = case when f.state = 'PAUSED' then 'PAUSED' else 'ACTIVE' end, stops_as = null,
                        reason = case when f.state = 'PAUSED' then s.reason end, ended_at = null
                    from fitting f, counted c where s.id = f.id
                    returning s.id, f.state in ('COMPLETED', 'FAILED') as had_ended)
                insert into event (study_id, type, trial_id, payload, actor)
                select id, 'STUDY_CHANGED', null, '{"state": "ACTIVE"}'::jsonb, :actor from reopened where had_ended
                union all
                select study_id, 'TRIAL_QUEUED', id, '{"state": "QUEUED"}', :actor from moved
                """;
        sequencer.run(study);
        int events = Objects.requireNonNull(transaction.execute(status -> {
            int told = jdbc.sql(sql)
                    .param("study", study)
                    .param("open", names(OPEN_TO_RETRIES))
                    .param("trial", trial)
                    .param("states", names(states))
                    .param("actor", Caller.actor())
                    .update();
            if (told > 0) {
                budgets.requireLeft(study, "raise that part of its budget first, with PATCH /api/v1/studies/" + study);
            }
            return told;
        }));
        if (events > 0) {
            sequencer.run(study);
        }
        return events;
    }

    private static String[] names(List<? extends Enum<?>> states) {
        return states.stream().map(Enum::name).toArray(String[]::new);
    }

    private static String whyNot(TrialView trial, Study study) {
        String what = "trial " + trial.id() + " cannot be retried: ";
        if (!trial.state().mayBeRetried()) {
            return what + "it is " + trial.state() + "; only " + RETRIED + " can";
        }
        if (trial.purpose() != Purpose.SEARCH) {
            return what
                    + (trial.purpose().opensTest()
                            ? "it confirmed the winner, for whom the sealed test part is opened only once"
                            : "it repeated a candidate, and the winner is found by what completed");
        }
        if (trial.origin() == Origin.IMPORTED) {
            return what
                    + "it was imported, a record of what was run elsewhere; to run its point here, POST it to /api/v1/studies/"
                    + trial.study() + "/trials with \"repeat\": true";
        }
        if (!OPEN_TO_RETRIES.contains(study.state())) {
            return what + closed(study);
        }
        return study.trialsCreated() >= study.trialBudget()
                ? what + "it never began, and the budget of " + study.trialBudget() + " trials is used by others"
                : what + "its end is being recorded; try again";
    }

    private static String closed(Study study) {
        return "study " + study.id() + " is " + study.state() + "; only a study in " + OPEN_TO_RETRIES
                + " takes trials up again";
    }
}
