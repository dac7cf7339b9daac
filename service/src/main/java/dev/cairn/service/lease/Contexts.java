package dev.cairn.service.lease;

import dev.cairn.api.trial.Purpose;
import dev.cairn.service.study.Specs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The contexts of attempts. Those that this replica granted lately are remembered, which saves a question with each outcome; the
 * statement that ends an attempt checks that the specification is still the one it was judged by.
 */
@Repository
class Contexts {
    private static final int REMEMBERED = 10_000;

    private final JdbcClient jdbc;
    private final Specs specs;
    private final Map<Long, Context> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Context> eldest) {
            return size() > REMEMBERED;
        }
    };

    Contexts(JdbcClient jdbc, Specs specs) {
        this.jdbc = jdbc;
        this.specs = specs;
    }

    void keep(long attempt, Context context) {
        synchronized (remembered) {
            remembered.put(attempt, context);
        }
    }

    /** As remembered, else as stored. */
    Optional<Context> of(long attempt) {
        @Nullable Context known;
        synchronized (remembered) {
            known = remembered.get(attempt);
        }
        return known == null ? stored(attempt) : Optional.of(known);
    }

    /** As stored now; empty if there is no such attempt. */
    Optional<Context> stored(long attempt) {
        Optional<Context> stored = jdbc.sql("""
                        select s.id, s.spec, s.spec_md5, t.purpose
                        from attempt a join trial t on t.id = a.trial_id join study s on s.id = t.study_id where a.id = :attempt
                        """)
                .param("attempt", attempt)
                .query((row, index) -> new Context(
                        row.getLong("id"),
                        specs.read(row.getString("spec")),
                        row.getString("spec_md5"),
                        Purpose.valueOf(row.getString("purpose"))))
                .optional();
        stored.ifPresent(context -> keep(attempt, context));
        return stored;
    }
}
