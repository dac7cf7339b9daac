package dev.cairn.service.event;

import dev.cairn.api.event.EventType;
import dev.cairn.api.event.StudyEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads numbered events. Whoever sees a number sees all below it: numbers are given in one line per study, each batch in a
 * transaction that begins after the one before has committed.
 */
@Repository
class Events {
    private final JdbcClient jdbc;
    private final JsonMapper json;

    Events(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** By number, those after the given one. */
    List<StudyEvent> after(long study, long seq, int limit) {
        return jdbc.sql("""
                        select e.study_id, e.seq, e.type, e.created_at, e.actor, e.trial_id, t.number, e.attempt_id, e.payload
                        from event e left join trial t on t.id = e.trial_id
                        where e.study_id = :study and e.seq > :seq order by e.seq limit :limit
                        """)
                .param("study", study)
                .param("seq", seq)
                .param("limit", limit)
                .query(this::event)
                .list();
    }

    private StudyEvent event(ResultSet row, int index) throws SQLException {
        return new StudyEvent(
                row.getLong("study_id"),
                row.getLong("seq"),
                EventType.valueOf(row.getString("type")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                row.getObject("trial_id", Long.class),
                row.getObject("number", Long.class),
                row.getObject("attempt_id", Long.class),
                json.readTree(row.getString("payload")));
    }

    /** How far a study has come. */
    record Mark(long study, long seq) {}

    List<Mark> marks(Collection<Long> studies) {
        return jdbc.sql("select id, last_event_seq from study where id = any(:studies)")
                .param("studies", studies.toArray(Long[]::new))
                .query((row, index) -> new Mark(row.getLong(1), row.getLong(2)))
                .list();
    }
}
