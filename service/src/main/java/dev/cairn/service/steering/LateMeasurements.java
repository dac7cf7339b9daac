package dev.cairn.service.steering;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.trial.LateMetrics;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.service.access.Caller;
import dev.cairn.service.progress.CatchUp;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.study.Studies;
import dev.cairn.service.trial.Scored;
import dev.cairn.service.trial.Trials;
import dev.cairn.service.web.ProblemException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Metrics that come after completion. They count from their event on: suggestions made before stay explained by what was known. */
@Component
class LateMeasurements {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Studies studies;
    private final Trials trials;
    private final Sequencer sequencer;
    private final CatchUp catchUp;

    LateMeasurements(
            JdbcClient jdbc, JsonMapper json, Studies studies, Trials trials, Sequencer sequencer, CatchUp catchUp) {
        this.jdbc = jdbc;
        this.json = json;
        this.studies = studies;
        this.trials = trials;
        this.sequencer = sequencer;
        this.catchUp = catchUp;
    }

    void add(long id, LateMetrics late) {
        long study = trials.get(id).study();
        StudySpec spec = studies.get(study).spec();
        // What was answered before counts as it was then: the outcome itself may have reached the target.
        catchUp.now(study);
        boolean settled = false;
        while (!settled) {
            settled = write(spec, trials.get(id), late);
        }
        sequencer.run(study);
    }

    /** Whether it stands now; false if somebody else has measured meanwhile. */
    private boolean write(StudySpec spec, TrialView trial, LateMetrics late) {
        if (trial.state() != TrialState.COMPLETED || trial.purpose() != Purpose.SEARCH) {
            throw ProblemException.of(
                    ProblemCode.WRONG_STATE,
                    "trial " + trial.id() + " is a " + trial.purpose() + " trial that is " + trial.state()
                            + "; only a COMPLETED one of the search is measured later");
        }
        Map<String, Double> before = Objects.requireNonNull(trial.metrics());
        var metrics = new TreeMap<>(before);
        metrics.putAll(late.metrics());
        if (metrics.equals(before)) {
            return true;
        }
        Scored scored = Scored.of(spec, metrics);
        String sql = """
                with measured as (
                    update trial set metrics = :metrics::jsonb, objective_values = :values, score = :score
                    where id = :trial and metrics = :before::jsonb returning id, study_id)
                insert into event (study_id, type, trial_id, payload, actor)
                select study_id, 'TRIAL_MEASURED', id, jsonb_build_object('state', 'COMPLETED', 'metrics', :late::jsonb,
                    'values', to_jsonb(:values::double precision[]), 'outcomes', to_jsonb(:outcomes::double precision[])), :actor
                from measured
                """;
        return jdbc.sql(sql)
                        .param("trial", trial.id())
                        .param("before", json.writeValueAsString(before))
                        .param("metrics", json.writeValueAsString(metrics))
                        .param("late", json.writeValueAsString(late.metrics()))
                        .param("values", scored.values().toArray(Double[]::new))
                        .param("outcomes", scored.outcomes().toArray(Double[]::new))
                        .param("score", scored.score())
                        .param("actor", Caller.actor())
                        .update()
                > 0;
    }
}
