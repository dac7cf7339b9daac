package dev.cairn.service.progress;

import dev.cairn.search.space.Point;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Reads how the candidates of a confirmation do. */
@Repository
class Repetitions {
    private final JdbcClient jdbc;
    private final JsonMapper json;

    Repetitions(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** By rank. What was repeated in an earlier round counts too. */
    List<Repeated> of(long study, int round) {
        String sql = """
                select c.trial_id, w.number, w.point, w.objective_values[1] as observed, c.predicted, w.excluded, c.won, c.epochs, (
                    select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('ended', r.state not in ('QUEUED', 'RUNNING'),
                        'value', r.objective_values[1], 'metrics', r.metrics)) order by r.repetition)
                    from trial r where r.repeats_id = w.id) as runs
                from candidate c join trial w on w.id = c.trial_id
                where c.study_id = :study and c.round = :round order by c.rank
                """;
        return jdbc.sql(sql)
                .param("study", study)
                .param("round", round)
                .query(this::candidate)
                .list();
    }

    private Repeated candidate(ResultSet row, int index) throws SQLException {
        return new Repeated(
                row.getLong("trial_id"),
                row.getLong("number"),
                json.readValue(row.getString("point"), Point.class),
                row.getDouble("observed"),
                row.getObject("predicted", Double.class),
                row.getBoolean("excluded"),
                row.getBoolean("won"),
                row.getObject("epochs", Integer.class),
                List.of(json.readValue(row.getString("runs"), Repeated.Run[].class)));
    }
}
