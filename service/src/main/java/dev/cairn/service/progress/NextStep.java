package dev.cairn.service.progress;

import dev.cairn.api.study.StudyState;
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

/** What follows once events are numbered: confirm, end the study, or nothing. Runs in the sequencer's transaction. */
@Component
class NextStep {
    static final String ACTOR = "service";
    private static final List<StudyState> SEARCHING = List.of(StudyState.ACTIVE);

    private final JdbcClient jdbc;
    private final Studies studies;
    private final Trials trials;
    private final Budgets budgets;
    private final Confirmations confirmations;

    NextStep(JdbcClient jdbc, Studies studies, Trials trials, Budgets budgets, Confirmations confirmations) {
        this.budgets = budgets;
        this.confirmations = confirmations;
        this.jdbc = jdbc;
        this.studies = studies;
        this.trials = trials;
    }

    /** @return whether anything may have been written that is to be numbered too */
    boolean take(Study study) {
        return switch (study.state()) {
            case ACTIVE -> {
                Optional<String> failing = budgets.failing(study);
                Optional<String> spent = budgets.spent(study);
                if (failing.isPresent()) {
                    studies.stop(study.id(), SEARCHING, StudyState.FAILED, failing.get(), ACTOR);
                } else if (spent.isPresent()) {
                    studies.stop(study.id(), SEARCHING, StudyState.COMPLETED, spent.get(), ACTOR);
                } else if (study.hasTriedEverything()) {
                    endSearch(study, reason(study));
                } else {
                    yield false;
                }
                yield true;
            }
            case CONFIRMING -> {
                confirmations.goOn(study);
                yield true;
            }
            case STOPPING -> {
                endStopping(study);
                yield true;
            }
            // A paused study ends once it is resumed; late events of an ended one change nothing.
            case PAUSED, COMPLETED, FAILED, CANCELLED -> false;
        };
    }

    private void endSearch(Study study, String why) {
        List<StudyState> from = List.of(study.state());
        Optional<TrialView> best = trials.best(study.id());
        if (best.isEmpty()) {
            studies.change(study.id(), from, StudyState.FAILED, fruitless(study, why), ACTOR);
            return;
        }
        if (study.spec().confirmation() == null) {
            studies.change(study.id(), from, StudyState.COMPLETED, why, ACTOR);
        } else {
            confirmations.begin(study.id());
            studies.change(study.id(), from, StudyState.CONFIRMING, why, ACTOR);
        }
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
        confirmations.storeTestResult(study.id());
        studies.change(study.id(), List.of(study.state()), Objects.requireNonNull(study.stopsAs()), why, ACTOR);
    }
}
