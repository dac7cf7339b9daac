package dev.cairn.service.access;

import dev.cairn.api.access.Role;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.web.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Which project's bytes a call may read or write. People choose among the projects that they see; a worker shows a lease, and gets
 * at what that lease needs: its task's data set, its trial's checkpoints, and room for what it trained.
 */
@Repository
public class LeasedBytes {
    private static final String OF_THE_LEASE = """
            select s.project_id from attempt a join trial t on t.id = a.trial_id join study s on s.id = t.study_id
            where a.id = :attempt and a.token_hash = :token and t.attempt = a.number
                and t.state in ('RUNNING', 'QUEUED') and a.state in ('RUNNING', 'LOST')
            """;
    private static final String OF_ITS_TASK = " and s.dataset_sha256 = :sha256";
    private static final String OF_ITS_TRIAL =
            " and exists (select 1 from artifact f where f.trial_id = t.id and f.sha256 = :sha256)";

    private final JdbcClient jdbc;
    private final Projects projects;

    LeasedBytes(JdbcClient jdbc, Projects projects) {
        this.jdbc = jdbc;
        this.projects = projects;
    }

    /** As it is stored: of no use without the token, and the token of no use to another caller. */
    public static byte[] tokenHash(String token, Caller caller) {
        return Secrets.hash(token + ":" + caller.name());
    }

    /** The project to write to. */
    public long target(Grounds grounds) {
        if (grounds.caller().role() != Role.WORKER) {
            return projects.target(grounds.caller(), grounds.project());
        }
        List<Long> held = held(grounds, "", new byte[0]);
        if (held.isEmpty()) {
            throw ProblemException.of(
                    ProblemCode.LEASE_SUPERSEDED,
                    "attempt " + grounds.attempt() + " no longer holds its trial for you");
        }
        return held.get(0);
    }

    /** The projects in which a data set may be looked for; null for all. */
    public Long @Nullable [] forDataset(Grounds grounds, byte[] sha256) {
        return scope(grounds, OF_ITS_TASK, sha256);
    }

    /** The projects in which a blob may be looked for; null for all. */
    public Long @Nullable [] forBlob(Grounds grounds, byte[] sha256) {
        return scope(grounds, OF_ITS_TRIAL, sha256);
    }

    private Long @Nullable [] scope(Grounds grounds, String needed, byte[] sha256) {
        return grounds.caller().role() == Role.WORKER
                ? held(grounds, needed, sha256).toArray(Long[]::new)
                : projects.scope(grounds.caller(), grounds.project());
    }

    /** One project or none. */
    private List<Long> held(Grounds grounds, String needed, byte[] sha256) {
        if (grounds.attempt() == null || grounds.leaseToken() == null) {
            throw ProblemException.of(
                    ProblemCode.FORBIDDEN,
                    "a worker gets at the bytes of its own leases: add ?attempt= and the header Cairn-Lease");
        }
        return jdbc
                .sql(OF_THE_LEASE + needed)
                .param("attempt", grounds.attempt())
                .param("token", tokenHash(grounds.leaseToken(), grounds.caller()))
                .param("sha256", sha256)
                .query(Long.class)
                .list()
                .stream()
                .filter(grounds.caller()::sees)
                .toList();
    }
}
