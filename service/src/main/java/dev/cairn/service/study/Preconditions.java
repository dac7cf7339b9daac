package dev.cairn.service.study;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyState;
import dev.cairn.service.web.ProblemException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Changes of a study only if it still is what the asker has seen. A tag covers the specification, the state and whether it is
 * archived, not progress: otherwise a study with running trials could never be changed so.
 */
@Component
public class Preconditions {
    private final JdbcClient jdbc;
    private final Studies studies;
    private final JsonMapper json;
    private final StudyLock lock;
    private final TransactionTemplate transaction;

    Preconditions(JdbcClient jdbc, Studies studies, JsonMapper json, StudyLock lock, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.studies = studies;
        this.json = json;
        this.lock = lock;
        this.transaction = transaction;
    }

    /** In quotes, as in the header ETag. */
    public String tag(StudySpec spec, StudyState state, boolean archived) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(json.writeValueAsBytes(spec));
            digest.update(json.writeValueAsBytes(state));
            digest.update((byte) (archived ? 1 : 0));
            return '"' + HexFormat.of().formatHex(digest.digest(), 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Runs a change in one transaction with the comparison, if there is one to make.
     *
     * @param ifMatch the header If-Match: tags, or {@code *}
     * @throws ProblemException PRECONDITION_FAILED, or NOT_FOUND
     */
    public void run(long study, @Nullable String ifMatch, Runnable change) {
        if (ifMatch == null) {
            change.run();
            return;
        }
        transaction.executeWithoutResult(status -> {
            lock.take(study);
            jdbc.sql("select id from study where id = :id for update")
                    .param("id", study)
                    .query(Long.class)
                    .optional();
            Study now = studies.get(study);
            String tag = tag(now.spec(), now.state(), now.archived());
            boolean holds =
                    Arrays.stream(ifMatch.split(",")).map(String::strip).anyMatch(t -> t.equals("*") || t.equals(tag));
            if (!holds) {
                throw ProblemException.of(
                        ProblemCode.PRECONDITION_FAILED,
                        "study " + study + " is not what you have seen: its ETag is " + tag + ", not " + ifMatch
                                + "; read it again");
            }
            change.run();
        });
    }
}
