package dev.cairn.service.insight;

import dev.cairn.api.insight.HistoryView;
import dev.cairn.search.objective.Objective;
import dev.cairn.service.study.Study;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How studies improved, by the view that SQL readers see. */
@Repository
class Progress {
    private final JdbcClient jdbc;

    Progress(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    HistoryView of(Study study) {
        record Row(int objective, HistoryView.Point point) {}
        List<Row> rows = jdbc.sql("""
                        select objective_number, trial_id, trial_number, wall_seconds, training_seconds, value, best_value
                        from bi.study_progress where study_id = :study order by objective_number, ended_at, trial_number
                        """)
                .param("study", study.id())
                .query((row, index) -> new Row(
                        row.getInt("objective_number"),
                        new HistoryView.Point(
                                row.getLong("trial_id"),
                                row.getLong("trial_number"),
                                row.getDouble("wall_seconds"),
                                row.getDouble("training_seconds"),
                                row.getDouble("value"),
                                row.getObject("best_value", Double.class))))
                .list();
        List<Objective> objectives = study.spec().objectives();
        return new HistoryView(
                study.id(),
                objectives.stream()
                        .map(objective -> new HistoryView.OfObjective(
                                objective.metric(),
                                objective.direction(),
                                rows.stream()
                                        .filter(row -> row.objective() == objectives.indexOf(objective) + 1)
                                        .map(Row::point)
                                        .toList()))
                        .toList());
    }
}
