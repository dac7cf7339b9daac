package dev.cairn.service.progress;

import dev.cairn.api.study.StudyState;
import dev.cairn.api.task.Task;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.trial.Trials;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What follows once events are numbered: confirm the winner, end the study, or nothing. Runs in the sequencer's transaction. */
@Component
class NextStep {
    private static final String ACTOR = "service";
    private static final List<StudyState> SEARCHING = List.of(StudyState.ACTIVE);

    private final JdbcClient jdbc;
    private final Studies studies;
    private final Trials trials;
    private final Budgets budgets;

    NextStep(JdbcClient jdbc, Studies studies, Trials trials, Budgets budgets) {
        this.budgets = budgets;
        this.jdbc = jdbc;
        this.studies = studies;
        this.trials = trials;
    }

    void take(Study study) {
        switch (study.state()) {
            case ACTIVE -> {
                Optional<String> failing = budgets.failing(study);
                Optional<String> spent = budgets.spent(study);
                if (failing.isPresent()) {
                    studies.stop(study.id(), SEARCHING, StudyState.FAILED, failing.get(), ACTOR);
                } else if (spent.isPresent()) {
                    studies.stop(study.id(), SEARCHING, StudyState.COMPLETED, spent.get(), ACTOR);
                } else if (study.hasTriedEverything()) {
                    endSearch(study, reason(study));
                }
            }
            case CONFIRMING -> endConfirmation(study);
            case STOPPING -> endStopping(study);
            case PAUSED, COMPLETED, FAILED, CANCELLED -> {
                // A paused study ends once it is resumed; late events of an ended one change nothing.
            }
        }
    }

    private void endSearch(Study study, String why) {
        List<StudyState> from = List.of(study.state());
        Optional<TrialView> best = trials.best(study.id());
        if (best.isEmpty()) {
            studies.change(study.id(), from, StudyState.FAILED, fruitless(study, why), ACTOR);
            return;
        }
        Task task = study.spec().task();
        if (task != null && task.hasTest() && !isOpenedFor(best.get())) {
            openTest(study, best.get());
            studies.change(study.id(), from, StudyState.CONFIRMING, why, ACTOR);
        } else {
            studies.change(study.id(), from, StudyState.COMPLETED, why, ACTOR);
        }
    }

    /** A reopened study may find the same winner again: its test part is not opened twice. */
    private boolean isOpenedFor(TrialView winner) {
        return jdbc.sql("select exists (select 1 from test_opening where study_id = :study and winner_id = :winner)")
                .param("study", winner.study())
                .param("winner", winner.id())
                .query(Boolean.class)
                .single();
    }

    private String fruitless(Study study, String why) {
        String what = study.spec().constraints().isEmpty()
                ? "no trial completed"
                : "no trial completed within the constraints";
        String counts = describe(trials.counts(study.id()));
        return what + ": " + why + (counts.isEmpty() ? "" : "; " + counts);
    }

    private static String reason(Study study) {
        return study.exhausted()
                ? study.spec().sampler().whyNoMore(study.spec().problem())
                : "the budget of trials is spent";
    }

    private static String describe(Map<TrialState, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    /** One more trial with the winner's point and seed, for the purpose CONFIRM; the opening is recorded with it. */
    private void openTest(Study study, TrialView winner) {
        String sql = """
                with counted as (
                    update study set last_trial_number = last_trial_number + 1 where id = :study
                    returning id, last_trial_number),
                made as (
                    insert into trial (study_id, number, purpose, origin, point, point_key, seed)
                    select c.id, c.last_trial_number, 'CONFIRM', 'CONFIRMATION', w.point, w.point_key, w.seed
                    from counted c, trial w where w.id = :winner
                    returning id, study_id),
                opened as (
                    insert into test_opening (trial_id, study_id, winner_id) select id, study_id, :winner from made)
                insert into event (study_id, type, trial_id, payload, actor)
                select study_id, 'TEST_OPENED', id, jsonb_build_object('winner', :winner::bigint), :actor from made
                """;
        jdbc.sql(sql)
                .param("study", study.id())
                .param("winner", winner.id())
                .param("actor", ACTOR)
                .update();
    }

    private void endConfirmation(Study study) {
        String sql = """
                select t.state, t.cause, w.number as winner
                from test_opening o join trial t on t.id = o.trial_id join trial w on w.id = o.winner_id
                where o.study_id = :study order by o.opened_at desc limit 1
                """;
        record Run(TrialState state, String cause, long winner) {}
        Run run = jdbc.sql(sql)
                .param("study", study.id())
                .query((row, index) -> new Run(
                        TrialState.valueOf(row.getString("state")), row.getString("cause"), row.getLong("winner")))
                .single();
        if (!run.state().isFinal()) {
            return;
        }
        List<StudyState> from = List.of(StudyState.CONFIRMING);
        if (run.state() == TrialState.COMPLETED) {
            storeTestResult(study);
            studies.change(study.id(), from, StudyState.COMPLETED, study.reason(), ACTOR);
        } else {
            // What the search found stands, and says that the test part has no score.
            String reason = study.reason() + "; the confirmation of trial " + run.winner() + " ended " + run.state()
                    + (run.cause() == null ? "" : " (" + run.cause() + ")") + ", so there is no test score";
            studies.change(study.id(), from, StudyState.COMPLETED, reason, ACTOR);
        }
    }

    private void storeTestResult(Study study) {
        jdbc.sql("""
                        update test_opening o set metrics = t.metrics, completed_at = cairn_now()
                        from trial t where t.id = o.trial_id and o.study_id = :study and o.completed_at is null
                            and t.state = 'COMPLETED'
                        """).param("study", study.id()).update();
    }

    /** A trial may also be queued after the study began to stop, by a worker that gave it back at the same moment. */
    private void endStopping(Study study) {
        String sql = """
                with gone as (
                    update trial set state = 'CANCELLED', ended_at = cairn_now()
                    where id in (
                            select id from trial where study_id = :study and state = 'QUEUED' and not_before < 'infinity'
                            union all
                            select id from trial where study_id = :study and state = 'QUEUED' and not_before = 'infinity')
                        and state = 'QUEUED' returning id, study_id)
                insert into event (study_id, type, trial_id, payload, actor)
                select study_id, 'TRIAL_ENDED', id, '{"state": "CANCELLED"}', :actor from gone
                """;
        jdbc.sql(sql).param("study", study.id()).param("actor", ACTOR).update();
        // An index serves each of these, none all.
        boolean open =
                jdbc.sql("""
                        select exists (select 1 from trial where study_id = :study and state = 'QUEUED' and not_before < 'infinity')
                            or exists (select 1 from trial where study_id = :study and state = 'QUEUED' and not_before = 'infinity')
                            or exists (select 1 from trial where study_id = :study and state = 'RUNNING')
                        """).param("study", study.id()).query(Boolean.class).single();
        if (open) {
            return;
        }
        String why = Objects.requireNonNull(study.reason());
        if (study.stopsAs() == StudyState.COMPLETED) {
            endSearch(study, why);
            return;
        }
        // A confirmation that a person cancelled may have completed all the same.
        storeTestResult(study);
        studies.change(study.id(), List.of(study.state()), Objects.requireNonNull(study.stopsAs()), why, ACTOR);
    }
}
