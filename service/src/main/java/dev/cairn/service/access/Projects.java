package dev.cairn.service.access;

import dev.cairn.api.access.ProjectRequest;
import dev.cairn.api.access.ProjectView;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.Violation;
import dev.cairn.service.web.Cursor;
import dev.cairn.service.web.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of projects, and which of them a call is about. */
@Repository
public class Projects {
    private static final String STANDARD = "default";
    private static final String COLUMNS = """
            select p.id, p.name, p.quota_bytes, p.created_at,
                (select coalesce(sum(b.size_bytes), 0) from blob b where b.project_id = p.id) as bytes
            from project p where (:visible::bigint[] is null or p.id = any(:visible))
            """;

    private final JdbcClient jdbc;
    private final Ownership ownership;
    /** By id; a project is never renamed, and there are few. */
    private final Map<Long, String> names = new ConcurrentHashMap<>();

    Projects(JdbcClient jdbc, Ownership ownership) {
        this.jdbc = jdbc;
        this.ownership = ownership;
    }

    /** Also of a study that is gone: whoever sees all may know that something happened to it. */
    public boolean seesStudy(Caller caller, long study) {
        return caller.projects() == null
                || ownership
                        .project(new Ownership.Thing(Ownership.Kind.STUDY, study))
                        .filter(caller::sees)
                        .isPresent();
    }

    public String name(long project) {
        return names.computeIfAbsent(
                project,
                id -> jdbc.sql("select name from project where id = :id")
                        .param("id", id)
                        .query(String.class)
                        .single());
    }

    /** @throws ProblemException NOT_FOUND */
    public long ofStudy(long study) {
        return ownership
                .project(new Ownership.Thing(Ownership.Kind.STUDY, study))
                .orElseThrow(() -> ProblemException.notFound("study " + study));
    }

    /**
     * Where something new belongs: the project that is named, else the only one that the caller sees, else the standard one.
     *
     * @throws ProblemException NOT_FOUND if the caller sees no such project
     */
    public long target(Caller caller, @Nullable String named) {
        if (named != null) {
            return find(caller, named).orElseThrow(() -> ProblemException.notFound("project '" + named + "'"));
        }
        if (caller.projects() != null && caller.projects().size() == 1) {
            return caller.projects().iterator().next();
        }
        return find(caller, STANDARD)
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.INVALID_REQUEST,
                        List.of(new Violation("/project", "say which project with ?project=, for you see several"))));
    }

    /**
     * Where to look: the project that is named, else all that the caller sees.
     *
     * @return ids; null for all
     * @throws ProblemException NOT_FOUND if the caller sees no such project
     */
    public Long @Nullable [] scope(Caller caller, @Nullable String named) {
        return named == null ? caller.visible() : new Long[] {target(caller, named)};
    }

    private Optional<Long> find(Caller caller, String name) {
        return jdbc.sql("select id from project where name = :name")
                .param("name", name)
                .query(Long.class)
                .optional()
                .filter(caller::sees);
    }

    /** @throws ProblemException INVALID_REQUEST naming every one that there is not */
    Long[] ids(List<String> names) {
        List<Violation> unknown = names.stream()
                .filter(name -> find(Caller.LOCAL, name).isEmpty())
                .map(name -> new Violation("/projects", "there is no project '" + name + "'"))
                .toList();
        if (!unknown.isEmpty()) {
            throw ProblemException.of(ProblemCode.INVALID_REQUEST, unknown);
        }
        return jdbc.sql("select id from project where name = any(:names) order by id")
                .param("names", names.toArray(String[]::new))
                .query(Long.class)
                .list()
                .toArray(Long[]::new);
    }

    /** Of those names the ids that there are. */
    List<Long> known(List<String> names) {
        return jdbc.sql("select id from project where name = any(:names)")
                .param("names", names.toArray(String[]::new))
                .query(Long.class)
                .list();
    }

    /** With its place in the list. */
    record Row(long id, ProjectView view) {}

    List<Row> list(Caller caller, Cursor cursor) {
        return jdbc.sql(COLUMNS + " and p.id > :after order by p.id limit :limit")
                .param("visible", caller.visible(), Types.ARRAY)
                .param("after", cursor.after())
                .param("limit", cursor.fetch())
                .query(Projects::row)
                .list();
    }

    List<String> names(Caller caller) {
        return jdbc.sql(
                        "select name from project where (:visible::bigint[] is null or id = any(:visible)) order by name")
                .param("visible", caller.visible(), Types.ARRAY)
                .query(String.class)
                .list();
    }

    /** @return empty if the name is taken */
    Optional<Row> insert(ProjectRequest request) {
        return jdbc.sql("""
                        insert into project (name, quota_bytes) values (:name, :quota) on conflict (name) do nothing
                        returning id
                        """)
                .param("name", request.name())
                .param("quota", request.quotaBytes(), Types.BIGINT)
                .query(Long.class)
                .optional()
                .map(this::get);
    }

    private Row get(long id) {
        return jdbc.sql(COLUMNS + " and p.id = :id")
                .param("visible", null, Types.ARRAY)
                .param("id", id)
                .query(Projects::row)
                .single();
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        Long quota = row.getObject("quota_bytes", Long.class);
        return new Row(
                row.getLong("id"),
                new ProjectView(
                        Objects.requireNonNull(row.getString("name")),
                        row.getLong("bytes"),
                        quota,
                        row.getObject("created_at", OffsetDateTime.class).toInstant()));
    }
}
