package dev.cairn.service.access;

import dev.cairn.api.access.Role;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.web.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Which project's bytes a call may read or write. People choose among the projects that they see; a worker's token gets at what
 * the leases need that it holds: their tasks' data sets, their trials' checkpoints, and room for what they trained.
 */
@Repository
public class LeasedBytes {
    private static final String OF_LEASES = """
            select distinct s.project_id from attempt a join trial t on t.id = a.trial_id join study s on s.id = t.study_id
            where a.leased_by = :caller and a.state in ('RUNNING', 'LOST') and t.attempt = a.number
                and t.state in ('RUNNING', 'QUEUED')
            """;
    private static final String OF_THEIR_TASK = " and s.dataset_sha256 = :sha256";
    private static final String OF_THEIR_TRIAL =
            " and exists (select 1 from artifact f where f.trial_id = t.id and f.sha256 = :sha256)";

    private final JdbcClient jdbc;
    private final Projects projects;

    LeasedBytes(JdbcClient jdbc, Projects projects) {
        this.jdbc = jdbc;
        this.projects = projects;
    }

    /**
     * The projects to write to: one, but for a worker's token that holds leases in several. Its bytes then lie in each, and go
     * within a day from where no outcome names them.
     *
     * @param named a project's name, or null
     */
    public List<Long> targets(Caller caller, @Nullable String named) {
        if (caller.role() != Role.WORKER) {
            return List.of(projects.target(caller, named));
        }
        List<Long> held = held(caller, named, "", new byte[0]);
        if (held.isEmpty()) {
            throw ProblemException.of(
                    ProblemCode.FORBIDDEN, "a worker writes bytes for the trials that it runs, and holds no lease");
        }
        return held;
    }

    /** The projects in which a data set may be looked for; null for all. */
    public Long @Nullable [] forDataset(Caller caller, @Nullable String named, byte[] sha256) {
        return scope(caller, named, OF_THEIR_TASK, sha256);
    }

    /** The projects in which a blob may be looked for; null for all. */
    public Long @Nullable [] forBlob(Caller caller, @Nullable String named, byte[] sha256) {
        return scope(caller, named, OF_THEIR_TRIAL, sha256);
    }

    private Long @Nullable [] scope(Caller caller, @Nullable String named, String needed, byte[] sha256) {
        return caller.role() == Role.WORKER
                ? held(caller, named, needed, sha256).toArray(Long[]::new)
                : projects.scope(caller, named);
    }

    private List<Long> held(Caller caller, @Nullable String named, String needed, byte[] sha256) {
        List<Long> held = jdbc.sql(OF_LEASES + needed)
                .param("caller", caller.name())
                .param("sha256", sha256)
                .query(Long.class)
                .list();
        Long only = named == null ? null : projects.target(caller, named);
        return held.stream()
                .filter(project -> caller.sees(project) && (only == null || only.equals(project)))
                .toList();
    }
}
