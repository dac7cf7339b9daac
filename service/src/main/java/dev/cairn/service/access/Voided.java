package dev.cairn.service.access;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which callers have lost their tokens since they came in: for calls that stay open. */
@Repository
public class Voided {
    /** Postgres notifies here when a token was revoked. */
    public static final String CHANNEL = "cairn_tokens";

    private final JdbcClient jdbc;

    Voided(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Of those callers the ones whose tokens were revoked or have expired. */
    public Set<Caller> among(Collection<Caller> callers) {
        Set<String> names = among(callers.stream()
                .map(Caller::token)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
        Set<Instant> past = past(
                callers.stream().map(Caller::until).filter(Objects::nonNull).collect(Collectors.toSet()));
        return callers.stream()
                .filter(caller ->
                        names.contains(caller.name()) || caller.until() != null && past.contains(caller.until()))
                .collect(Collectors.toSet());
    }

    /** Those that are over, by the clock that all replicas share. */
    private Set<Instant> past(Set<Instant> ends) {
        if (ends.isEmpty()) {
            return Set.of();
        }
        Instant now = jdbc.sql("select cairn_now()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        return ends.stream().filter(end -> !end.isAfter(now)).collect(Collectors.toSet());
    }

    private Set<String> among(List<String> names) {
        if (names.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(jdbc.sql("""
                        select :prefix || name from api_token
                        where name = any(:names) and (revoked_at is not null or expires_at <= cairn_now())
                        """)
                .param("prefix", Caller.TOKEN)
                .param("names", names.toArray(String[]::new))
                .query(String.class)
                .list());
    }
}
