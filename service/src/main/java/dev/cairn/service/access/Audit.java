package dev.cairn.service.access;

import dev.cairn.api.access.AuditEntry;
import dev.cairn.service.web.Cursor;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Changes that no study's events tell: to be written in the transaction of the change. */
@Repository
public class Audit {
    private final JdbcClient jdbc;

    Audit(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * By the caller of this thread.
     *
     * @param action in capitals, such as {@code STUDY_DELETED}
     * @param subject finds again what it was about; never a secret
     */
    public void note(String action, @Nullable Long project, String subject) {
        jdbc.sql("insert into audit (actor, action, project_id, subject) values (:actor, :action, :project, :subject)")
                .param("actor", Caller.actor())
                .param("action", action)
                .param("project", project, Types.BIGINT)
                .param("subject", subject)
                .update();
    }

    /** The newest first. */
    List<AuditEntry> list(Cursor cursor) {
        return jdbc.sql("""
                        select a.id, a.at, a.actor, a.action, p.name as project, a.subject
                        from audit a left join project p on p.id = a.project_id
                        where :after < 0 or a.id < :after order by a.id desc limit :limit
                        """)
                .param("after", cursor.after())
                .param("limit", cursor.fetch())
                .query((row, index) -> new AuditEntry(
                        row.getLong("id"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("project"),
                        row.getString("subject")))
                .list();
    }
}
