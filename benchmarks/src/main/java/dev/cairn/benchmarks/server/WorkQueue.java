package dev.cairn.benchmarks.server;

import dev.cairn.api.study.StudyView;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A study whose trials wait in the queue, put there by SQL, and the cycles that work on it. */
public final class WorkQueue {
    private static final int BATCH = 20_000;
    private static final long BUDGET = 1_000_000;

    private final MeasuredService service;
    private final long study;

    /** A new study of the name, with random search for what the queue does not have. */
    public WorkQueue(MeasuredService service, String name) {
        this(service, name, "RANDOM");
    }

    /** @param sampler the type of the one that suggests what the queue does not have */
    public WorkQueue(MeasuredService service, String name, String sampler) {
        this.service = service;
        StudyView made = service.client().studies().create("""
                {"name": "%s", "sampler": {"type": "%s"}, "objectives": [{"metric": "loss"}],
                 "space": {"parameters": [
                    {"name": "learningRate", "type": "REAL", "low": 1e-5, "high": 0.1, "scale": "LOG"},
                    {"name": "units", "type": "INTEGER", "low": 8, "high": 256},
                    {"name": "optimizer", "type": "CATEGORICAL", "values": ["ADAM", "RMSPROP", "SGD"]}]},
                 "budget": {"trials": %d}}
                """.formatted(name, sampler, BUDGET));
        this.study = made.id();
    }

    public long study() {
        return study;
    }

    /** Fills the queue up to at least so many trials, as if they had been suggested. */
    public void fill(long trials) {
        try (Connection connection = service.asOwner();
                Statement statement = connection.createStatement()) {
            long missing = trials
                    - count(statement, "select count(*) from trial where state = 'QUEUED' and study_id = " + study);
            if (missing <= 0) {
                return;
            }
            for (long made = 0; made < missing; made += BATCH) {
                statement.execute(batch());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String batch() {
        return """
                with counted as (
                    update study set last_trial_number = last_trial_number + %2$d, trials_created = trials_created + %2$d,
                        last_event_seq = last_event_seq + %2$d, trial_budget = trial_budget + %2$d
                    where id = %1$d returning last_trial_number - %2$d as base, last_event_seq - %2$d as seq),
                made as (
                    insert into trial (study_id, number, origin, point, point_key, seed)
                    select %1$d, c.base + i, 'SUGGESTED',
                        jsonb_build_object('learningRate', 0.001, 'units', 8 + i %% 249, 'optimizer', 'ADAM'),
                        sha256(convert_to((c.base + i)::text, 'UTF8')), i
                    from counted c, generate_series(1, %2$d) i
                    returning id, number)
                insert into event (study_id, seq, type, trial_id, actor)
                select %1$d, c.seq + m.number - c.base, 'TRIAL_CREATED', m.id, 'benchmark' from made m, counted c
                """.formatted(study, BATCH);
    }

    /** Waits until every event is numbered, and tidies up: what one way left behind must not burden the next. */
    public void settle() {
        try (Connection connection = service.asOwner();
                Statement statement = connection.createStatement()) {
            while (count(statement, "select count(*) from event where seq is null") > 0) {
                Thread.sleep(20);
            }
            statement.execute("vacuum (analyze) trial, attempt, event, study");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long count(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
