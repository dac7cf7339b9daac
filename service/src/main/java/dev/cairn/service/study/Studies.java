package dev.cairn.service.study;

import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyState;
import dev.cairn.service.web.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** The table of studies. Everything belongs to the one default project. */
@Repository
public class Studies {
    private static final String COLUMNS = """
            select id, spec, state, reason, trial_budget, trials_created, trials_ended, suggestion_number, last_event_seq, exhausted,
                created_at, ended_at
            from study
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Specs specs;

    Studies(JdbcClient jdbc, JsonMapper json, Specs specs) {
        this.jdbc = jdbc;
        this.json = json;
        this.specs = specs;
    }

    /**
     * Stores a new study and its first event.
     *
     * @return its id; empty if the name is taken
     */
    public OptionalLong insert(StudySpec spec, String actor) {
        String sql = """
                with made as (
                    insert into study (project_id, name, spec, task_type, dataset_sha256, trial_budget, parallel_limit)
                    values (1, :name, :spec::jsonb, :taskType, :dataset, :budget, :parallel)
                    on conflict (project_id, name) do nothing
                    returning id),
                told as (
                    insert into event (study_id, type, actor) select id, 'STUDY_CREATED', :actor from made)
                select id from made
                """;
        Optional<Long> id = jdbc.sql(sql)
                .param("name", spec.name())
                .param("spec", json.writeValueAsString(spec))
                .param("taskType", spec.task() == null ? null : spec.task().type())
                .param(
                        "dataset",
                        spec.task() == null ? null : digest(spec.task().dataset()))
                .param("budget", spec.budget().trials())
                .param("parallel", spec.budget().parallel())
                .param("actor", actor)
                .query(Long.class)
                .optional();
        return id.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    private static byte[] digest(String address) {
        return HexFormat.of().parseHex(address.substring("sha256:".length()));
    }

    public Optional<Study> find(long id) {
        return jdbc.sql(COLUMNS + " where project_id = 1 and id = :id")
                .param("id", id)
                .query(this::study)
                .optional();
    }

    /** By id, ascending. */
    public List<Study> list(@Nullable String name, Cursor cursor) {
        return jdbc.sql(COLUMNS + """
                         where project_id = 1 and id > :after and (:name::text is null or name = :name)
                        order by id limit :limit
                        """)
                .param("after", cursor.after())
                .param("name", name)
                .param("limit", cursor.fetch())
                .query(this::study)
                .list();
    }

    /**
     * Changes the state if it is still one of those expected, and tells it as an event.
     *
     * @return whether it did; false means that somebody else was faster
     */
    public boolean change(long id, List<StudyState> from, StudyState to, @Nullable String reason, String actor) {
        String sql = """
                with changed as (
                    update study set state = :state, reason = :reason,
                        ended_at = case when :final then cairn_now() end
                    where id = :id and state = any(:from)
                    returning id)
                insert into event (study_id, type, payload, actor)
                select id, 'STUDY_CHANGED', jsonb_build_object('state', :state::text), :actor from changed
                """;
        return jdbc.sql(sql)
                        .param("id", id)
                        .param("from", from.stream().map(StudyState::name).toArray(String[]::new))
                        .param("state", to.name())
                        .param("reason", reason)
                        .param("final", to.isFinal())
                        .param("actor", actor)
                        .update()
                > 0;
    }

    private Study study(ResultSet row, int index) throws SQLException {
        return new Study(
                row.getLong("id"),
                specs.read(row.getString("spec")),
                StudyState.valueOf(row.getString("state")),
                row.getString("reason"),
                row.getLong("trial_budget"),
                row.getLong("trials_created"),
                row.getLong("trials_ended"),
                row.getLong("suggestion_number"),
                row.getLong("last_event_seq"),
                row.getBoolean("exhausted"),
                instant(row, "created_at"),
                row.getObject("ended_at") == null ? null : instant(row, "ended_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
