package dev.cairn.service.lease;

import dev.cairn.api.study.StudySpec;
import dev.cairn.api.trial.Purpose;
import dev.cairn.service.study.Specs;
import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The contexts of attempts. Those that this replica granted lately are remembered, which saves a question with each outcome; the
 * statement that ends an attempt checks that the specification is still the one it was judged by. Specifications are held by
 * {@link Specs} alone, so that many long ones cannot fill the memory.
 */
@Repository
class Contexts {
    private static final int REMEMBERED = 10_000;

    private final JdbcClient jdbc;
    private final Specs specs;
    private final Map<Long, Known> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Known> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** A context as long as its specification is there. */
    private record Known(long study, WeakReference<StudySpec> spec, String specMd5, Purpose purpose) {
        static Known of(Context context) {
            return new Known(
                    context.study(), new WeakReference<>(context.spec()), context.specMd5(), context.purpose());
        }

        @Nullable
        Context context() {
            StudySpec there = spec.get();
            return there == null ? null : new Context(study, there, specMd5, purpose);
        }
    }

    Contexts(JdbcClient jdbc, Specs specs) {
        this.jdbc = jdbc;
        this.specs = specs;
    }

    void keep(long attempt, Context context) {
        synchronized (remembered) {
            remembered.put(attempt, Known.of(context));
        }
    }

    /** As remembered, else as stored. */
    Optional<Context> of(long attempt) {
        @Nullable Known known;
        synchronized (remembered) {
            known = remembered.get(attempt);
        }
        @Nullable Context context = known == null ? null : known.context();
        return context == null ? stored(attempt) : Optional.of(context);
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
