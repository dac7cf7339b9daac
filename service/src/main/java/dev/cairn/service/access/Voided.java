package dev.cairn.service.access;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which callers have lost their tokens since they came in: for calls that stay open. */
@Repository
public class Voided {
    private static final String PREFIX = "token:";

    private final JdbcClient jdbc;

    Voided(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Of those callers by name the ones whose tokens were revoked or have expired. */
    public Set<String> among(Collection<String> callers) {
        List<String> names = callers.stream()
                .distinct()
                .filter(name -> name.startsWith(PREFIX))
                .map(name -> name.substring(PREFIX.length()))
                .toList();
        if (names.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(jdbc.sql("""
                        select :prefix || name from api_token
                        where name = any(:names) and (revoked_at is not null or expires_at <= cairn_now())
                        """)
                .param("prefix", PREFIX)
                .param("names", names.toArray(String[]::new))
                .query(String.class)
                .list());
    }
}
