package dev.cairn.service.web;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What was answered under an idempotency key. */
@Repository
class Answers {
    /** Whose key it is. */
    record Key(String caller, String path, String key) {}

    /** An answer as it was sent, and to which request. */
    record Answer(
            byte[] requestSha256,
            int status,
            @Nullable String contentType,
            @Nullable String location,
            byte[] body) {
        boolean isTo(byte[] request) {
            return Arrays.equals(requestSha256, request);
        }
    }

    private final JdbcClient jdbc;

    Answers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes a key, in the transaction that will have the effect. Whoever else wants it waits for the end of that.
     *
     * @return whether it was free, or a day old
     */
    boolean take(Key key, byte[] requestSha256) {
        return jdbc.sql("""
                        insert into idempotency as i (caller, path, key, request_sha256) values (:caller, :path, :key, :hash)
                        on conflict (caller, path, key) do update set request_sha256 = excluded.request_sha256, status = null,
                            created_at = cairn_now()
                        where i.created_at < cairn_now() - interval '24 hours'
                        """)
                        .param("caller", key.caller())
                        .param("path", key.path())
                        .param("key", key.key())
                        .param("hash", requestSha256)
                        .update()
                > 0;
    }

    void keep(Key key, Answer answer) {
        jdbc.sql("""
                        update idempotency set status = :status, content_type = :type, location = :location, body = :body
                        where caller = :caller and path = :path and key = :key
                        """)
                .param("caller", key.caller())
                .param("path", key.path())
                .param("key", key.key())
                .param("status", answer.status())
                .param("type", answer.contentType())
                .param("location", answer.location())
                .param("body", answer.body())
                .update();
    }

    Optional<Answer> find(Key key) {
        return jdbc.sql("""
                        select request_sha256, status, content_type, location, body from idempotency
                        where caller = :caller and path = :path and key = :key and status is not null
                        """)
                .param("caller", key.caller())
                .param("path", key.path())
                .param("key", key.key())
                .query(Answers::answer)
                .optional();
    }

    private static Answer answer(ResultSet row, int index) throws SQLException {
        return new Answer(
                row.getBytes("request_sha256"),
                row.getInt("status"),
                row.getString("content_type"),
                row.getString("location"),
                row.getBytes("body"));
    }

    /** Those older than a day are of no use any more. */
    int sweep() {
        return jdbc.sql("delete from idempotency where created_at < cairn_now() - interval '24 hours'")
                .update();
    }
}
