package dev.cairn.service.study;

import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyState;
import dev.cairn.service.web.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
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

/** The table of studies. */
@Repository
public class Studies {
    private static final String COLUMNS = """
            select id, spec, state, reason, archived, stops_as, trial_budget, trials_created, trials_ended, trials_failed,
                last_trial_number, suggestion_number, last_event_seq, exhausted, created_at, ended_at
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
     * @return its id; empty if the name is taken in its project
     */
    public OptionalLong insert(long project, StudySpec spec, String actor) {
        String sql = """
                with made as (
                    insert into study (project_id, name, spec, task_type, dataset_sha256, priority, trial_budget, parallel_limit,
                        deadline, training_limit)
                    values (:project, :name, :spec::jsonb, :taskType, :dataset, :priority, :budget, :parallel,
                        cairn_now() + make_interval(secs => :duration::double precision),
                        make_interval(secs => :training::double precision))
                    on conflict (project_id, name) do nothing
                    returning id),
                told as (
                    insert into event (study_id, type, actor) select id, 'STUDY_CREATED', :actor from made)
                select id from made
                """;
        Optional<Long> id = jdbc.sql(sql)
                .param("project", project)
                .param("name", spec.name())
                .param("spec", json.writeValueAsString(spec))
                .param("taskType", spec.task() == null ? null : spec.task().type())
                .param(
                        "dataset",
                        spec.task() == null ? null : digest(spec.task().dataset()))
                .param("priority", spec.priority())
                .param("budget", spec.budget().trials())
                .param("parallel", spec.budget().parallel())
                .param("duration", seconds(spec.budget().duration()))
                .param("training", seconds(spec.budget().trainingTime()))
                .param("actor", actor)
                .query(Long.class)
                .optional();
        return id.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** Whether a project has a study of that name. */
    public boolean isTaken(long project, String name) {
        return jdbc.sql("select exists (select 1 from study where project_id = :project and name = :name)")
                .param("project", project)
                .param("name", name)
                .query(Boolean.class)
                .single();
    }

    /** As the statements take it. */
    public static @Nullable Double seconds(@Nullable Duration time) {
        return time == null ? null : time.toMillis() / 1000.0;
    }

    private static byte[] digest(String address) {
        return HexFormat.of().parseHex(address.substring("sha256:".length()));
    }

    public Optional<Study> find(long id) {
        return jdbc.sql(COLUMNS + " where id = :id")
                .param("id", id)
                .query(this::study)
                .optional();
    }

    /** @throws ProblemException NOT_FOUND */
    public Study get(long id) {
        return find(id).orElseThrow(() -> ProblemException.notFound("study " + id));
    }

    /**
     * One more than {@code limit}, which tells whether there is a next page.
     *
     * @param projects ids of those to look into; null for all
     * @throws dev.cairn.search.InvalidValueException if the cursor belongs to another list
     */
    public List<Study> list(Long @Nullable [] projects, StudyQuery query, @Nullable String cursor, int limit) {
        StudyQuery.Place place = query.place(cursor);
        String beyond = query.isDescending() ? "<" : ">";
        String way = query.isDescending() ? " desc" : "";
        String after = query.isByName()
                ? "(name collate \"C\", id) " + beyond + " (:afterName, :after)"
                : "id " + beyond + " :after";
        String order = query.isByName() ? "name collate \"C\"" + way + ", id" + way : "id" + way;
        return jdbc.sql(COLUMNS + """
                         where (:projects::bigint[] is null or project_id = any(:projects))
                            and case when :name::text is null then archived = :archived else name = :name end
                            and (:prefix::text is null or starts_with(name, :prefix))
                            and (cardinality(:states::text[]) = 0 or state = any(:states))
                            and (:labelKey::text is null or case when :labelValue::text is null
                                then jsonb_exists(spec -> 'labels', :labelKey) else spec -> 'labels' ->> :labelKey = :labelValue end)
                            and (:after::bigint is null or %s)
                        order by %s limit :limit
                        """.formatted(after, order))
                .param("projects", projects, Types.ARRAY)
                .param("name", query.name(), Types.VARCHAR)
                .param("archived", query.archived())
                .param("prefix", query.prefix(), Types.VARCHAR)
                .param("states", names(query.states()))
                .param("labelKey", query.labelKey(), Types.VARCHAR)
                .param("labelValue", query.labelValue(), Types.VARCHAR)
                .param("after", place == null ? null : place.id(), Types.BIGINT)
                .param("afterName", place == null ? "" : place.name(), Types.VARCHAR)
                .param("limit", limit + 1)
                .query(this::study)
                .list();
    }

    /**
     * Changes the state, to any but STOPPING, if it is still one of those expected, and tells it as an event.
     *
     * @return whether it did; false means that somebody else was faster
     */
    public boolean change(long id, List<StudyState> from, StudyState to, @Nullable String reason, String actor) {
        String sql = """
                with changed as (
                    update study set state = :state, stops_as = null, reason = :reason,
                        ended_at = case when :final then cairn_now() end
                    where id = :id and state = any(:from)
                    returning *),
                owed as (
                    insert into webhook_delivery (study_id, url, body)
                    select id, spec #>> '{webhook,url}', jsonb_strip_nulls(jsonb_build_object('study', id, 'name', name,
                        'state', state, 'reason', reason,
                        'endedAt', to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
                    from changed where ended_at is not null and spec #>> '{webhook,url}' is not null)
                insert into event (study_id, type, payload, actor)
                select id, 'STUDY_CHANGED', jsonb_build_object('state', :state::text), :actor from changed
                """;
        return jdbc.sql(sql)
                        .param("id", id)
                        .param("from", names(from))
                        .param("state", to.name())
                        .param("reason", reason)
                        .param("final", to.isFinal())
                        .param("actor", actor)
                        .update()
                > 0;
    }

    /**
     * Lets the study end: nothing more is granted, and once nothing is open any more its end as {@code as} follows. What stops
     * for one reason may be stopped for another.
     *
     * @return whether it did; false means that it stands elsewhere or stops as that already
     */
    public boolean stop(long id, List<StudyState> from, StudyState as, String reason, String actor) {
        String sql = """
                with changed as (
                    update study set state = 'STOPPING', stops_as = :as, reason = :reason
                    where id = :id and state = any(:from) and stops_as is distinct from :as
                    returning id)
                insert into event (study_id, type, payload, actor)
                select id, 'STUDY_CHANGED', '{"state": "STOPPING"}', :actor from changed
                """;
        return jdbc.sql(sql)
                        .param("id", id)
                        .param("as", as.name())
                        .param("from", names(from))
                        .param("reason", reason)
                        .param("actor", actor)
                        .update()
                > 0;
    }

    private static String[] names(List<StudyState> states) {
        return states.stream().map(StudyState::name).toArray(String[]::new);
    }

    private Study study(ResultSet row, int index) throws SQLException {
        return new Study(
                row.getLong("id"),
                specs.read(row.getString("spec")),
                StudyState.valueOf(row.getString("state")),
                row.getString("reason"),
                row.getBoolean("archived"),
                row.getString("stops_as") == null ? null : StudyState.valueOf(row.getString("stops_as")),
                row.getLong("trial_budget"),
                row.getLong("trials_created"),
                row.getLong("trials_ended"),
                row.getLong("trials_failed"),
                row.getLong("last_trial_number"),
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
