package dev.cairn.service.insight;

import dev.cairn.api.insight.SqlView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The wide views that people asked for. Making and dropping is done by functions of the database, under a role of its own. */
@Repository
class SqlViews {
    private final JdbcClient jdbc;

    SqlViews(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<SqlView> find(long study) {
        return jdbc.sql("select * from study_view where study_id = :study")
                .param("study", study)
                .query(SqlViews::view)
                .optional();
    }

    private static SqlView view(ResultSet row, int index) throws SQLException {
        String name = row.getString("name");
        OffsetDateTime made = row.getObject("made_at", OffsetDateTime.class);
        return new SqlView(
                row.getLong("study_id"),
                name == null ? null : "bi_study." + name,
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                made == null ? null : made.toInstant(),
                row.getString("failure"));
    }

    /** Asking twice is asking once. */
    void request(long study) {
        jdbc.sql("""
                        insert into study_view (study_id) select id from study where id = :study
                        on conflict (study_id) do nothing
                        """).param("study", study).update();
    }

    /** @return whether it was asked for before */
    boolean withdraw(long study) {
        return jdbc.sql("delete from study_view where study_id = :study")
                        .param("study", study)
                        .update()
                > 0;
    }

    /** Those whose study has moved since their columns were looked at; while it runs, not each moment. */
    List<Long> due() {
        return jdbc.sql("""
                        select v.study_id from study_view v join study s on s.id = v.study_id
                        where v.checked_seq is null
                            or s.last_event_seq > v.checked_seq
                                and (s.ended_at is not null or cairn_now() - v.made_at > interval '10 s')
                        order by v.made_at nulls first limit 20
                        """).query(Long.class).list();
    }

    /** Makes a view, or adds the columns that it lacks. Waits at most two seconds for readers of the view. */
    void refresh(long study) {
        jdbc.sql("select bi_study.refresh(:study)")
                .param("study", study)
                .query((row, index) -> 1)
                .list();
    }

    void failed(long study, String why) {
        jdbc.sql("update study_view set failure = :why where study_id = :study")
                .param("why", why)
                .param("study", study)
                .update();
    }

    /** Drops views that nobody wants any more, or whose study is gone. */
    void tidy() {
        jdbc.sql("select bi_study.tidy()").query((row, index) -> 1).list();
    }
}
