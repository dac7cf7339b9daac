package dev.cairn.service.model;

import dev.cairn.migrations.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What the database holds of one study. */
final class Stored implements AutoCloseable {
    /** Each of these finds nothing, whatever happens: an invariant, and the rows of study 1 that break it. */
    private static final Map<String, String> INVARIANTS = Map.ofEntries(
            Map.entry("a budget of n trials is n trials", """
            select s.id from study s where s.id = ? and (s.trials_created > s.trial_budget
                or s.trials_created <> (select count(*) from trial t where t.study_id = s.id and t.purpose = 'SEARCH' and (t.state <> 'CANCELLED' or t.attempt > 0)))\
            """),
            Map.entry("no more trials are open than the study allows", """
            select s.id from study s where s.id = ? and (select count(*) from trial t
                where t.study_id = s.id and t.state in ('QUEUED', 'RUNNING') and t.not_before < 'infinity') > s.parallel_limit\
            """),
            Map.entry("an outcome counts once", """
            select t.id from trial t where t.study_id = ? and (select count(*) from event e
                    where e.trial_id = t.id and e.type = 'TRIAL_ENDED' and e.payload ->> 'state' = t.state
                        -- Since a person last had it tried again.
                        and e.id > coalesce((select max(q.id) from event q
                            where q.trial_id = t.id and q.type = 'TRIAL_QUEUED' and q.actor = 'local'), 0))
                <> case when t.state in ('QUEUED', 'RUNNING') then 0 else 1 end\
            """),
            Map.entry("what ended is counted", """
            select s.id from study s where s.id = ? and s.trials_ended <> (select count(*) from trial t
                where t.study_id = s.id and t.purpose = 'SEARCH' and t.state not in ('QUEUED', 'RUNNING')
                    and (t.state <> 'CANCELLED' or t.attempt > 0))\
            """),
            Map.entry("no two attempts of a trial both write", """
            select a.id from attempt a join attempt later on later.trial_id = a.trial_id and later.number > a.number
            where a.study_id = ? and (a.last_heard_at > later.started_at or a.ended_at > later.started_at
                or exists (select 1 from measurement m where m.study_id = a.study_id and m.attempt_id = a.id
                    and m.measured_at > later.started_at))\
            """),
            Map.entry("a running trial has one running attempt, its latest", """
            select t.id from trial t where t.study_id = ? and (t.state = 'RUNNING') <> exists (select 1 from attempt a
                where a.trial_id = t.id and a.number = t.attempt and a.state = 'RUNNING')\
            """),
            Map.entry("a point is suggested once", """
            select min(t.id) from trial t where t.study_id = ? and t.purpose = 'SEARCH' group by t.point_key having count(*) > 1\
            """),
            Map.entry("a candidate is repeated so often once", """
            select s.id from study s where s.id = ? and exists (select 1 from trial t where t.study_id = s.id
                and t.purpose = 'REPEAT' group by t.repeats_id having count(*) > (s.spec #>> '{confirmation,seeds}')::int)\
            """),
            Map.entry("the test part is opened once for a winner", """
            select s.id from study s where s.id = ? and (select count(*) from trial t where t.study_id = s.id
                and t.purpose = 'CONFIRM') <> (select count(distinct o.winner_id) from test_opening o where o.study_id = s.id)\
            """),
            Map.entry("suggestions are numbered from 0 without a gap", """
            select s.id from study s where s.id = ? and s.suggestion_number is distinct from (select count(*) from suggestion g
                where g.study_id = s.id and g.number < s.suggestion_number)\
            """),
            Map.entry("events are numbered from 1 without a gap", """
            select s.id from study s where s.id = ? and s.last_event_seq is distinct from (select count(*) from event e
                where e.study_id = s.id and e.seq <= s.last_event_seq)\
            """),
            Map.entry("an event is told before what follows from it", """
            select e.id from event e join event before on before.trial_id = e.trial_id and before.seq > e.seq
            where e.study_id = ? and before.type = 'TRIAL_CREATED'\
            """));

    private static final String PAST_ITS_LEASE = """
        select t.id from trial t where t.study_id = ? and t.state = 'RUNNING' and t.leased_until < cairn_now()\
        """;

    private final Connection connection;
    private final long study;

    Stored(TestPostgres.Database database, long study) throws SQLException {
        this.connection = database.connect();
        this.study = study;
    }

    void keepsTheInvariants() throws SQLException {
        String all = String.join(
                " union all ",
                INVARIANTS.entrySet().stream()
                        .map(rule -> "select '" + rule.getKey() + "', id from (" + rule.getValue() + ") broken (id)")
                        .toList());
        refuse(all, INVARIANTS.size());
    }

    /** To be asked right after a sweep. */
    void nothingRunsPastItsLease() throws SQLException {
        refuse("select 'nothing runs past its lease plus one sweep', id from (" + PAST_ITS_LEASE + ") broken", 1);
    }

    private void refuse(String sql, int parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 1; i <= parameters; i++) {
                statement.setLong(i, study);
            }
            try (ResultSet broken = statement.executeQuery()) {
                if (broken.next()) {
                    throw new AssertionError("broken: " + broken.getString(1) + ", by row " + broken.getLong(2));
                }
            }
        }
    }

    private interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    private void each(String sql, Reader reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, study);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    /** The id of the trial with this number. */
    long trial(int number) throws SQLException {
        long[] id = new long[1];
        each("select id from trial where study_id = ? and number = " + number, row -> id[0] = row.getLong(1));
        return id[0];
    }

    /** Tells the model what the service may do or leave. */
    void tell(BiConsumer<Integer, Boolean> createdAndExhausted) throws SQLException {
        each(
                "select (select count(*) from trial t where t.study_id = s.id and t.purpose = 'SEARCH'), s.exhausted from study s where s.id = ?",
                row -> createdAndExhausted.accept(row.getInt(1), row.getBoolean(2)));
    }

    /** The numbers of the latest confirmation's candidates, the most promising first; none until they are chosen. */
    List<Integer> candidates() {
        var numbers = new ArrayList<Integer>();
        try {
            each("""
                select t.number from candidate c join trial t on t.id = c.trial_id
                where c.study_id = ? and c.round = (select max(round) from confirmation n where n.study_id = c.study_id)
                order by c.rank\
                """, row -> numbers.add(row.getInt(1)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return numbers;
    }

    /** Everything in words, in the same order and form as {@link Model#picture}. */
    List<String> picture() throws SQLException {
        var lines = new ArrayList<String>();
        each(
                "select state, trials_created, trials_ended, exhausted, trial_budget from study where id = ?",
                row -> lines.add("study " + row.getString(1) + " of " + row.getLong(5) + " created " + row.getLong(2)
                        + " ended " + row.getLong(3) + (row.getBoolean(4) ? " exhausted" : "")));
        Map<Long, Map<Long, Double>> curves = curves();
        each("""
            select t.number as trial, t.state as trial_state, t.cause as trial_cause, t.directive,
                t.objective_values[1] as value, t.last_step, t.last_value, t.excluded, a.id, a.number, a.state, a.cause, a.heard,
                a.outcome_answer
            from trial t left join attempt a on a.trial_id = t.id where t.study_id = ? order by t.number, a.number
            """, row -> {
            if (row.getInt("number") <= 1) {
                Long step = row.getObject("last_step", Long.class);
                lines.add("trial " + row.getLong("trial") + " " + row.getString("trial_state")
                        + words(row.getString("trial_cause")) + words(row.getString("directive"))
                        + words(row.getObject("value", Double.class))
                        + (row.getBoolean("excluded") ? " excluded" : "")
                        + (step == null ? "" : " last " + step + ":" + row.getDouble("last_value")));
            }
            if (row.getString("state") != null) {
                lines.add("attempt " + row.getLong("trial") + "." + row.getInt("number") + " "
                        + row.getString("state") + words(row.getString("cause"))
                        + (row.getBoolean("heard") ? " heard" : "") + words(row.getString("outcome_answer")) + " "
                        + curves.getOrDefault(row.getLong("id"), Map.of()));
            }
        });
        return lines;
    }

    /** Nothing of a deleted study is left. */
    void isGone() throws SQLException {
        for (String table :
                List.of("trial", "attempt", "event", "suggestion", "measurement", "confirmation", "test_opening")) {
            refuse("select 'deleted, but for " + table + "', study_id from " + table + " where study_id = ?", 1);
        }
        refuse("select 'deleted', id from study where id = ?", 1);
    }

    private Map<Long, Map<Long, Double>> curves() throws SQLException {
        var curves = new TreeMap<Long, Map<Long, Double>>();
        each(
                "select attempt_id, step, (metrics ->> '" + Plan.METRIC
                        + "')::double precision from measurement where study_id = ?",
                row -> curves.computeIfAbsent(row.getLong(1), attempt -> new TreeMap<>())
                        .put(row.getLong(2), row.getDouble(3)));
        return curves;
    }

    private static String words(@Nullable Object value) {
        return value == null ? "" : " " + value;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
