package dev.cairn.service.steering;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.service.access.Caller;
import dev.cairn.service.progress.CatchUp;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.trial.Trials;
import dev.cairn.service.web.ProblemException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people do to a single trial, but for retrying it. */
@Component
class TrialActions {
    private final JdbcClient jdbc;
    private final Trials trials;
    private final Sequencer sequencer;
    private final CatchUp catchUp;

    TrialActions(JdbcClient jdbc, Trials trials, Sequencer sequencer, CatchUp catchUp) {
        this.jdbc = jdbc;
        this.trials = trials;
        this.sequencer = sequencer;
        this.catchUp = catchUp;
    }

    /** A queued trial ends at once; a running one is told with its next report. Cancelled twice is cancelled. */
    void cancel(long id) {
        TrialView trial = trials.get(id);
        String sql = """
                with picked as (
                    select id, study_id, state from trial where id = :trial and state in ('QUEUED', 'RUNNING') for update),
                ended as (
                    update trial t set state = 'CANCELLED', ended_at = cairn_now()
                    from picked p where t.id = p.id and p.state = 'QUEUED' returning t.id, t.study_id),
                told as (
                    update trial t set directive = 'CANCEL'
                    from picked p where t.id = p.id and p.state = 'RUNNING' and t.directive is distinct from 'CANCEL'
                    returning t.id, t.study_id)
                insert into event (study_id, type, trial_id, payload, actor)
                select study_id, 'TRIAL_ENDED', id, '{"state": "CANCELLED"}'::jsonb, :actor from ended
                union all
                select study_id, 'TRIAL_TOLD', id, '{"directive": "CANCEL"}', :actor from told
                """;
        int events =
                jdbc.sql(sql).param("trial", id).param("actor", Caller.actor()).update();
        if (events > 0) {
            sequencer.run(trial.study());
            return;
        }
        TrialState state = trials.get(id).state();
        if (state.isFinal() && state != TrialState.CANCELLED) {
            throw ProblemException.of(
                    ProblemCode.WRONG_STATE, "trial " + id + " is " + state + ": it has ended already");
        }
    }

    /** An excluded trial teaches the sampler and the pruner nothing and is never the best; its point stays taken. */
    void exclude(long id, boolean excluded) {
        TrialView trial = trials.get(id);
        // An outcome that was answered before counts with what stood then: it may have ended the study.
        catchUp.now(trial.study());
        String sql = """
                with changed as (
                    update trial set excluded = :excluded
                    where id = :trial and excluded <> :excluded and purpose = 'SEARCH' returning id, study_id)
                insert into event (study_id, type, trial_id, payload, actor)
                select study_id, 'TRIAL_EXCLUDED', id, jsonb_build_object('excluded', :excluded), :actor from changed
                """;
        int events = jdbc.sql(sql)
                .param("trial", id)
                .param("excluded", excluded)
                .param("actor", Caller.actor())
                .update();
        if (events > 0) {
            sequencer.run(trial.study());
        }
    }
}
