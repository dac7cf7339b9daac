package dev.cairn.service.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which project the things belong to that paths name by id. That never changes, so what was found may be remembered. */
@Repository
class Ownership {
    private static final int REMEMBERED = 50_000;

    private final JdbcClient jdbc;
    private final Map<Thing, Long> found = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Thing, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    Ownership(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What a path segment's name says that the id after it is. */
    enum Kind {
        STUDY("study", "select project_id from study where id = :id"),
        TRIAL("trial", "select s.project_id from trial t join study s on s.id = t.study_id where t.id = :id"),
        ATTEMPT("attempt", "select s.project_id from attempt a join study s on s.id = a.study_id where a.id = :id");

        final String word;
        private final String sql;

        Kind(String word, String sql) {
            this.word = word;
            this.sql = sql;
        }
    }

    /** One of them. */
    record Thing(Kind kind, long id) {}

    /** Empty if there is no such thing. */
    Optional<Long> project(Thing thing) {
        synchronized (found) {
            Long known = found.get(thing);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<Long> project = jdbc.sql(thing.kind().sql)
                .param("id", thing.id())
                .query(Long.class)
                .optional();
        project.ifPresent(id -> {
            synchronized (found) {
                found.put(thing, id);
            }
        });
        return project;
    }
}
