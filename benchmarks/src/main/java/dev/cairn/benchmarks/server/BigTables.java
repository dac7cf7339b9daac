package dev.cairn.benchmarks.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Tables with many trials, made by SQL: studies that ended long ago but for their queue, each trial with attempt and events. */
public final class BigTables {
    private static final int LARGEST_SHARE = 5;
    private static final int OTHERS = 8;
    /** One in so many trials is queued, the others are completed. */
    private static final int QUEUED = 20;

    private final WorkQueue largest;

    /** A fifth of the trials in one study, the rest in eight. */
    public BigTables(MeasuredService service, long trials) {
        largest = new WorkQueue(service, "largest");
        seed(service, largest.study(), trials / LARGEST_SHARE);
        for (int i = 1; i <= OTHERS; i++) {
            var other = new WorkQueue(service, "other-" + i);
            seed(service, other.study(), (trials - trials / LARGEST_SHARE) / OTHERS);
        }
        service.execute("vacuum (analyze)", "checkpoint");
    }

    /** The study with a fifth of all trials. */
    public long largest() {
        return largest.study();
    }

    /** Gives a new study so many trials. */
    public static void seed(MeasuredService service, long study, long trials) {
        try (Connection connection = service.asOwner();
                Statement statement = connection.createStatement()) {
            // The rows are right by themselves: checking a million of them against each other would only take time.
            statement.execute("set session_replication_role = replica");
            statement.execute("""
                    insert into worker (project_id, name, tasks) values (1, 'seed', '{}') on conflict do nothing
                    """);
            statement.execute("""
                    insert into trial (study_id, number, origin, state, point, point_key, seed, attempt, objective_values, score,
                        metrics, ended_at)
                    select %1$d, i, 'SUGGESTED', case when q then 'QUEUED' else 'COMPLETED' end,
                        jsonb_build_object('learningRate', 1e-5::float8 * 10000 ^ (i * 7919 %% 10007 / 10007.0::float8),
                            'units', 8 + i %% 249, 'optimizer', (array['ADAM', 'RMSPROP', 'SGD'])[(1 + i %% 3)::int]),
                        sha256(convert_to(i::text, 'UTF8')), i, case when q then 0 else 1 end,
                        case when not q then array[loss] end, case when not q then -loss end,
                        case when not q then jsonb_build_object('loss', loss) end, case when not q then cairn_now() end
                    from generate_series(1::bigint, %2$d) i,
                        lateral (select i %% %3$d = 0 as q, (i * 7919 %% 1000003)::double precision as loss) v
                    """.formatted(study, trials, QUEUED));
            statement.execute("""
                    insert into attempt (trial_id, study_id, number, worker_id, request_hash, token_hash, state, ended_at)
                    select t.id, t.study_id, 1, w.id, sha256(convert_to('r' || t.id, 'UTF8')),
                        sha256(convert_to('t' || t.id, 'UTF8')), 'SUCCEEDED', cairn_now()
                    from trial t, worker w where t.study_id = %d and t.state = 'COMPLETED' and w.name = 'seed'
                    """.formatted(study));
            statement.execute("""
                    insert into event (study_id, seq, type, trial_id, actor)
                    select study_id, 1 + number, 'TRIAL_CREATED', id, 'seed' from trial where study_id = %d
                    """.formatted(study));
            statement.execute("""
                    insert into event (study_id, seq, type, trial_id, attempt_id, payload, actor)
                    select t.study_id, 1 + %2$d + t.number, 'TRIAL_ENDED', t.id, a.id,
                        jsonb_build_object('state', 'COMPLETED', 'values', t.objective_values), 'seed'
                    from trial t join attempt a on a.trial_id = t.id where t.study_id = %1$d
                    """.formatted(study, trials));
            statement.execute("""
                    update study set trials_created = %2$d, last_trial_number = %2$d, last_event_seq = 1 + 2 * %2$d,
                        trials_ended = (select count(*) from trial where study_id = %1$d and state = 'COMPLETED')
                    where id = %1$d
                    """.formatted(study, trials));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
