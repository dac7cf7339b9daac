package dev.cairn.service.access;

import dev.cairn.api.access.Role;
import dev.cairn.api.access.TokenRequest;
import dev.cairn.api.access.TokenView;
import dev.cairn.service.web.Cursor;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of tokens. */
@Repository
class Tokens {
    private static final String COLUMNS = """
            select t.id, t.name, t.role, t.created_by, t.created_at, t.expires_at, t.last_used_at, t.revoked_at,
                (select array_agg(p.name order by p.name) from project p where p.id = any(t.projects)) as project_names
            from api_token t
            """;

    private static final String STANDING = """
            select name, role, projects, revoked_at is not null as revoked, coalesce(expires_at <= cairn_now(), false) as expired
            """;

    private final JdbcClient jdbc;

    Tokens(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What is known of a secret. */
    record Known(Caller caller, boolean isRevoked, boolean isExpired) {}

    /** By its hash's index; writes when it was used, every 40 seconds at most. */
    Optional<Known> find(byte[] hash) {
        return jdbc.sql("""
                        with known as (select * from api_token where secret_hash = :hash),
                        used as (
                            update api_token t set last_used_at = cairn_now() from known k
                            where t.id = k.id and k.revoked_at is null
                                and coalesce(k.last_used_at < cairn_now() - interval '40 seconds', true))
                        """ + STANDING + " from known")
                .param("hash", hash)
                .query(Tokens::known)
                .optional();
    }

    /** The same by its name, and nothing is written. */
    Optional<Known> named(String name) {
        return jdbc.sql(STANDING + " from api_token where name = :name")
                .param("name", name)
                .query(Tokens::known)
                .optional();
    }

    private static Known known(ResultSet row, int index) throws SQLException {
        return new Known(
                new Caller(Caller.TOKEN + row.getString("name"), Role.valueOf(row.getString("role")), projects(row)),
                row.getBoolean("revoked"),
                row.getBoolean("expired"));
    }

    private static @Nullable Set<Long> projects(ResultSet row) throws SQLException {
        Array ids = row.getArray("projects");
        return ids == null ? null : Set.of((Long[]) ids.getArray());
    }

    /**
     * Stores a new token's hash.
     *
     * @return its id; empty if a token has or had the name
     */
    Optional<Long> insert(TokenRequest request, Long @Nullable [] projects, String secret, String actor) {
        return jdbc.sql("""
                        insert into api_token (name, role, projects, secret_hash, created_by, expires_at)
                        values (:name, :role, :projects, :hash, :actor,
                            cairn_now() + make_interval(secs => :lifetime::double precision))
                        on conflict (name) do nothing returning id
                        """)
                .param("name", request.name())
                .param("role", request.role().name())
                .param("projects", projects)
                .param("hash", Secrets.hash(secret))
                .param("actor", actor)
                .param(
                        "lifetime",
                        request.lifetime() == null ? null : request.lifetime().toSeconds(),
                        Types.BIGINT)
                .query(Long.class)
                .optional();
    }

    Optional<TokenView> get(long id) {
        return jdbc.sql(COLUMNS + " where t.id = :id")
                .param("id", id)
                .query(Tokens::view)
                .optional();
    }

    List<TokenView> list(Cursor cursor) {
        return jdbc.sql(COLUMNS + " where t.id > :after order by t.id limit :limit")
                .param("after", cursor.after())
                .param("limit", cursor.fetch())
                .query(Tokens::view)
                .list();
    }

    /**
     * Makes a token void, and tells every replica when the transaction ends.
     *
     * @return the name of a token that this revoked; empty if there is none, or it was revoked before
     */
    Optional<String> revoke(long id) {
        return jdbc.sql("""
                        with revoked as (
                            update api_token set revoked_at = cairn_now() where id = :id and revoked_at is null returning name)
                        select name, pg_notify(:channel, '')::text from revoked
                        """)
                .param("id", id)
                .param("channel", Voided.CHANNEL)
                .query((row, index) -> row.getString("name"))
                .optional();
    }

    private static TokenView view(ResultSet row, int index) throws SQLException {
        Array names = row.getArray("project_names");
        return new TokenView(
                row.getLong("id"),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                names == null ? null : List.of((String[]) names.getArray()),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "expires_at"),
                instant(row, "last_used_at"),
                instant(row, "revoked_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
