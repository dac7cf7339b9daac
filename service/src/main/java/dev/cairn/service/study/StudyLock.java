package dev.cairn.service.study;

import dev.cairn.service.web.FirstLock;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The lock under which a study's events are numbered. Whoever takes it in a transaction that also locks rows of the study takes it
 * first; the other order would wait in a circle.
 */
@Component
public class StudyLock implements FirstLock {
    /** Keeps these advisory locks apart from others; a study's id is the second key. */
    private static final int SPACE = 0xCA1;

    private static final Pattern PATH = Pattern.compile("/api/v1/(studies|trials)/([0-9]{1,18})(/.*)?");

    private final JdbcClient jdbc;

    StudyLock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps other holders waiting until the caller's transaction ends. */
    public void take(long study) {
        jdbc.sql("select pg_advisory_xact_lock(:space, hashint8(:study))")
                .param("space", SPACE)
                .param("study", study)
                .query((row, index) -> 1)
                .list();
    }

    /**
     * The same for somebody who does not wait for longer, in this transaction, for any lock.
     *
     * @throws org.springframework.dao.DataAccessException with Postgres's state 55P03 after that time
     */
    public void takeWithin(Duration patience, long study) {
        // In the order of the list.
        jdbc.sql("select set_config('lock_timeout', :patience, true), pg_advisory_xact_lock(:space, hashint8(:study))")
                .param("patience", patience.toMillis() + "ms")
                .param("space", SPACE)
                .param("study", study)
                .query((row, index) -> 1)
                .list();
    }

    @Override
    public void take(String path) {
        Matcher named = PATH.matcher(path);
        if (named.matches()) {
            long id = Long.parseLong(named.group(2));
            if (named.group(1).equals("studies")) {
                take(id);
            } else {
                jdbc.sql("select study_id from trial where id = :id")
                        .param("id", id)
                        .query(Long.class)
                        .optional()
                        .ifPresent(this::take);
            }
        }
    }
}
