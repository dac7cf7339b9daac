package dev.cairn.service.trial;

import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.AttemptView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Origin;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.search.space.Point;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Turns rows into the views that the wire shows. */
@Component
class TrialRows {
    /** Of a trial {@code t}, without what other tables have of it. */
    static final String OWN = """
            t.id, t.study_id, t.number, t.purpose, t.origin, t.state, t.cause, t.stop_reason, t.point, t.seed, t.repeats_id, t.excluded,
            t.objective_values, t.metrics, t.attempt, t.created_at, t.ended_at
            """;

    /** The digest of the model of a trial {@code t}. */
    static final String MODEL = """
            (select encode(f.sha256, 'hex') from artifact f where f.trial_id = t.id and f.kind = 'MODEL'
                order by f.attempt_id desc limit 1)
            """;

    /** Of a trial {@code t}, with its model's digest. */
    static final String COLUMNS = OWN + ", " + MODEL + " as model";

    private static final TypeReference<Map<String, Double>> METRICS = new TypeReference<>() {};

    private final JsonMapper json;

    TrialRows(JsonMapper json) {
        this.json = json;
    }

    TrialView trial(ResultSet row, int index) throws SQLException {
        return new TrialView(
                row.getLong("id"),
                row.getLong("study_id"),
                row.getLong("number"),
                Purpose.valueOf(row.getString("purpose")),
                Origin.valueOf(row.getString("origin")),
                TrialState.valueOf(row.getString("state")),
                cause(row),
                row.getString("stop_reason"),
                json.readValue(row.getString("point"), Point.class),
                row.getLong("seed"),
                row.getObject("repeats_id", Long.class),
                row.getBoolean("excluded"),
                values(row.getArray("objective_values")),
                metrics(row.getString("metrics")),
                row.getString("model"),
                row.getInt("attempt"),
                null,
                instant(row, "created_at"),
                optionalInstant(row, "ended_at"));
    }

    AttemptView attempt(ResultSet row, int index) throws SQLException {
        return new AttemptView(
                row.getLong("id"),
                row.getInt("number"),
                AttemptState.valueOf(row.getString("state")),
                cause(row),
                row.getString("message"),
                row.getString("worker"),
                row.getString("backend"),
                (Long) row.getObject("resumed_from_step"),
                instant(row, "started_at"),
                optionalInstant(row, "ended_at"));
    }

    Measurement measurement(ResultSet row, int index) throws SQLException {
        return new Measurement(row.getLong("step"), metrics(row.getString("metrics")));
    }

    @Nullable
    Map<String, Double> metrics(@Nullable String text) {
        return text == null ? null : json.readValue(text, METRICS);
    }

    private static @Nullable FailureCause cause(ResultSet row) throws SQLException {
        String cause = row.getString("cause");
        return cause == null ? null : FailureCause.valueOf(cause);
    }

    private static @Nullable List<Double> values(@Nullable Array array) throws SQLException {
        return array == null ? null : List.of((Double[]) array.getArray());
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant optionalInstant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static @Nullable Instant optionalInstant(ResultSet row, String column) throws SQLException {
        return row.getObject(column) == null ? null : instant(row, column);
    }
}
