package dev.cairn.service.lease;

import dev.cairn.api.study.StudySpec;
import dev.cairn.api.trial.Measurement;
import dev.cairn.search.objective.Curve;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.pruner.Pruner;
import dev.cairn.search.pruner.Running;
import dev.cairn.search.pruner.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
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

    /** Where a trial stood before a report. */
    private record Before(long number, long step) {}

    /** What the pruner says after a report of a trial's latest attempt; the report is stored already. */
    Verdict judge(StudySpec spec, long study, long trial, long attempt, List<Measurement> reported) {
        Objective objective = spec.objectives().get(0);
        LongSummaryStatistics steps = reported.stream()
                .filter(m -> Double.isFinite(m.metrics().getOrDefault(objective.metric(), Double.NaN)))
                .mapToLong(Measurement::step)
                .summaryStatistics();
        if (steps.getCount() == 0) {
            return Verdict.CONTINUE;
        }
        Optional<Before> found = before(study, attempt, objective, steps.getMin());
        if (found.isEmpty()) {
            // Its study was deleted since.
            return Verdict.CONTINUE;
        }
        Before before = found.get();
        if (!spec.pruner().asks(before.step(), steps.getMax())) {
            return Verdict.CONTINUE;
        }
        Curve curve = curve(study, attempt, objective);
        if (curve.values().isEmpty()) {
            // Every step that was reported now had been reported before, and not as a finite number.
            return Verdict.CONTINUE;
        }
        var running = new Running(before.number(), objective, curve, before.step());
        return spec.pruner().judge(running, new StoredTrials(jdbc, study, trial, objective));
    }

    /**
     * By the steps, not by the time at which they were reported: a report sent again, because its answer was lost, is judged as
     * it was or would have been the first time.
     */
    private Optional<Before> before(long study, long attempt, Objective objective, long step) {
        return jdbc.sql("""
                        select t.number, (select m.step from measurement m
                            where m.study_id = :study and m.attempt_id = :attempt and m.step < :step
                                and jsonb_typeof(m.metrics -> :metric) = 'number'
                            order by m.step desc limit 1) as step
                        from attempt a join trial t on t.id = a.trial_id where a.id = :attempt
                        """)
                .param("study", study)
                .param("attempt", attempt)
                .param("step", step)
                .param("metric", objective.metric())
                .query((row, index) -> {
                    Long previous = row.getObject("step", Long.class);
                    return new Before(row.getLong("number"), previous == null ? Pruner.NO_STEP : previous);
                })
                .optional();
    }

    private Curve curve(long study, long attempt, Objective objective) {
        var values = new HashMap<Long, Double>();
        jdbc.sql("""
                        select step, (metrics ->> :metric)::double precision as value from measurement
                        where study_id = :study and attempt_id = :attempt and jsonb_typeof(metrics -> :metric) = 'number'
                        """)
                .param("study", study)
                .param("attempt", attempt)
                .param("metric", objective.metric())
                .query(row -> {
                    values.put(row.getLong("step"), row.getDouble("value"));
                });
        return Curve.of(values);
    }
}
